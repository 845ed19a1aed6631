"""Making the understanding better: reviewed messages, a model that learnt from them, and whether it may serve."""
