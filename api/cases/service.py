"""The public face of the case engine. Every function works inside its caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import repository
from api.cases.clocks import Card, card
from api.cases.dead_letters import resend, undelivered
from api.cases.decisions import Consequences, DepartmentEvent, note_delivery, take_event
from api.cases.disclosures import record_sight
from api.cases.models import Case, Task, TaskEvent
from api.cases.owed import give as give_owed
from api.cases.owed import owed_by, to_be_reminded
from api.cases.payload import file_ids
from api.cases.stages import FINAL, Stage
from api.cases.submission import submit
from api.cases.supplements import answer_supplement, open_supplements
from api.cases.withdrawal import with_dependants, withdraw, withdrawable
from api.catalogues.service import catalogue_of
from api.database.roles import acting_for
from api.drafts import service as drafts
from api.drafts.models import Upload
from api.errors import NotFoundError
from forms.model import Catalogue

__all__ = [
    "Consequences",
    "DepartmentEvent",
    "answer_supplement",
    "board",
    "card_of",
    "case_by_id",
    "case_by_number",
    "cases_by_id",
    "department_counts",
    "department_file",
    "department_task",
    "department_tasks",
    "files_of",
    "give_owed",
    "move",
    "note_delivery",
    "open_supplements",
    "owed_by",
    "resend",
    "running_tasks",
    "status_of",
    "submit",
    "take_event",
    "task_by_id",
    "task_events",
    "tasks_of",
    "to_be_reminded",
    "undelivered",
    "urgent_cases",
    "with_dependants",
    "withdraw",
    "withdrawable",
]


_MOST_ON_A_DESK = 1_000
_STANDING_STILL = frozenset({Stage.WAITING, Stage.SUPPLEMENT_REQUESTED, Stage.SUSPENDED})


async def status_of(session: AsyncSession, conversation_id: UUID) -> list[tuple[Case, Sequence[Task], Catalogue]]:
    """The conversation's cases, newest first, each with its tasks and its catalogue."""
    return [
        (case, await repository.tasks(session, case.id), await catalogue_of(session, case.catalogue_version))
        for case in await repository.cases_of(session, conversation_id)
    ]


async def move(session: AsyncSession, conversation_id: UUID, into: UUID) -> None:
    """Give all cases and licences of one conversation to another of the same citizen."""
    await repository.move(session, conversation_id, into)


async def case_by_id(session: AsyncSession, case_id: UUID) -> Case:
    """A case; raises NotFoundError."""
    found = await repository.case(session, case_id)
    if found is None:
        raise NotFoundError("no_case")
    return found


async def case_by_number(session: AsyncSession, case_no: str) -> Case | None:
    """The case with this number, if there is one."""
    return await repository.case_by_number(session, case_no)


def files_of(task: Task) -> set[UUID]:
    """The files that a task's department was shown."""
    return file_ids(task.payload) if task.payload else set()


async def task_by_id(session: AsyncSession, task_id: UUID) -> Task:
    """A task; raises NotFoundError."""
    found = await repository.task(session, task_id)
    if found is None:
        raise NotFoundError("no_task")
    return found


async def tasks_of(session: AsyncSession, case_id: UUID) -> Sequence[Task]:
    """The tasks of a case, in the path's order."""
    return await repository.tasks(session, case_id)


async def department_tasks(
    session: AsyncSession, department_id: str, stages: Sequence[str], *, reader: str, most: int | None = None
) -> Sequence[Task]:
    """A department's released tasks in these stages, the most urgent first, at most so many.

    That `reader` has seen them is recorded.
    """
    async with acting_for(session, department_id):
        found = await repository.tasks_of_department(session, department_id, stages, most)
    if found:
        audit.record(session, reader, "read", "tasks", department_id, None, tasks=[task.id for task in found])
    return found


async def department_counts(session: AsyncSession, department_id: str) -> dict[str, int]:
    """How many released tasks a department has in each stage."""
    async with acting_for(session, department_id):
        return await repository.count_of_department(session, department_id)


async def cases_by_id(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """Several cases at once."""
    return await repository.cases(session, case_ids)


async def department_task(session: AsyncSession, department_id: str, task_id: UUID, *, reader: str) -> Task:
    """One released task of a department; raises NotFoundError for any other. That `reader` has seen it is recorded."""
    async with acting_for(session, department_id):
        task = await repository.task(session, task_id)
    if task is None or task.department_id != department_id or task.payload is None:
        raise NotFoundError("no_task")
    await record_sight(session, task, reader)
    return task


async def next_task(session: AsyncSession, task: Task, stages: Sequence[str]) -> UUID | None:
    """The task in these stages that a clerk takes up after this one; None when there is no other."""
    async with acting_for(session, task.department_id):
        return await repository.next_of_department(session, task, stages)


async def department_file(
    session: AsyncSession, department_id: str, task_id: UUID, file_id: UUID, *, reader: str
) -> Upload:
    """A file of one of a department's tasks; raises NotFoundError for any other. The reading is recorded."""
    task = await department_task(session, department_id, task_id, reader=reader)
    if file_id not in file_ids(task.payload or {"materials": []}):
        raise NotFoundError("no_upload")
    async with acting_for(session, department_id):
        upload = await drafts.upload_content(session, file_id)
    await drafts.record_reading(session, upload, reader)
    return upload


def card_of(task: Task, day: date) -> Card:
    """The card that a task has earned: none while it waits, stands still, or is decided."""
    if (
        task.stage in FINAL
        or task.stage in {Stage.WAITING, Stage.SUPPLEMENT_REQUESTED, Stage.SUSPENDED}
        or task.clock_from is None
    ):
        return ""
    return card(task.clock_from, task.promised_by, day)


async def running_tasks(session: AsyncSession) -> Sequence[Task]:
    """Tasks of all departments whose clock runs, what is promised first at the beginning; at most a thousand."""
    return await repository.running(session, _MOST_ON_A_DESK)


async def board(session: AsyncSession) -> dict[tuple[str, str], int]:
    """How many tasks that are not decided each department has in each stage."""
    return await repository.board(session, [stage.value for stage in Stage if stage not in FINAL])


async def urgent_cases(session: AsyncSession) -> Sequence[Case]:
    """Open cases that are marked as urgent, the oldest first."""
    return await repository.urgent(session)


async def task_events(session: AsyncSession, task_id: UUID) -> Sequence[TaskEvent]:
    """What happened to a task, oldest first."""
    return await repository.events(session, task_id)
