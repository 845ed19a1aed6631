"""The border to Rasa: only HTTP crosses it."""
