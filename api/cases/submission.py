"""Submission: a draft becomes a case with its tasks and jobs, in one transaction."""

from __future__ import annotations

from datetime import date
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
from forms.planner import plan
from forms.requirements import Situation


async def submit(session: AsyncSession, current: OpenDraft, consents: dict[str, Any]) -> Case:
    """Turn a complete draft into a case with its tasks and jobs, all in this transaction.

    `consents` is what the citizen has agreed to, kept with the case. Submitting the same draft again gives the same
    case. Raises ConflictError when something is missing.
    """
    known = await repository.case_of_draft(session, current.row.id)
    if known is not None:
        return known
    day = today()
    seen = current.seen(day)
    if not is_complete(seen):
        raise ConflictError("draft_incomplete")
    case = await _create_case(session, current, seen, day, consents)
    tasks = _create_tasks(session, case, seen, day)
    drafts.close(current, "submitted")
    audit.record(session, audit.CITIZEN, "write", "case", case.id, case.conversation_id, fields=case.answers)
    await session.flush()
    for task in tasks:
        if not task.waits_for:
            await release(session, case, task, tasks)
    return case


async def _create_case(
    session: AsyncSession, current: OpenDraft, seen: Situation, day: date, consents: dict[str, Any]
) -> Case:
    number = await repository.next_number(session)
    case = Case(
        id=uuid4(),
        case_no=f"{settings().city_code}{day:%Y%m%d}{number:06d}",
        draft_id=current.row.id,
        conversation_id=current.row.conversation_id,
        path_id=current.path.id,
        catalogue_version=current.catalogue.version,
        answers={name: {"value": a.value, "source": a.source} for name, a in seen.answers.items()},
        consents=consents,
        promised_by=plan(seen, day).finish,
        submitted_at=now(),
    )
    repository.add(session, case)
    await session.flush()
    return case


def _create_tasks(session: AsyncSession, case: Case, seen: Situation, day: date) -> list[Task]:
    tasks = []
    for position, planned in enumerate(plan(seen, day).items):
        task = Task(
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
        )
        repository.add(session, task)
        tasks.append(task)
    return tasks
