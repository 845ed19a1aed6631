"""Who hears how a benchmark goes while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listener:
    """`tell` hears what is being done now, `warn` what went wrong and is counted as failed."""

    tell: Callable[[str], None]
    warn: Callable[[str], None]
