"""Submission: a draft becomes a case with its tasks and jobs, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import repository
from api.cases.models import Case, Task
from api.cases.release import release
from api.cases.stages import Stage
from api.clock import today
from api.database import now
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.errors import ConflictError
from api.settings import settings
from forms.engine import is_complete
from forms.planner import Plan, PlannedItem, plan
from forms.requirements import Situation


async def submit(
    session: AsyncSession, current: OpenDraft, seen: Situation, consents: dict[str, Any]
) -> tuple[Case, Sequence[Task]]:
    """Turn a complete draft into a case with its tasks and jobs, all in this transaction.

    `seen` is the draft's situation today, `consents` what the citizen has agreed to, kept with the case. Submitting the
    same draft again gives the same case. Raises ConflictError when something is missing.
    """
    if current.row.status != "open":  # the row is held: nobody else submits it meanwhile
        known = await repository.case_of_draft(session, current.row.id)
        if known is not None:
            return known, await repository.tasks(session, known.id)
    if not is_complete(seen):
        raise ConflictError("draft_incomplete")
    planned = plan(seen, today())
    case = await _create_case(session, current, seen, planned, consents)
    tasks = [_task(case, position, item) for position, item in enumerate(planned.items)]
    repository.add(session, case)
    drafts.close(current, "submitted")
    audit.record(session, audit.CITIZEN, "write", "case", case.id, case.conversation_id, fields=case.answers)
    await session.flush()  # before its tasks
    for task in tasks:
        repository.add(session, task)
    await release(session, case, [task for task in tasks if not task.waits_for], tasks)
    return case, tasks


async def _create_case(
    session: AsyncSession, current: OpenDraft, seen: Situation, planned: Plan, consents: dict[str, Any]
) -> Case:
    number = await repository.next_number(session)
    return Case(
        id=uuid4(),
        case_no=f"{settings().city_code}{planned.start:%Y%m%d}{number:06d}",
        draft_id=current.row.id,
        conversation_id=current.row.conversation_id,
        path_id=current.path.id,
        catalogue_version=current.catalogue.version,
        answers={name: {"value": a.value, "source": a.source} for name, a in seen.answers.items()},
        consents=consents,
        promised_by=planned.finish,
        submitted_at=now(),
    )


def _task(case: Case, position: int, planned: PlannedItem) -> Task:
    return Task(
        id=uuid4(),
        case_id=case.id,
        item_id=planned.id,
        department_id=planned.department_id,
        position=position,
        stage=Stage.WAITING,
        waits_for=list(planned.waits_for),
        promised_by=planned.finish,
        statutory_by=planned.statutory_finish,
        revision=1,
        owed={},
    )
