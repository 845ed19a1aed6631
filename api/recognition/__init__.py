"""Reading papers from pictures: what kind of paper it is, what it says, and whether it can be read at all."""
