"""Citizens: seeded personas who hold whole conversations with the running system over HTTP, and check every turn."""
