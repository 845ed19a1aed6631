"""What the drill promises, each counted in the database and in the departments' own books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.cases.models import Case, Licence, Task, TaskEvent
from api.cases.stages import Stage
from api.simulators.departments.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise, and how often it was broken."""

    promise: str
    held: int
    broken: int


async def findings(session: AsyncSession, ledger: Ledger, case_numbers: Sequence[str]) -> list[Finding]:
    """Count for these cases: one case each, one delivery of each task, one decision of each, one licence of each."""
    cases = (await session.execute(select(Case.id, Case.case_no).where(Case.case_no.in_(case_numbers)))).all()
    ids = [case_id for case_id, _number in cases]
    times = Counter(number for _case_id, number in cases)
    tasks = (await session.execute(select(Task.id, Task.stage).where(Task.case_id.in_(ids)))).all()
    task_ids = [task_id for task_id, _stage in tasks]
    received = Counter(entry["task_id"] for entry in ledger.received())
    granted = await _count(session, TaskEvent.task_id, task_ids, TaskEvent.after == Stage.GRANTED)
    licences = await _count(session, Licence.task_id, task_ids)
    return [
        _finding("a confirmed submission is there once", [times[number] for number in case_numbers]),
        _finding("a task was new to its department once", [received[str(task_id)] for task_id in task_ids]),
        _finding("a decision was applied once", [granted[str(task_id)] for task_id in task_ids]),
        _finding("a licence was issued once", [licences[str(task_id)] for task_id in task_ids]),
    ]


def _finding(promise: str, counts: Sequence[int]) -> Finding:
    held = sum(count == 1 for count in counts)
    return Finding(promise, held, len(counts) - held)


async def _count(
    session: AsyncSession, column: InstrumentedAttribute[UUID], ids: Sequence[UUID], *where: ColumnElement[bool]
) -> Counter[str]:
    rows = await session.execute(select(column, func.count()).where(column.in_(ids), *where).group_by(column))
    return Counter({str(key): count for key, count in rows})
