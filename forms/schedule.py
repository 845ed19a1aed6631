"""When each item begins and is due, in three ways of working.

*parallel* is ours: an item begins as soon as its prerequisites are granted. *series*: one department after the other,
the papers moved by the window. *none*: the same, and the citizen carries the papers, which costs a working day between
two departments. Every item is due at the end of its promised limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.model import Limit
from forms.requirements import Pace, Situation
from forms.working_days import add_working_days, due, working_days_between

CARRYING_DAYS = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """When one item begins and is due."""

    position: int
    before: tuple[int, ...]
    stage: int
    start: date
    finish: date


@dataclass(frozen=True, slots=True)
class Days:
    """Working days that a set of items takes in each way of working."""

    parallel: int
    series: int
    none: int
    statutory: int
    """Side by side, with every department using all the time that the law allows it."""
    finish: date


def side_by_side(
    seen: Situation, items: Sequence[int], start: date, *, pace: Pace = "usual", statutory: bool = False
) -> dict[int, Slot]:
    """Each item's slot by its position, if each begins when what it waits for is due; prerequisites come first."""
    slots: dict[int, Slot] = {}
    path, promises = seen.path, seen.promises(pace)
    for position in items:
        before = tuple(b for b in path.before[position] if b in slots)
        begin = max((slots[b].finish for b in before), default=start)
        stage = max((slots[b].stage for b in before), default=0) + 1
        limit = _limit_by_law(seen, position, pace) if statutory else promises[position]
        slots[position] = Slot(position, before, stage, begin, due(begin, limit))
    return slots


def _limit_by_law(seen: Situation, position: int, pace: Pace) -> Limit:
    """What the law allows; where it sets no limit, the promise."""
    entry = seen.path.items[position]
    by_law = seen.catalogue.item_of(entry).statutory
    return seen.promises(pace)[position] if by_law is None else by_law


def in_order(seen: Situation, mask: int) -> list[int]:
    """The items of a mask, prerequisites first."""
    return [position for position in seen.path.order if mask >> position & 1]


def days(seen: Situation, mask: int, start: date, pace: Pace = "usual") -> Days:
    """What the items of a mask take in each way of working."""
    items = in_order(seen, mask)
    finish = _last(side_by_side(seen, items, start, pace=pace), start)
    by_law = _last(side_by_side(seen, items, start, pace=pace, statutory=True), start)
    return Days(
        parallel=working_days_between(start, finish),
        series=working_days_between(start, _one_by_one(seen, items, start, 0, pace)),
        none=working_days_between(start, _one_by_one(seen, items, start, CARRYING_DAYS, pace)),
        statutory=working_days_between(start, by_law),
        finish=finish,
    )


def _last(slots: dict[int, Slot], start: date) -> date:
    return max((slot.finish for slot in slots.values()), default=start)


def _one_by_one(seen: Situation, items: Sequence[int], start: date, carrying: int, pace: Pace) -> date:
    day, promises = start, seen.promises(pace)
    for number, position in enumerate(items):
        if number:
            day = add_working_days(day, carrying)
        day = due(day, promises[position])
    return day
