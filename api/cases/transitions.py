"""Moving a task from stage to stage: checked against the table, and recorded."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import repository
from api.cases.models import Task, TaskEvent
from api.cases.stages import Stage, check_transition


def move(
    session: AsyncSession, task: Task, after: Stage, *, actor: str, event_id: str, reason: str | None = None
) -> None:
    """Bring a task to another stage and keep who did it, and why; raises ConflictError for an illegal transition."""
    check_transition(task.stage, after)
    repository.add(
        session,
        TaskEvent(task_id=task.id, event_id=event_id, actor=actor, before=task.stage, after=after.value, reason=reason),
    )
    task.stage = after.value
