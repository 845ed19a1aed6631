"""The plan of a case: stages, dates, fees, and what the same would take the old way.

What is not known yet gives a range, from the best case that can still come true to the worst.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.effort import Efforts, efforts
from forms.merging import Conflict, merge
from forms.model import FieldUse, Limit, MaterialUse
from forms.requirements import Pace, Situation, nominal_days
from forms.scenarios import bits, pick, scenarios
from forms.schedule import Slot, days, in_order, side_by_side
from forms.working_days import due

_LONGER = 4.0
"""Weighs a chain of days so that one longer chain outweighs several shorter ones."""


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item in the plan."""

    id: str
    name: str
    department_id: str
    department: str
    why: str
    stage: int
    certain: bool
    waits_for: tuple[str, ...]
    waits_why: str
    start: date
    finish: date
    statutory_finish: date | None
    promised: Limit
    fee: float
    result: str


@dataclass(frozen=True, slots=True)
class Range:
    """Best and worst; equal when nothing is open."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known about a case before it begins."""

    path_id: str
    items: tuple[PlannedItem, ...]
    start: date
    finish: date
    """When the last certain item is due."""
    latest_finish: date
    """When the last item is due in the worst case."""
    parallel: Range
    series: Range
    none: Range
    """Working days of the three ways of working."""
    statutory: Range
    """Working days side by side if every department used all the time that the law allows it."""
    efforts: Efforts
    critical_path: tuple[str, ...]
    fee: Range
    materials: tuple[str, ...]
    """What the citizen surely has to hand in."""
    conflicts: tuple[Conflict, ...]
    """Wishes of departments that no rule makes one; for the coordinator."""

    def stages(self) -> list[list[PlannedItem]]:
        """The items by stage, first stage first."""
        count = max((item.stage for item in self.items), default=0)
        return [[item for item in self.items if item.stage == n] for n in range(1, count + 1)]

    def results(self) -> list[str]:
        """The documents that the citizen surely gets."""
        return [item.result for item in self.items if item.certain]


def plan(seen: Situation, start: date) -> Plan:
    """Plan the case that `seen` describes, handed in on the day `start`."""
    certain, possible = _masks(seen)
    ours = side_by_side(seen, in_order(seen, certain), start)
    every = side_by_side(seen, in_order(seen, certain | possible), start) if possible else ours
    cases = [days(seen, mask, start, pace) for mask, pace in _extremes(seen, certain, possible)]
    # What is certain has its dates without what is not; but it keeps its place behind what may still come before it.
    items = [
        _planned(seen, replace(ours.get(position, slot), stage=slot.stage), certain=position in ours)
        for position, slot in sorted(every.items())
    ]
    fees = [_fee(seen, certain, possible, heaviest=heaviest) for heaviest in (False, True)]
    finish = max((slot.finish for slot in ours.values()), default=start)
    return Plan(
        path_id=seen.path.id,
        items=tuple(sorted(items, key=lambda item: item.stage)),
        start=start,
        finish=finish,
        latest_finish=max(finish, *(case.finish for case in cases)),
        parallel=_range([case.parallel for case in cases]),
        series=_range([case.series for case in cases]),
        none=_range([case.none for case in cases]),
        statutory=_range([case.statutory for case in cases]),
        efforts=efforts(seen, seen.certain),
        critical_path=_critical_path(seen, ours),
        fee=_range(fees),
        materials=tuple(
            use.material
            for use in seen.path.materials
            if seen.catalogue.materials[use.material].provide == "upload" and seen.needing(use)
        ),
        conflicts=tuple(_conflicts(seen)),
    )


def _conflicts(seen: Situation) -> Iterator[Conflict]:
    uses: list[FieldUse | MaterialUse] = [*seen.path.fields, *seen.path.materials]
    for use in uses:
        if use.specs:
            yield from merge(seen.catalogue, use, [item.id for item in seen.needing(use)]).conflicts


def _masks(seen: Situation) -> tuple[int, int]:
    """The items that surely apply, and those that may yet."""
    certain = possible = 0
    for position, item in enumerate(seen.path.items):
        truth = seen.verdicts[item.id].truth
        certain |= (truth is True) << position
        possible |= (truth is None) << position
    return certain, possible


