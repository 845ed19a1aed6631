"""Rasa's REST channel, so that clients made for it work unchanged."""
