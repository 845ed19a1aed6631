"""What one cell of a benchmark gave."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from api.bench.load import Measurement


@dataclass(frozen=True, slots=True)
class Figures:
    """Rate and latencies of what succeeded; times in milliseconds, memory in MB of a million bytes.

    `processor` is the processor time that the system's processes used for each success: the figure that suffers least
    from whatever else runs on the machine.
    """

    done: int
    failed: int
    per_second: float
    p50: float
    p95: float
    p99: float
    processor: float | None = None
    memory: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the result: which system did what, for how many citizens at once."""

    system: str
    kind: str
    citizens: int
    figures: Figures


def figures_of(measured: Measurement, memory: float | None) -> Figures:
    """The figures of a measurement."""
    ordered = sorted(measured.durations)
    p50, p95, p99 = (percentile(ordered, share) * 1000 for share in (0.50, 0.95, 0.99))
    rate = len(ordered) / measured.elapsed if measured.elapsed else 0.0
    processor = measured.processor * 1000 / len(ordered) if ordered and measured.processor else None
    return Figures(len(ordered), len(measured.failures), rate, p50, p95, p99, processor, memory)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed (nearest rank); NaN when there are none."""
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def ratio(ours: float, theirs: float, *, more_is_better: bool) -> float:
    """How many times as good ours is; below 1 it is worse, NaN when it cannot be said."""
    better, worse = (ours, theirs) if more_is_better else (theirs, ours)
    return better / worse if worse else math.nan
