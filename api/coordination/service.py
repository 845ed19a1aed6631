"""The coordinator's work: what is late or stuck, what is urgent, and what departments agree on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import service as cases
from api.cases.clocks import Card
from api.cases.models import Case, Task
from api.coordination import repository
from api.coordination.models import Coordination, CoordinationNote, SiteVisit
from api.database import now
from api.errors import ConflictError, NotFoundError, UnprocessableError

MOST_LATE = 200
"""Tasks with a card that the desk lists."""
Kind = Literal["conflict", "overdue", "urgent", "other"]


@dataclass(frozen=True, slots=True)
class Late:
    """An open task that has earned a card."""

    task: Task
    case: Case
    card: Card


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that waits for the coordinator."""

    late: list[Late]
    """The most urgent of the tasks with a card."""
    cards: int
    """How many have one, of the thousand that are promised first."""
    undelivered: list[tuple[Task, Case, bool]]
    """Tasks that could not be delivered, and whether that was given up."""
    visits: list[tuple[SiteVisit, Case]]
    urgent: Sequence[Case]
    coordinations: list[tuple[Coordination, Case]]


async def desk(session: AsyncSession, day: date) -> Desk:
    """What is on the coordinator's desk. It names cases and items, and nobody's data."""
    carded = [(task, card) for task in await cases.running_tasks(session) if (card := cases.card_of(task, day))]
    failed = await cases.undelivered(session)
    visits = [
        visit
        for visit in await repository.visits(session, {"proposed", "arranged"})
        if visit.day is None or visit.day >= day
    ]
    agreeing = await repository.open_coordinations(session)
    shown = carded[:MOST_LATE]
    wanted = {task.case_id for task, _ in shown} | {task.case_id for task, _ in failed}
    wanted |= {visit.case_id for visit in visits} | {each.case_id for each in agreeing}
    known = await cases.cases_by_id(session, wanted)
    return Desk(
        [Late(task, known[task.case_id], card) for task, card in shown],
        len(carded),
        [(task, known[task.case_id], given_up) for task, given_up in failed],
        [(visit, known[visit.case_id]) for visit in visits],
        await cases.urgent_cases(session),
        [(each, known[each.case_id]) for each in agreeing],
    )


async def visit_of_case(session: AsyncSession, case_id: UUID, day: date) -> SiteVisit | None:
    """The visit that departments make together for this case, unless it is over or was dropped."""
    found = await repository.visit(session, case_id)
    coming = found is not None and found.status in {"proposed", "arranged"} and (found.day is None or found.day >= day)
    return found if coming else None


async def mark_urgent(session: AsyncSession, case_no: str, reason: str, by: str) -> Case:
    """Mark a case as urgent, or (without a reason) not any more; raises NotFoundError."""
    case = await _case(session, case_no)
    case.urgent = reason.strip() or None
    audit.record(session, by, "write", "case", case.id, case.conversation_id, fields=["urgent"])
    return case


async def open_coordination(
    session: AsyncSession, case_no: str, kind: Kind, subject: str, departments: Collection[str], by: str
) -> Coordination:
    """Ask departments of a case to agree on something.

    Raises NotFoundError for an unknown case and UnprocessableError without a subject or for a department that has no
    part in the case.
    """
    case = await _case(session, case_no)
    part = {task.department_id for task in await cases.tasks_of(session, case.id)}
    if not subject.strip() or not departments or not set(departments) <= part:
        raise UnprocessableError("coordination_incomplete")
    made = Coordination(
        case_id=case.id, kind=kind, subject=subject.strip(), departments=sorted(departments), opened_by=by,
        opened_at=now(),
    )  # fmt: skip
    repository.add(session, made)
    await session.flush()
    return made


async def say(session: AsyncSession, coordination_id: UUID, text: str, by: str, department: str | None = None) -> None:
    """Say something about it, as the coordinator or for a department; raises NotFoundError where that has no part."""
    found = await _open(session, coordination_id)
    if department is not None and department not in found.departments:
        raise NotFoundError("no_coordination")
    if not text.strip():
        raise UnprocessableError("coordination_incomplete")
    repository.add(session, CoordinationNote(coordination_id=found.id, by=by, text=text.strip(), at=now()))


async def agree(session: AsyncSession, coordination_id: UUID, agreed: str, change: str, by: str) -> Coordination:
    """Record what was agreed; from then on it stands on every task of the case. `change` is for the catalogue."""
    found = await _open(session, coordination_id)
    if not agreed.strip():
        raise UnprocessableError("coordination_incomplete")
    found.agreed, found.catalogue_change = agreed.strip(), change.strip() or None
    found.closed_by, found.closed_at = by, now()
    return found


async def of_case(session: AsyncSession, case_id: UUID) -> list[tuple[Coordination, Sequence[CoordinationNote]]]:
    """The coordinations of a case, with what was said."""
    return [(each, await repository.notes(session, each.id)) for each in await repository.of_case(session, case_id)]


async def waiting_for(session: AsyncSession, department: str) -> list[tuple[Coordination, Case]]:
    """The open coordinations in which a department has a part."""
    return [
        (each, await cases.case_by_id(session, each.case_id))
        for each in await repository.open_coordinations(session)
        if department in each.departments
    ]


async def proposed_changes(session: AsyncSession) -> Sequence[Coordination]:
    """The changes of the catalogue that were proposed, the newest first."""
    return await repository.proposed_changes(session)


async def _case(session: AsyncSession, case_no: str) -> Case:
    case = await cases.case_by_number(session, case_no.strip())
    if case is None:
        raise NotFoundError("no_case")
    return case


async def _open(session: AsyncSession, coordination_id: UUID) -> Coordination:
    found = await repository.coordination(session, coordination_id)
    if found is None:
        raise NotFoundError("no_coordination")
    if found.closed_at is not None:
        raise ConflictError("coordination_closed")
    return found
