"""A case as a Gantt chart: when each department had its task, against what was promised and what the law allows.

Drawn with one column a day, so that it needs no script; days on which no clock runs are shaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.cases.models import Case, Task
from api.cases.service import card_of
from api.cases.stages import FINAL
from api.clock import CHINA
from forms.working_days import is_working_day

_Place = Callable[[date], int]
"""Where a day stands, in units of the picture from the left."""
_DAY = 100
"""Units of the picture for one day."""
_FRIDAY = 4
_MOST_DAYS = 400
"""A longer case is drawn up to this many days."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One task, in units of the picture from the left."""

    name: str
    begins: int | None
    """None while the task waits for others."""
    ends: int
    promised: int
    statutory: int | None
    state: str
    """`done`, `running`, `yellow`, `red` or `waiting`."""
    words: str
    """What the bar shows, for those who cannot see it."""


@dataclass(frozen=True, slots=True)
class Gantt:
    """The chart: how wide, the first days of weeks, days without work, today, and the bars."""

    width: int
    weeks: list[tuple[int, str]]
    idle: list[int]
    today: int
    bars: list[Bar]


def gantt_of(case: Case, tasks: Sequence[Task], names: Sequence[str], today: date) -> Gantt:
    """The chart of a case; `names` are those of its tasks, in the same order."""
    first = case.submitted_at.astimezone(CHINA).date()
    marks = [day for task in tasks for day in (task.promised_by, task.statutory_by, _decided(task)) if day]
    last = min(max([first, today if case.closed_at is None else first, *marks]), first + timedelta(days=_MOST_DAYS))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def at(day: date) -> int:
        return max(0, min((day - first).days, len(days) - 1)) * _DAY

    return Gantt(
        width=len(days) * _DAY,
        weeks=[(at(day), f"{day.month}月{day.day}日") for day in days if _is_labelled(day, first)],
        idle=[at(day) for day in days if not is_working_day(day)],
        today=at(today),
        bars=[_bar(task, name, today, at) for task, name in zip(tasks, names, strict=True)],
    )


def _is_labelled(day: date, first: date) -> bool:
    """Mondays, and the first day unless a Monday's label would stand upon its own."""
    return day.weekday() == 0 or (day == first and day.weekday() < _FRIDAY)


def _bar(task: Task, name: str, today: date, at: _Place) -> Bar:
    begun = task.released_at.astimezone(CHINA).date() if task.released_at else None
    decided = _decided(task)
    state = "waiting" if begun is None else "done" if task.stage in FINAL else card_of(task, today) or "running"
    told = [f"{begun}交给部门" if begun else "还没轮到", f"承诺{task.promised_by}前"]
    if task.statutory_by:
        told.append(f"法定{task.statutory_by}前")
    if decided:
        told.append(f"{decided}办结")
    return Bar(
        name=name,
        begins=at(begun) if begun else None,
        ends=at(decided or max(today, begun or today)) + _DAY,
        promised=at(task.promised_by) + _DAY,
        statutory=at(task.statutory_by) + _DAY if task.statutory_by else None,
        state=state,
        words=f"{name}：{'，'.join(told)}",
    )


def _decided(task: Task) -> date | None:
    return task.decided_at.astimezone(CHINA).date() if task.decided_at else None
