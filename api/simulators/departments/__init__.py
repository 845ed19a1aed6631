"""The department simulator: departments with systems of their own, behind signed HTTP."""
