"""Background jobs: deferred in the transaction of the rows they serve, done by the worker."""
