"""Messages as they come: a WebSocket for the page, fed by the database's notices."""
