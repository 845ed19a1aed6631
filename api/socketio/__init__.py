"""Rasa's Socket.IO channel, for the chat widgets that speak it."""
