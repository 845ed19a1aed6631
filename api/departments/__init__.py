"""Departments: how each is connected, what goes out to it, and what comes back."""
