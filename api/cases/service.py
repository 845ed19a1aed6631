"""The case engine: submission, release, decisions. Every function works inside its caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import repository
from api.cases.models import Case, Task, TaskEvent
from api.cases.payload import EarlierResult, compose
from api.cases.stages import FINAL, Stage, check_transition
from api.catalogues.service import catalogue_of
from api.clock import today
from api.database import now
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.errors import ConflictError, NotFoundError, UnprocessableError
from api.jobs.app import defer
from api.settings import settings
from forms.draft import Answer, Draft
from forms.engine import is_complete
from forms.model import Catalogue, Item
from forms.planner import plan
from forms.requirements import Situation, situation, view_of
from forms.values import Unusable, parse_value
from forms.working_days import due


async def submit(session: AsyncSession, current: OpenDraft) -> Case:
    """Turn a complete draft into a case with its tasks and jobs, all in this transaction.

    Submitting the same draft again gives the same case. Raises ConflictError when something is missing.
    """
    known = await repository.case_of_draft(session, current.row.id)
    if known is not None:
        return known
    day = today()
    seen = current.seen(day)
    if not is_complete(seen):
        raise ConflictError("draft_incomplete")
    case = await _create_case(session, current, seen, day)
    tasks = _create_tasks(session, case, seen, day)
    drafts.close(current, "submitted")
    await session.flush()
    for task in tasks:
        if not task.waits_for:
            await _release(session, case, task, tasks)
    return case


async def _create_case(session: AsyncSession, current: OpenDraft, seen: Situation, day: date) -> Case:
    number = await repository.next_number(session)
    case = Case(
        id=uuid4(),
        case_no=f"{settings().city_code}{day:%Y%m%d}{number:06d}",
        draft_id=current.row.id,
        conversation_id=current.row.conversation_id,
        path_id=current.path.id,
        catalogue_version=current.catalogue.version,
        answers={name: {"value": a.value, "source": a.source} for name, a in seen.answers.items()},
        promised_by=plan(seen, day).finish,
        submitted_at=now(),
    )
    repository.add(session, case)
    await session.flush()
    return case


def _create_tasks(session: AsyncSession, case: Case, seen: Situation, day: date) -> list[Task]:
    tasks = []
    applicable = {item.id for item in seen.items()}
    for position, planned in enumerate(plan(seen, day).items):
        task = Task(
            id=uuid4(),
            case_id=case.id,
            item_id=planned.id,
            department_id=planned.department_id,
            position=position,
            stage=Stage.WAITING,
            waits_for=seen.prerequisites(seen.path.item(planned.id), applicable),
            promised_by=planned.finish,
            statutory_by=planned.statutory_finish,
            revision=1,
        )
        repository.add(session, task)
        tasks.append(task)
    return tasks


async def _release(session: AsyncSession, case: Case, task: Task, tasks: Sequence[Task]) -> None:
    """Give a task to its department: its prerequisites are granted."""
    catalogue = await catalogue_of(session, case.catalogue_version)
    item = catalogue.items[catalogue.paths[case.path_id].item(task.item_id).item]
    day = today()
    task.promised_by, task.statutory_by = due(day, item.promised), due(day, item.statutory)
    task.released_at = task.released_at or now()
    await _fill_payload(session, catalogue, case, task, tasks)
    _move(session, task, Stage.DISPATCHED, actor="system", event_id=f"dispatch-{task.revision}")
    await defer(session, "deliver_task", lock=str(task.id), task_id=str(task.id), revision=task.revision)


async def _fill_payload(
    session: AsyncSession, catalogue: Catalogue, case: Case, task: Task, tasks: Sequence[Task]
) -> None:
    seen = case_situation(catalogue, case)
    earlier = [
        EarlierResult(other.item_id, str(other.licence["name"]), str(other.licence["number"]))
        for other in tasks
        if other.item_id in task.waits_for and other.licence
    ]
    uploads = await drafts.uploads_of(session, case.draft_id)
    task.payload = compose(catalogue, case, task, view_of(seen, task.item_id), uploads, earlier)


def case_situation(catalogue: Catalogue, case: Case) -> Situation:
    """A case's answers, seen under the catalogue version that it was submitted under."""
    answers = {name: Answer(a["value"], a["source"]) for name, a in case.answers.items()}
    return situation(catalogue, catalogue.paths[case.path_id], Draft(case.path_id, answers), case.submitted_at.date())


