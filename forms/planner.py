"""The plan of a case: stages, dates, and what the same would take the old way.

Three modes of one case are compared. *parallel* is ours: an item starts as soon as its prerequisites are granted.
*series*: one department after the other, the papers moved by the window. *none*: the same, and the citizen carries
the papers, which costs a working day between two departments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.model import FieldUse, PathItem
from forms.requirements import Situation
from forms.working_days import add_working_days, due, working_days_between

_CARRYING_DAYS = 1
_VISITS_PER_ITEM = 2
"""Once to hand in, once to collect."""


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
    start: date
    finish: date
    statutory_finish: date
    promised_days: int
    promised_unit: str
    fee: float
    result: str


@dataclass(frozen=True, slots=True)
class Range:
    """Best and worst; equal when nothing is open."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Effort:
    """What the citizen has to do in one mode."""

    visits: int
    forms: int
    entries: int
    copies: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known about a case before it begins."""

    path_id: str
    items: tuple[PlannedItem, ...]
    start: date
    finish: date
    """When the last certain item is due."""
    latest_finish: date
    """When the last item is due if everything that is still open applies."""
    parallel: Range
    series: Range
    none: Range
    """Working days of the three modes."""
    effort_here: Effort
    effort_none: Effort
    critical_path: tuple[str, ...]
    fee: float

    def stages(self) -> list[list[PlannedItem]]:
        """The items by stage, first stage first."""
        count = max((item.stage for item in self.items), default=0)
        return [[item for item in self.items if item.stage == n] for n in range(1, count + 1)]


def plan(seen: Situation, start: date) -> Plan:
    """Plan the case that `seen` describes, handed in on the day `start`."""
    certain = seen.items()
    possible = seen.possible_items()
    schedule = _schedule(seen, [*certain, *possible], start)
    ours = {item.id: item for item in _schedule(seen, certain, start)}
    items = tuple(ours.get(item.id, item) for item in sorted(schedule, key=lambda planned: planned.stage))
    finish = max((item.finish for item in ours.values()), default=start)
    latest = max((item.finish for item in schedule), default=start)
    return Plan(
        path_id=seen.path.id,
        items=items,
        start=start,
        finish=finish,
        latest_finish=max(finish, latest),
        parallel=Range(working_days_between(start, finish), working_days_between(start, max(finish, latest))),
        series=Range(_series_days(seen, certain, start, 0), _series_days(seen, [*certain, *possible], start, 0)),
        none=Range(
            _series_days(seen, certain, start, _CARRYING_DAYS),
            _series_days(seen, [*certain, *possible], start, _CARRYING_DAYS),
        ),
        effort_here=_effort_here(seen, certain),
        effort_none=_effort_none(seen, certain),
        critical_path=_critical_path(ours),
        fee=sum(item.fee for item in ours.values()),
    )


def _in_order(seen: Situation, items: Sequence[PathItem]) -> list[PathItem]:
    """Prerequisites first; the path's order otherwise."""
    remaining, done, ordered = list(items), set[str](), list[PathItem]()
    ids = {item.id for item in items}
    while remaining:
        ready = [item for item in remaining if set(seen.prerequisites(item, ids)) <= done]
        if not ready:
            message = f"the items of {seen.path.id} wait for each other: {[item.id for item in remaining]}"
            raise ValueError(message)
        ordered += ready
        done |= {item.id for item in ready}
        remaining = [item for item in remaining if item.id not in done]
    return ordered


def _schedule(seen: Situation, items: Sequence[PathItem], start: date) -> list[PlannedItem]:
    ids = {item.id for item in items}
    planned: dict[str, PlannedItem] = {}
    for entry in _in_order(seen, items):
        before = [planned[p] for p in seen.prerequisites(entry, ids)]
        begin = max((b.finish for b in before), default=start)
        item = seen.catalogue.item_of(entry)
        department = seen.catalogue.department_of(entry)
        planned[entry.id] = PlannedItem(
            id=entry.id,
            name=item.name,
            department_id=department.id,
            department=department.name,
            why=entry.why,
            stage=max((b.stage for b in before), default=0) + 1,
            certain=seen.applies(entry.id),
            waits_for=tuple(b.id for b in before),
            start=begin,
            finish=due(begin, item.promised),
            statutory_finish=due(begin, item.statutory),
            promised_days=item.promised.days,
            promised_unit=item.promised.unit,
            fee=item.fee,
            result=item.result,
        )
    return list(planned.values())


def _series_days(seen: Situation, items: Sequence[PathItem], start: date, carrying: int) -> int:
    day = start
    for position, entry in enumerate(_in_order(seen, items)):
        if position:
            day = add_working_days(day, carrying)
        day = due(day, seen.catalogue.item_of(entry).promised)
    return working_days_between(start, day)


def _effort_here(seen: Situation, items: Sequence[PathItem]) -> Effort:
    asked = [use for use in seen.path.fields if _is_asked(seen, use)]
    handed_in = [
        use
        for use in seen.path.materials
        if seen.needing(use) and seen.catalogue.materials[use.material].provide == "upload"
    ]
    return Effort(visits=0, forms=min(1, len(items)), entries=len(asked), copies=len(handed_in))


def _is_asked(seen: Situation, use: FieldUse) -> bool:
    """Whether the citizen is asked for it here: a situation counts too, what is derived or comes by itself does not."""
    answer = seen.answers.get(use.field)
    if use.fixed is not None or seen.comes_from_result(use) or (answer is not None and answer.source != "citizen"):
        return False
    return bool(seen.needing(use)) or answer is not None or use.field in seen.open_names()


def _effort_none(seen: Situation, items: Sequence[PathItem]) -> Effort:
    entries = sum(len(seen.needing(use)) for use in seen.path.fields)
    copies = sum(len(seen.needing(use)) for use in seen.path.materials)
    return Effort(visits=_VISITS_PER_ITEM * len(items), forms=len(items), entries=entries, copies=copies)


def _critical_path(planned: dict[str, PlannedItem]) -> tuple[str, ...]:
    """The chain of items that decides the finish."""
    chain: list[str] = []
    last = max(planned.values(), key=lambda item: item.finish, default=None)
    while last is not None:
        chain.append(last.id)
        last = max((planned[p] for p in last.waits_for), key=lambda item: item.finish, default=None)
    return tuple(reversed(chain))


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What one answer did to the plan."""

    added: tuple[PlannedItem, ...]
    removed: tuple[PlannedItem, ...]
    days: int
    """Working days more (or fewer, when negative) until the last certain item."""


def compare(before: Plan, after: Plan) -> PlanChange:
    """What changed among the items that surely apply."""
    old = {item.id: item for item in before.items if item.certain}
    new = {item.id: item for item in after.items if item.certain}
    return PlanChange(
        added=tuple(item for item in new.values() if item.id not in old),
        removed=tuple(item for item in old.values() if item.id not in new),
        days=after.parallel.least - before.parallel.least,
    )
