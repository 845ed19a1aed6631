"""统筹: what concerns several departments of a case: site visits made together, and what they agree on."""
