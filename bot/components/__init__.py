"""Rasa graph components and stores of our own; each file has one purpose."""
