"""News for citizens who are not looking: on the channel that they used last, else by a short message."""
