"""Staff: who may work in the console."""
