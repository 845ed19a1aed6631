"""Conversations: what was said, by whom, and what is being asked."""
