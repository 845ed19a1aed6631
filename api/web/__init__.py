"""The website: the chat page and the citizen's own interface."""
