"""Patterns that are made of the catalogue's words. Python's own cache keeps 512; there are thousands of these."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=65_536)
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, compiled once."""
    return re.compile(pattern, flags)