@dataclass(frozen=True, slots=True)
class DepartmentEvent:
    """What a department says about a task. The same `event_id` counts once."""

    event_id: str
    kind: Stage
    actor: str
    opinion: str | None = None
    licence_number: str | None = None
    licence_valid_until: date | None = None
    supplement_fields: tuple[str, ...] = ()
    supplement_materials: tuple[str, ...] = ()


@dataclass(slots=True)
class Consequences:
    """What an event did to the case, to be told to the citizen."""

    case: Case
    task: Task
    changed: bool = True
    released: list[Task] = field(default_factory=list)
    ended: list[Task] = field(default_factory=list)
    case_closed: bool = False


async def take_event(session: AsyncSession, task_id: UUID, department_id: str, event: DepartmentEvent) -> Consequences:
    """Apply a department's event to its task, and release or end the tasks that waited for it.

    Raises NotFoundError for a task that is not the department's, ConflictError for an illegal transition, and
    UnprocessableError when a grant has no licence number or a supplement asks for nothing or for too much.
    """
    task = await repository.task(session, task_id)
    if task is None or task.department_id != department_id or task.payload is None:
        raise NotFoundError("no_task")
    case = await repository.case(session, task.case_id, lock=True)
    tasks = list(await repository.tasks(session, task.case_id))
    task = next(each for each in tasks if each.id == task_id)
    if case is None:
        raise NotFoundError("no_task")
    event_id = f"{department_id}:{event.event_id}"  # never one of the system's own
    if await repository.event(session, task_id, event_id) is not None:
        return Consequences(case, task, changed=False)
    _check_content(task, event)
    _move(session, task, event.kind, actor=event.actor, event_id=event_id, reason=event.opinion)
    consequences = Consequences(case, task)
    catalogue = await catalogue_of(session, case.catalogue_version)
    _record(catalogue, case, task, event)
    if event.kind is Stage.GRANTED:
        consequences.released = await _release_ready(session, case, tasks)
    elif event.kind in {Stage.REFUSED, Stage.NOT_ACCEPTED}:
        consequences.ended = _end_dependants(session, task, tasks)
    if all(each.stage in FINAL for each in tasks):
        case.closed_at = now()
        consequences.case_closed = True
    return consequences


def _check_content(task: Task, event: DepartmentEvent) -> None:
    payload = task.payload or {}
    if event.kind is Stage.GRANTED and not event.licence_number:
        raise UnprocessableError("licence_number_missing")
    if event.kind in {Stage.REFUSED, Stage.NOT_ACCEPTED} and not event.opinion:
        raise UnprocessableError("opinion_missing")
    if event.kind is Stage.SUPPLEMENT_REQUESTED:
        fields = {entry["id"] for entry in payload["fields"]}
        materials = {entry["id"] for entry in payload["materials"]}
        asked_for = (*event.supplement_fields, *event.supplement_materials)
        if task.supplement is not None:
            raise ConflictError("second_supplement")
        if (
            not asked_for
            or not set(event.supplement_fields) <= fields
            or not set(event.supplement_materials) <= materials
        ):
            raise UnprocessableError("supplement_scope")


def _record(catalogue: Catalogue, case: Case, task: Task, event: DepartmentEvent) -> None:
    """Keep what the event brought: opinion, licence, or the request for a supplement."""
    task.opinion = event.opinion or task.opinion
    if event.kind in FINAL:
        task.decided_at = now()
    if event.kind is Stage.SUPPLEMENT_REQUESTED:
        task.supplement = {
            "reason": event.opinion or "",
            "fields": list(event.supplement_fields),
            "materials": list(event.supplement_materials),
            "answered": [],
        }
    if event.kind is Stage.GRANTED:
        item = catalogue.item_of(catalogue.paths[case.path_id].item(task.item_id))
        number = event.licence_number or ""
        task.licence = {
            "name": item.result,
            "number": number,
            "valid_until": event.licence_valid_until.isoformat() if event.licence_valid_until else None,
        }
        case.answers = {**case.answers, **_yielded(catalogue, item, number)}


def _yielded(catalogue: Catalogue, item: Item, number: str) -> dict[str, Any]:
    """The fields that a licence number fills; it must be a right value for them, since nobody checks it again."""
    try:
        return {
            name: {"value": parse_value(catalogue.fields[name], number, today()), "source": "system"}
            for name in item.yields.values()
        }
    except Unusable as refusal:
        raise UnprocessableError("licence_number_invalid") from refusal


