"""Load: a number of citizens, each doing one thing after another, for a bounded time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import httpx

from api.bench.usage import processor_seconds

_T = TypeVar("_T")


class FailedTurnError(Exception):
    """The system answered, but not what it should have."""


class Citizen(Protocol):
    """Somebody who has something to do."""

    def next(self) -> Awaitable[None] | None:
        """The next thing to do, None when nothing is left. Awaiting it raises FailedTurnError or an httpx error."""


@dataclass(slots=True)
class Measurement:
    """How long each success took, in seconds; what failed; how long it all took, and the processor time it used."""

    durations: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    elapsed: float = 0.0
    processor: float = 0.0

    def add(self, other: Measurement) -> None:
        """Count another measurement of the same thing."""
        self.durations += other.durations
        self.failures += other.failures
        self.elapsed += other.elapsed
        self.processor += other.processor


async def load(citizens: Sequence[Citizen], seconds: float, pids: Mapping[str, int] | None = None) -> Measurement:
    """Let all citizens act at once, on a system with these processes.

    None begins anything after `seconds`; what has begun is counted to its end.
    """
    measured = Measurement()
    used, began = processor_seconds(pids or {}), time.perf_counter()
    await asyncio.gather(*(_act(citizen, began + seconds, measured) for citizen in citizens))
    measured.elapsed = time.perf_counter() - began
    measured.processor = processor_seconds(pids or {}) - used
    return measured


async def _act(citizen: Citizen, end: float, measured: Measurement) -> None:
    while (began := time.perf_counter()) < end:
        doing = citizen.next()
        if doing is None:
            return
        try:
            await doing
        except (FailedTurnError, httpx.HTTPError) as error:
            measured.failures.append(f"{type(error).__name__}: {error}")
        else:
            measured.durations.append(time.perf_counter() - began)


async def prepare(how_many: int, make: Callable[[], Awaitable[_T]], at_once: int = 4) -> list[_T]:
    """Make many of something, a few at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one() -> _T:
        async with gate:
            return await make()

    return list(await asyncio.gather(*(one() for _ in range(how_many))))