def _extremes(seen: Situation, certain: int, possible: int) -> set[tuple[int, Pace]]:
    """The scenarios, each at its pace, among which the best and the worst of every way of working are."""
    paces: tuple[Pace, Pace] = ("quickest", "slowest") if seen.pace_is_open() else ("usual", "usual")
    if not possible:
        return {(certain, pace) for pace in paces}
    tree = scenarios(seen.path)
    impossible = ~(certain | possible) & ((1 << len(seen.path.items)) - 1)
    found: set[tuple[int, Pace]] = set()
    for heaviest, pace in enumerate(paces):
        each = [nominal_days(limit) for limit in seen.promises(pace)]
        chains = _chains(seen, each, certain | possible if heaviest else certain)
        for weights in (each, [_LONGER**chain for chain in chains]):
            picked = pick(tree, weights, certain, impossible, heaviest=bool(heaviest))
            if picked is not None:
                found.add((picked.items, pace))
    # Answers that no scenario foresees, such as a half-filled list: then from what is sure to all that is open.
    return found or {(certain, paces[0]), (certain | possible, paces[1])}


def _chains(seen: Situation, each: Sequence[float], counted: int) -> list[float]:
    """For each item the days until it is due, counting only some of what it waits for."""
    chains = [0.0] * len(each)
    for position in seen.path.order:
        before = [chains[b] for b in seen.path.before[position] if counted >> b & 1]
        chains[position] = each[position] + max(before, default=0.0)
    return chains


def _fee(seen: Situation, certain: int, possible: int, *, heaviest: bool) -> float:
    """The least or the most that the items may cost together."""
    fees = [seen.fee(item)[heaviest] for item in seen.path.items]
    if any(fees) and possible:
        impossible = ~(certain | possible) & ((1 << len(fees)) - 1)
        picked = pick(scenarios(seen.path), fees, certain, impossible, heaviest=heaviest)
        if picked is not None:
            return picked.weight
    return sum(fees[position] for position in bits(certain))


def _range(values: Sequence[float]) -> Range:
    return Range(min(values), max(values))


def _planned(seen: Situation, slot: Slot, *, certain: bool) -> PlannedItem:
    entry = seen.path.items[slot.position]
    item, department = seen.catalogue.item_of(entry), seen.catalogue.department_of(entry)
    return PlannedItem(
        id=entry.id,
        name=item.name,
        department_id=department.id,
        department=department.name,
        why=entry.why,
        stage=slot.stage,
        certain=certain,
        waits_for=tuple(seen.path.items[b].id for b in slot.before),
        waits_why=entry.after_why if slot.before else "",
        start=slot.start,
        finish=slot.finish,
        statutory_finish=None if item.statutory is None else due(slot.start, item.statutory),
        promised=seen.promised(entry),
        fee=seen.fee(entry)[0],
        result=item.result,
    )


def _critical_path(seen: Situation, slots: Mapping[int, Slot]) -> tuple[str, ...]:
    """The chain of items that decides the finish."""
    chain: list[str] = []
    last = max(slots.values(), key=lambda slot: slot.finish, default=None)
    while last is not None:
        chain.append(seen.path.items[last.position].id)
        last = max((slots[b] for b in last.before), key=lambda slot: slot.finish, default=None)
    return tuple(reversed(chain))


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What one answer did to the plan."""

    added: tuple[PlannedItem, ...]
    removed: tuple[PlannedItem, ...]
    days: int
    """Working days more (or fewer, when negative) until the last item, in the best case."""
    days_at_most: int = 0
    """The same in the worst case."""
    materials_added: tuple[str, ...] = ()
    materials_removed: tuple[str, ...] = ()
    fee: float = 0.0


NO_CHANGE = PlanChange(added=(), removed=(), days=0)


def compare(before: Plan, after: Plan) -> PlanChange:
    """What changed among the items that surely apply, and in what the citizen has to hand in."""
    old = {item.id: item for item in before.items if item.certain}
    new = {item.id: item for item in after.items if item.certain}
    return PlanChange(
        added=tuple(item for item in new.values() if item.id not in old),
        removed=tuple(item for item in old.values() if item.id not in new),
        days=int(after.parallel.least - before.parallel.least),
        days_at_most=int(after.parallel.most - before.parallel.most),
        materials_added=tuple(m for m in after.materials if m not in before.materials),
        materials_removed=tuple(m for m in before.materials if m not in after.materials),
        fee=after.fee.least - before.fee.least,
    )
