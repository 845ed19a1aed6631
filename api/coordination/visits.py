"""联合踏勘: proposed when several departments of a case have to see the place, arranged by the coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.models import Case, Task
from api.cases.stages import FINAL, Stage
from api.catalogues.service import catalogue_of
from api.coordination import repository
from api.coordination.models import SiteVisit
from api.database import now
from api.errors import ConflictError, NotFoundError, UnprocessableError
from forms.working_days import is_working_day

HALVES = ("上午", "下午")
_FEWEST = 2


async def propose(session: AsyncSession, case: Case, tasks: Iterable[Task]) -> SiteVisit | None:
    """Propose one visit where at least two departments with open tasks have to see the place; None where not.

    `tasks` are all tasks of the case.
    A visit that is arranged stays as it is: who comes later than it was arranged makes a visit of their own.
    """
    catalogue = await catalogue_of(session, case.catalogue_version)
    path = catalogue.paths[case.path_id]
    concerned = [
        task
        for task in tasks
        if task.stage not in FINAL
        and task.stage != Stage.WAITING
        and catalogue.item_of(path.item(task.item_id)).site_visit
    ]
    known = await repository.visit(session, case.id, lock=True)
    if known is not None and known.status == "arranged":
        return known
    if len({task.department_id for task in concerned}) < _FEWEST:
        if known is not None:
            known.status = "dropped"
        return None
    made = known or SiteVisit(case_id=case.id)
    made.items = [task.item_id for task in concerned]
    made.status, made.by, made.changed_at = "proposed", min(task.promised_by for task in concerned), now()
    repository.add(session, made)
    return made


async def arrange(session: AsyncSession, case_id: UUID, day: date, half: str, by: str, today: date) -> SiteVisit:
    """Set the day; raises NotFoundError, ConflictError when it was dropped, UnprocessableError for an unusable day."""
    visit = await repository.visit(session, case_id, lock=True)
    if visit is None:
        raise NotFoundError("no_visit")
    if visit.status == "dropped":
        raise ConflictError("visit_dropped")
    if half not in HALVES or day < today or not is_working_day(day):
        raise UnprocessableError("visit_day")
    visit.status, visit.day, visit.half, visit.arranged_by, visit.changed_at = "arranged", day, half, by, now()
    return visit


async def visit_of(session: AsyncSession, task: Task) -> SiteVisit | None:
    """The visit that a task takes part in; None where there is none or it was dropped."""
    visit = await repository.visit(session, task.case_id)
    return visit if visit is not None and visit.status != "dropped" and task.item_id in visit.items else None
