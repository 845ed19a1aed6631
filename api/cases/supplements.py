"""补正: what a department asks the citizen to correct or add. Only that task waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import repository
from api.cases.models import Task
from api.cases.release import release
from api.cases.stages import Stage
from api.errors import ConflictError


async def answer_supplement(
    session: AsyncSession, task: Task, field_id: str | None, value: Any, material_id: str | None
) -> bool:
    """Take one thing that a supplement asked for. True when it was the last and the task is back at its department."""
    case = await repository.case(session, task.case_id, lock=True)
    if case is None or task.supplement is None or task.stage != Stage.SUPPLEMENT_REQUESTED:
        raise ConflictError("no_supplement")
    if field_id is not None:
        case.answers = {**case.answers, field_id: {"value": value, "source": "citizen"}}
    named = [name for name in (field_id, material_id) if name]
    audit.record(session, audit.CITIZEN, "write", "task", task.id, case.conversation_id, fields=named)
    answered = {*task.supplement["answered"], field_id or material_id}
    task.supplement = {**task.supplement, "answered": sorted(answered)}
    if answered < {*task.supplement["fields"], *task.supplement["materials"]}:
        return False
    task.revision += 1
    task.opinion = None  # it was about what is here now; the history keeps it
    await release(session, case, [task], await repository.tasks(session, case.id))
    return True


async def open_supplements(session: AsyncSession, conversation_id: UUID) -> Sequence[Task]:
    """Tasks of this conversation that wait for something from the citizen."""
    return await repository.open_supplements(session, conversation_id)
