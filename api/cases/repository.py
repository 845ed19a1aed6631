"""The only door to the tables of cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, cast, delete, func, insert, literal, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from api.cases.models import Case, Licence, Task, TaskEvent, TaskFile, case_numbers


async def next_number(session: AsyncSession) -> int:
    """A number that no other case has."""
    return int((await session.execute(case_numbers.next_value().select())).scalar_one())


def add(session: AsyncSession, entity: Case | Task | TaskEvent | Licence) -> None:
    """Store with this transaction."""
    session.add(entity)


async def case_of_draft(session: AsyncSession, draft_id: UUID) -> Case | None:
    """The case that this draft became."""
    return await session.scalar(select(Case).where(Case.draft_id == draft_id))


async def cases_of(session: AsyncSession, conversation_id: UUID) -> Sequence[Case]:
    """The conversation's cases, newest first."""
    rows = await session.scalars(
        select(Case).where(Case.conversation_id == conversation_id).order_by(Case.submitted_at.desc())
    )
    return rows.all()


async def move(session: AsyncSession, conversation_id: UUID, into: UUID) -> None:
    """Give all cases and licences of one conversation to another."""
    for table in (Case, Licence):
        await session.execute(
            update(table)
            .where(table.conversation_id == conversation_id)
            .values(conversation_id=into)
            .execution_options(synchronize_session="fetch")
        )


async def case(session: AsyncSession, case_id: UUID, *, lock: bool = False) -> Case | None:
    """A case; with `lock`, held by this transaction, so that two decisions on it are taken one after the other."""
    return await session.get(Case, case_id, with_for_update=lock or None, populate_existing=lock)


async def tasks(session: AsyncSession, case_id: UUID) -> Sequence[Task]:
    """The tasks of a case, in the path's order."""
    rows = await session.scalars(
        select(Task).where(Task.case_id == case_id).order_by(Task.position).execution_options(populate_existing=True)
    )
    return rows.all()


async def case_by_number(session: AsyncSession, case_no: str) -> Case | None:
    """The case with this number."""
    return await session.scalar(select(Case).where(Case.case_no == case_no))


async def licence(session: AsyncSession, code: str) -> Licence | None:
    """The licence with this code."""
    return await session.get(Licence, code)


async def task(session: AsyncSession, task_id: UUID) -> Task | None:
    """One task."""
    return await session.get(Task, task_id)


async def tasks_of_department(
    session: AsyncSession, department_id: str, stages: Sequence[str], most: int | None = None
) -> Sequence[Task]:
    """A department's released tasks in these stages, the most urgent first; at most so many."""
    rows = await session.scalars(
        select(Task)
        .where(Task.department_id == department_id, Task.stage.in_(stages), Task.payload.is_not(None))
        .order_by(Task.promised_by, Task.released_at)
        .limit(most)
    )
    return rows.all()


async def count_of_department(session: AsyncSession, department_id: str) -> dict[str, int]:
    """How many released tasks a department has in each stage."""
    mine = (Task.department_id == department_id, Task.payload.is_not(None))
    counted = select(Task.stage, func.count().label("tasks")).where(*mine).group_by(Task.stage)
    return {row.stage: row.tasks for row in await session.execute(counted)}


