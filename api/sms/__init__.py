"""Short messages to mobile numbers: queued with what they tell of, brought to a gateway by the worker."""
