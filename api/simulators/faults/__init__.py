"""A drill: citizens submit while processes are killed and the network fails; afterwards everything is counted."""