async def _release_ready(session: AsyncSession, case: Case, tasks: Sequence[Task]) -> list[Task]:
    granted = {task.item_id for task in tasks if task.stage == Stage.GRANTED}
    ready = [task for task in tasks if task.stage == Stage.WAITING and set(task.waits_for) <= granted]
    for task in ready:
        await _release(session, case, task, tasks)
    return ready


def _end_dependants(session: AsyncSession, refused: Task, tasks: Sequence[Task]) -> list[Task]:
    """Tasks that wait for a refused one, directly or not, cannot be done any more."""
    lost, ended = {refused.item_id}, list[Task]()
    for task in tasks:
        if task.stage == Stage.WAITING and lost & set(task.waits_for):
            _move(session, task, Stage.WITHDRAWN, actor="system", event_id="prerequisite-refused")
            task.decided_at = now()
            lost.add(task.item_id)
            ended.append(task)
    return ended


async def answer_supplement(
    session: AsyncSession, task: Task, field_id: str | None, value: Any, material_id: str | None
) -> bool:
    """Take one thing that a supplement asked for. True when it was the last and the task is back at its department."""
    case = await repository.case(session, task.case_id, lock=True)
    if case is None or task.supplement is None or task.stage != Stage.SUPPLEMENT_REQUESTED:
        raise ConflictError("no_supplement")
    if field_id is not None:
        case.answers = {**case.answers, field_id: {"value": value, "source": "citizen"}}
    answered = {*task.supplement["answered"], field_id or material_id}
    task.supplement = {**task.supplement, "answered": sorted(answered)}
    if answered < {*task.supplement["fields"], *task.supplement["materials"]}:
        return False
    task.revision += 1
    await _release(session, case, task, await repository.tasks(session, case.id))
    return True


async def status_of(session: AsyncSession, conversation_id: UUID) -> list[tuple[Case, Sequence[Task], Catalogue]]:
    """The conversation's cases, newest first, each with its tasks and its catalogue."""
    return [
        (case, await repository.tasks(session, case.id), await catalogue_of(session, case.catalogue_version))
        for case in await repository.cases_of(session, conversation_id)
    ]


async def open_supplements(session: AsyncSession, conversation_id: UUID) -> Sequence[Task]:
    """Tasks of this conversation that wait for something from the citizen."""
    return await repository.open_supplements(session, conversation_id)


async def case_by_id(session: AsyncSession, case_id: UUID) -> Case:
    """A case; raises NotFoundError."""
    found = await repository.case(session, case_id)
    if found is None:
        raise NotFoundError("no_case")
    return found


async def task_by_id(session: AsyncSession, task_id: UUID) -> Task:
    """A task; raises NotFoundError."""
    found = await repository.task(session, task_id)
    if found is None:
        raise NotFoundError("no_task")
    return found


async def tasks_of(session: AsyncSession, case_id: UUID) -> Sequence[Task]:
    """The tasks of a case, in the path's order."""
    return await repository.tasks(session, case_id)


async def department_tasks(session: AsyncSession, department_id: str, stages: Sequence[str]) -> Sequence[Task]:
    """A department's released tasks in these stages, the most urgent first."""
    return await repository.tasks_of_department(session, department_id, stages)


async def department_task(session: AsyncSession, department_id: str, task_id: UUID) -> Task:
    """One released task of a department; raises NotFoundError for any other."""
    task = await repository.task(session, task_id)
    if task is None or task.department_id != department_id or task.payload is None:
        raise NotFoundError("no_task")
    return task


async def note_delivery(session: AsyncSession, task_id: UUID, revision: int, error: str | None) -> None:
    """Record how an attempt to deliver a task went. What the department has decided meanwhile stays."""
    task = await task_by_id(session, task_id)
    await repository.case(session, task.case_id, lock=True)
    await session.refresh(task)
    task.delivery_attempts += 1
    task.delivery_error = error
    if error is None and task.stage == Stage.DISPATCHED and task.revision == revision:
        _move(session, task, Stage.RECEIVED, actor=task.department_id, event_id=f"received-{revision}")


async def task_events(session: AsyncSession, task_id: UUID) -> Sequence[TaskEvent]:
    """What happened to a task, oldest first."""
    return await repository.events(session, task_id)


def _move(
    session: AsyncSession, task: Task, after: Stage, *, actor: str, event_id: str, reason: str | None = None
) -> None:
    check_transition(task.stage, after)
    repository.add(
        session,
        TaskEvent(task_id=task.id, event_id=event_id, actor=actor, before=task.stage, after=after.value, reason=reason),
    )
    task.stage = after.value
