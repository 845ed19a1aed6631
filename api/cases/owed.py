"""容缺受理: a task is taken although a minor material is missing; it follows by a day, and no licence before it.

山东省优化营商环境条例第28条: what is missing is named, with the day by which it has to follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import repository
from api.cases.models import Case, Task, TaskEvent
from api.cases.stages import FINAL, Stage
from api.errors import ConflictError, NotFoundError
from api.jobs.app import defer
from forms.model import Catalogue
from forms.working_days import add_working_days, working_days_between

_REMINDED_BEFORE = 2
"""Working days before the day."""


def owed_of(catalogue: Catalogue, task: Task, payload: dict[str, Any], day: date) -> dict[str, str]:
    """What a payload of a task lacks although it may follow, and by when; a day that was said before stays."""
    missing = [
        each["id"]
        for each in payload["materials"]
        if each["later"] and each["provide"] == "upload" and not each["files"]
    ]
    return {
        name: (task.owed or {}).get(name) or add_working_days(day, catalogue.materials[name].later_days).isoformat()
        for name in missing
    }


def check_nothing_owed(task: Task, waived: Sequence[str]) -> None:
    """Raise ConflictError when a licence is to be granted while something is owed that was not waived (未补不发证)."""
    left = [name for name in task.owed if name not in waived]
    if left:
        names = {each["id"]: each["name"] for each in (task.payload or {})["materials"]}
        raise ConflictError("materials_owed", names="、".join(names[name] for name in left))


async def owed_by(session: AsyncSession, conversation_id: UUID) -> Sequence[tuple[Case, Task]]:
    """The undecided tasks of a conversation for which something is owed, with their cases."""
    return [(case, task) for case, task in await repository.owing(session, conversation_id) if task.stage not in FINAL]


async def give(session: AsyncSession, task_id: UUID, material_id: str, file: dict[str, Any]) -> Task:
    """What was owed has come: the department sees it, and is told where it has a system of its own.

    `file` is the file as a payload names it. Raises NotFoundError when it is not owed (any more).
    """
    task = await repository.task(session, task_id)
    case = await repository.case(session, task.case_id, lock=True) if task else None
    if task is None or case is None:
        raise NotFoundError("no_task")
    await session.refresh(task)
    if material_id not in task.owed or task.stage in FINAL or task.payload is None:
        raise NotFoundError("no_task")
    materials = [
        {**each, "files": [*each["files"], file]} if each["id"] == material_id else each
        for each in task.payload["materials"]
    ]
    task.owed = {name: by for name, by in task.owed.items() if name != material_id}
    task.revision += 1
    task.payload = {**task.payload, "materials": materials, "owed": task.owed, "revision": task.revision}
    await repository.show_file(session, task.id, UUID(file["id"]))
    note = TaskEvent(
        task_id=task.id, event_id=f"owed-{task.revision}", actor=audit.CITIZEN, before=task.stage, after=task.stage,
        reason=f"容缺补交：{material_id}",
    )  # fmt: skip
    repository.add(session, note)
    audit.record(session, audit.CITIZEN, "write", "task", task.id, case.conversation_id, fields=[material_id])
    await defer(session, "deliver_task", lock=str(task.id), task_id=str(task.id), revision=task.revision)
    return task


async def to_be_reminded(session: AsyncSession, day: date) -> list[tuple[Case, Task]]:
    """Tasks for which something is owed that has to come within two working days or is late; each once."""
    found = []
    for task in await repository.tasks_owing(session):
        soon = any(working_days_between(day, date.fromisoformat(by)) <= _REMINDED_BEFORE for by in task.owed.values())
        if soon and task.stage not in FINAL and task.stage != Stage.WAITING:
            case = await repository.case(session, task.case_id)
            if case is not None:
                task.reminded_on = day
                found.append((case, task))
    return found