async def cases(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """Cases by their ids, in one query."""
    found = await session.scalars(select(Case).where(Case.id.in_(case_ids)))
    return {case.id: case for case in found}


async def next_of_department(session: AsyncSession, task: Task, stages: Sequence[str]) -> UUID | None:
    """The department's task that comes after this one in its list, the most urgent one after the last."""
    mine = (Task.department_id == task.department_id, Task.stage.in_(stages), Task.payload.is_not(None))
    others = select(Task.id).where(*mine, Task.id != task.id).order_by(Task.promised_by, Task.released_at)
    behind = tuple_(Task.promised_by, Task.released_at) > tuple_(literal(task.promised_by), literal(task.released_at))
    return await session.scalar(others.where(behind).limit(1)) or await session.scalar(others.limit(1))


async def show_files(session: AsyncSession, files: Mapping[UUID, Collection[UUID]]) -> None:
    """Let each of these tasks' departments see exactly the files given for it."""
    await session.execute(delete(TaskFile).where(TaskFile.task_id.in_(files)))
    if rows := [{"task_id": task_id, "upload_id": each} for task_id, ids in files.items() for each in ids]:
        await session.execute(insert(TaskFile), rows)


async def show_file(session: AsyncSession, task_id: UUID, upload_id: UUID) -> None:
    """Let the task's department see one more file."""
    await session.execute(insert(TaskFile), [{"task_id": task_id, "upload_id": upload_id}])


async def tasks_owing(session: AsyncSession) -> Sequence[Task]:
    """Tasks for which something is owed and of which the citizen was not reminded, held by this transaction."""
    found = (
        select(Task)
        .where(cast(Task.owed, String) != "{}", Task.reminded_on.is_(None))
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(found)).all()


async def owing(session: AsyncSession, conversation_id: UUID) -> Sequence[tuple[Case, Task]]:
    """The tasks of a conversation's open cases for which something is owed, the newest case first."""
    rows = await session.execute(
        select(Case, Task)
        .join(Task, Task.case_id == Case.id)
        .where(Case.conversation_id == conversation_id, Case.closed_at.is_(None), cast(Task.owed, String) != "{}")
        .order_by(Case.submitted_at.desc(), Task.position)
        .execution_options(populate_existing=True)
    )
    return [(case, task) for case, task in rows]


async def running(session: AsyncSession, limit: int) -> Sequence[Task]:
    """Tasks whose clock runs, what is promised first at the beginning."""
    found = select(Task).where(Task.stage.in_(("dispatched", "received", "accepted", "under_review")))
    without_data = found.options(defer(Task.payload, raiseload=True))  # nobody's data, and nothing to decrypt
    return (await session.scalars(without_data.order_by(Task.promised_by).limit(limit))).all()


async def board(session: AsyncSession, stages: Collection[str]) -> dict[tuple[str, str], int]:
    """How many tasks each department has in each of these stages."""
    counted = select(Task.department_id, Task.stage, func.count().label("tasks")).where(Task.stage.in_(stages))
    rows = await session.execute(counted.group_by(Task.department_id, Task.stage))
    return {(row.department_id, row.stage): row.tasks for row in rows}


async def urgent(session: AsyncSession) -> Sequence[Case]:
    """Open cases that are marked as urgent, the oldest first."""
    found = select(Case).where(Case.urgent.is_not(None), Case.closed_at.is_(None)).order_by(Case.submitted_at)
    return (await session.scalars(found)).all()


async def received_before(session: AsyncSession, moment: datetime) -> Sequence[Task]:
    """Tasks that a department has received and said nothing about, released before a moment."""
    found = select(Task).where(Task.stage == "received", Task.released_at < moment).order_by(Task.released_at)
    return (await session.scalars(found)).all()


async def event(session: AsyncSession, task_id: UUID, event_id: str) -> TaskEvent | None:
    """The event of this id, if it has been taken already."""
    return await session.scalar(select(TaskEvent).where(TaskEvent.task_id == task_id, TaskEvent.event_id == event_id))


async def events(session: AsyncSession, task_id: UUID) -> Sequence[TaskEvent]:
    """What happened to a task, oldest first."""
    return (await session.scalars(select(TaskEvent).where(TaskEvent.task_id == task_id).order_by(TaskEvent.id))).all()


async def open_supplements(session: AsyncSession, conversation_id: UUID) -> Sequence[Task]:
    """Tasks of this conversation that wait for something from the citizen, oldest first."""
    rows = await session.scalars(
        select(Task)
        .join(Case, Case.id == Task.case_id)
        .where(Case.conversation_id == conversation_id, Task.stage == "supplement_requested")
        .order_by(Case.submitted_at, Task.position)
    )
    return rows.all()


async def failed_deliveries(session: AsyncSession) -> Sequence[Task]:
    """Dispatched tasks whose last delivery failed, the oldest first."""
    found = select(Task).where(Task.stage == "dispatched", Task.delivery_error.is_not(None)).order_by(Task.released_at)
    return (await session.scalars(found)).all()


async def pending_deliveries(session: AsyncSession) -> set[str]:
    """The tasks with a delivery that is waiting or being tried."""
    waiting = text(
        "SELECT args->>'task_id' FROM procrastinate_jobs"
        " WHERE task_name = 'deliver_task' AND status IN ('todo', 'doing')"
    )
    return set((await session.scalars(waiting)).all())
