"""Drafts: what has been collected before submission; durable, and resumable on any channel."""
