"""Killing the processes of an installation at random, as a power cut would; `yichuang up` starts them again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Mapping

_AT_LEAST, _AT_MOST = 0.5, 1.5
"""Shares of the usual time between two kills."""


class Killer:
    """Kills one of the processes every few seconds. `victims` tells their ids by name, as they are at the moment."""

    def __init__(self, victims: Callable[[], Mapping[str, int]], chance: random.Random, every: float) -> None:
        self._victims, self._chance, self._every = victims, chance, every
        self.killed: Counter[str] = Counter()
        self._dead: set[int] = set()

    async def go_on(self) -> None:
        """Kill until cancelled."""
        while True:
            await asyncio.sleep(self._every * self._chance.uniform(_AT_LEAST, _AT_MOST))
            alive = {name: pid for name, pid in self._victims().items() if pid not in self._dead}
            if not alive:
                continue
            name = self._chance.choice(sorted(alive))
            with contextlib.suppress(ProcessLookupError):
                os.kill(alive[name], signal.SIGKILL)
                self.killed[name] += 1
            self._dead.add(alive[name])
