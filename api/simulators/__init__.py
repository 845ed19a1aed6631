"""Separate processes that play the part of others, for trying out and for tests. They speak HTTP and nothing else."""
