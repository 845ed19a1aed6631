"""Conversations that need a person: in which order, whose they are, and what staff notes about them."""
