"""Rasa's actions: translators between a tracker and the dialogue, run inside the api process."""
