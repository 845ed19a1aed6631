"""Cases: a submitted combined application and its tasks, one per item."""
