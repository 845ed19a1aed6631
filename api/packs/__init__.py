"""Packs: a department's open tasks as one file, for a department that works on paper or without a network."""
