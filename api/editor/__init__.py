"""The console's pages for those who keep the catalogue: reading it, changing it, trying it, publishing it."""
