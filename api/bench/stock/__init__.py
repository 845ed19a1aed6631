"""A plain Rasa bot as the tutorials build it, for comparison; `api.bench.stock_project` makes a project of it."""
