"""Releasing tasks: what a department gets to see is composed, and the job that brings it there is deferred."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import repository
from api.cases.clocks import Stopped
from api.cases.models import Case, Task
from api.cases.owed import owed_of
from api.cases.payload import EarlierResult, compose, file_ids
from api.cases.stages import Stage
from api.cases.transitions import move
from api.catalogues.service import catalogue_of
from api.clock import CHINA, today
from api.database import now
from api.drafts import service as drafts
from api.drafts.models import Upload
from api.jobs.app import defer_all
from forms.draft import Answer, Draft
from forms.model import Catalogue
from forms.requirements import Situation, situation, view_of
from forms.working_days import add_working_days, due, working_days_between


async def release(session: AsyncSession, case: Case, ready: Sequence[Task], tasks: Sequence[Task]) -> None:
    """Give tasks of a case to their departments: their prerequisites are granted. `tasks` are all of the case's."""
    if not ready:
        return
    catalogue = await catalogue_of(session, case.catalogue_version)
    seen = case_situation(catalogue, case)
    uploads = await drafts.uploads_of(session, case.draft_id)
    for task in ready:
        _start_clock(seen, task)
        task.released_at = task.released_at or now()
        _fill_payload(seen, case, task, tasks, uploads)
        move(session, task, Stage.DISPATCHED, actor="system", event_id=f"dispatch-{task.revision}")
    await session.flush()
    await repository.show_files(session, {task.id: file_ids(task.payload or {}) for task in ready})
    await defer_all(
        session, "deliver_task", {str(task.id): {"task_id": str(task.id), "revision": task.revision} for task in ready}
    )


def _start_clock(seen: Situation, task: Task) -> None:
    """Start the task's clock, or let it go on where it was stopped."""
    day = today()
    if not let_clock_go_on(task, day):
        entry = seen.path.item(task.item_id)
        statutory = seen.catalogue.item_of(entry).statutory
        task.promised_by = due(day, seen.promised(entry))
        task.statutory_by = due(day, statutory) if statutory else None
        task.clock_from = day
    task.clock_stopped = None


def let_clock_go_on(task: Task, day: date) -> bool:
    """Let a clock that was stopped go on from this day; False when it was not."""
    if task.clock_stopped is None or task.clock_from is None:
        return False
    stopped = Stopped.from_json(task.clock_stopped)
    task.promised_by, task.statutory_by = stopped.limits(day)
    task.clock_from = add_working_days(task.clock_from, working_days_between(stopped.on, day))
    task.clock_stopped = None
    return True


def _fill_payload(seen: Situation, case: Case, task: Task, tasks: Sequence[Task], uploads: Sequence[Upload]) -> None:
    earlier = [
        EarlierResult(other.item_id, other.licence["name"], other.licence["number"], other.licence.get("code"))
        for other in tasks
        if other.item_id in task.waits_for and other.licence
    ]
    payload = compose(seen.catalogue, case, task, view_of(seen, task.item_id), uploads, earlier)
    task.owed = owed_of(seen.catalogue, task, payload, today())
    task.payload = {**payload, "owed": task.owed}


def case_situation(catalogue: Catalogue, case: Case) -> Situation:
    """A case's answers, seen under the catalogue version that it was submitted under."""
    answers = {name: Answer(a["value"], a["source"]) for name, a in case.answers.items()}
    return situation(
        catalogue,
        catalogue.paths[case.path_id],
        Draft(case.path_id, answers),
        case.submitted_at.astimezone(CHINA).date(),
    )


async def release_ready(session: AsyncSession, case: Case, tasks: Sequence[Task]) -> list[Task]:
    """Release every task whose prerequisites are all granted."""
    granted = {task.item_id for task in tasks if task.stage == Stage.GRANTED}
    ready = [task for task in tasks if task.stage == Stage.WAITING and set(task.waits_for) <= granted]
    await release(session, case, ready, tasks)
    return ready


def end_dependants(
    session: AsyncSession, refused: Task, tasks: Sequence[Task], event_id: str = "prerequisite-refused"
) -> list[Task]:
    """Tasks that wait for a refused or withdrawn one, directly or not, cannot be done any more."""
    lost, ended = {refused.item_id}, list[Task]()
    for task in tasks:
        if task.stage == Stage.WAITING and lost & set(task.waits_for):
            move(session, task, Stage.WITHDRAWN, actor="system", event_id=event_id)
            task.decided_at = now()
            lost.add(task.item_id)
            ended.append(task)
    return ended
