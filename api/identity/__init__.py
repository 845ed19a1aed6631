"""Who a citizen is: proved by a one-time code to a mobile number, and then one conversation on every channel."""
