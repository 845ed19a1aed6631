"""How long data is kept, and the citizen's rights to a copy of it and to its erasure."""
