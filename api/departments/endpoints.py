"""The interface for departments: fetch tasks and files, report events. The same for pushed and pulled tasks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.cases import service as cases
from api.cases.models import Task
from api.cases.stages import FINAL, Stage
from api.clock import today
from api.departments.authentication import CallingDepartment
from api.departments.schemas import EventIn, EventOut
from api.dependencies import DatabaseOf
from api.dialogue.news import take_department_event

router = APIRouter(prefix="/api/v1/department", tags=["departments"])

_OPEN = [stage.value for stage in Stage if stage not in FINAL and stage is not Stage.WAITING]


@router.get("/tasks")
async def list_tasks(department: CallingDepartment, database: DatabaseOf) -> dict[str, Any]:
    """The department's open tasks, the most urgent first, each with all that its item needs."""
    async with database.transaction() as session:
        found = await cases.department_tasks(session, department, _OPEN, reader=department)
        return {"tasks": [_shown(task) for task in found]}


@router.get("/tasks/{task_id}")
async def read_task(task_id: UUID, department: CallingDepartment, database: DatabaseOf) -> dict[str, Any]:
    """One task of the department."""
    async with database.transaction() as session:
        task = await cases.department_task(session, department, task_id, reader=department)
        return _shown(task)


@router.get("/tasks/{task_id}/files/{file_id}")
async def read_file(task_id: UUID, file_id: UUID, department: CallingDepartment, database: DatabaseOf) -> Response:
    """A file that belongs to one of the task's materials."""
    async with database.transaction() as session:
        upload = await cases.department_file(session, department, task_id, file_id, reader=department)
        return Response(upload.content, media_type=upload.media_type, headers={"X-Content-Type-Options": "nosniff"})


@router.post("/tasks/{task_id}/events")
async def report(task_id: UUID, event: EventIn, department: CallingDepartment, database: DatabaseOf) -> EventOut:
    """Report what happened to a task. Idempotent by `event_id`."""
    async with database.transaction() as session:
        result = await take_department_event(session, task_id, department, event.as_event(department))
        return EventOut(task_id=str(task_id), stage=result.task.stage, applied=result.changed)


def _shown(task: Task) -> dict[str, Any]:
    """A task as its department gets it, with where it is and how it stands in time."""
    clock = {"promised_by": task.promised_by.isoformat(), "card": cases.card_of(task, today())}
    return {"stage": task.stage, **(task.payload or {}), **clock}
