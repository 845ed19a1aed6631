"""撤回: the citizen takes a case back, in whole or in part, as long as it is not decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import repository
from api.cases.models import Case, Task
from api.cases.release import end_dependants
from api.cases.stages import FINAL, Stage
from api.cases.transitions import move
from api.database import now
from api.errors import ConflictError, NotFoundError
from api.jobs.app import defer


def withdrawable(tasks: Sequence[Task]) -> list[Task]:
    """The tasks that are not decided."""
    return [task for task in tasks if task.stage not in FINAL]


def with_dependants(tasks: Sequence[Task], item_ids: Collection[str]) -> list[Task]:
    """The undecided tasks of these items, and those that wait for them: they could never begin."""
    lost = {task.item_id for task in withdrawable(tasks) if task.item_id in item_ids}
    while more := {
        task.item_id
        for task in tasks
        if task.stage == Stage.WAITING and task.item_id not in lost and lost & set(task.waits_for)
    }:
        lost |= more
    return [task for task in tasks if task.item_id in lost]


async def withdraw(session: AsyncSession, case_id: UUID, item_ids: Collection[str] | None = None) -> list[Task]:
    """Withdraw these items, or everything that is not decided, with what depends on them; the tasks withdrawn.

    A department that had received its task is told. Raises NotFoundError for an unknown case and ConflictError when
    all of it is decided already.
    """
    case = await repository.case(session, case_id, lock=True)
    if case is None:
        raise NotFoundError("no_case")
    tasks = list(await repository.tasks(session, case_id))
    wanted = [t for t in withdrawable(tasks) if item_ids is None or t.item_id in item_ids]
    if not wanted:
        raise ConflictError("nothing_to_withdraw")
    gone = with_dependants(tasks, [task.item_id for task in wanted])
    for task in wanted:
        await _withdraw(session, case, task)
        end_dependants(session, task, tasks, event_id="prerequisite-withdrawn")
    if not withdrawable(tasks):
        case.closed_at = now()
    return gone


async def _withdraw(session: AsyncSession, case: Case, task: Task) -> None:
    was_sent = task.payload is not None
    if task.stage in FINAL:
        return  # ended with one that it waited for
    move(session, task, Stage.WITHDRAWN, actor=audit.CITIZEN, event_id="withdrawn")
    task.decided_at = now()
    audit.record(session, audit.CITIZEN, "write", "task", task.id, case.conversation_id)
    if was_sent:
        await defer(session, "announce_withdrawal", lock=str(task.id), task_id=str(task.id))
