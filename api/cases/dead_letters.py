"""Tasks that could not be delivered: which there are, and sending them again."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import repository
from api.cases.models import Task
from api.jobs.app import defer


async def undelivered(session: AsyncSession) -> list[tuple[Task, bool]]:
    """Dispatched tasks whose delivery has failed, the oldest first, and whether it was given up."""
    tasks = await repository.failed_deliveries(session)
    pending = await repository.pending_deliveries(session)
    return [(task, str(task.id) not in pending) for task in tasks]


async def resend(session: AsyncSession, task_ids: Collection[UUID] | None = None) -> int:
    """Deliver these tasks, or all that were given up, from the start again; how many there were."""
    given_up = [task for task, is_given_up in await undelivered(session) if is_given_up]
    chosen = [task for task in given_up if task_ids is None or task.id in task_ids]
    for task in chosen:
        task.delivery_attempts = 0
        await defer(session, "deliver_task", lock=str(task.id), task_id=str(task.id), revision=task.revision)
    return len(chosen)
