"""Who has read or written whose data: a chained log, of which nothing can be changed or removed unseen."""
