"""What the process has loaded to begin with stays until it ends; the garbage collector need not look at it again."""

from __future__ import annotations

import gc

_ROUNDS = (20_000, 20, 20)
"""How many objects are made before the collector looks at the youngest, and how many rounds before it looks further."""


def settle() -> None:
    """Take all that is there now out of the collector's rounds, and let it go round less often.

    Called again after a model was changed: what the old one has left in circles is collected then.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_ROUNDS)
