"""What departments say about their tasks, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.cases import repository
from api.cases.clocks import Stopped
from api.cases.disclosures import record_sight
from api.cases.licences import issue, new_code
from api.cases.models import Case, Task
from api.cases.owed import check_nothing_owed
from api.cases.release import end_dependants, let_clock_go_on, release_ready
from api.cases.stages import FINAL, Stage
from api.cases.transitions import move
from api.catalogues.service import catalogue_of
from api.clock import today
from api.database import now
from api.errors import ConflictError, NotFoundError, UnprocessableError
from forms.model import Catalogue, Item, Path
from forms.values import Unusable, parse_value


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
    waived: tuple[str, ...] = ()
    """Materials that were to follow and are not needed any more."""
    procedure_days: int | None = None
    """Of a special procedure: how many working days it is expected to take."""


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
    accepted = task.stage in {Stage.ACCEPTED, Stage.UNDER_REVIEW}
    was_suspended = task.stage == Stage.SUSPENDED
    move(session, task, event.kind, actor=event.actor, event_id=event_id, reason=event.opinion)
    if event.kind is Stage.SUPPLEMENT_REQUESTED and accepted:
        task.clock_stopped = Stopped.at(today(), task.promised_by, task.statutory_by).as_json()
    if event.kind is Stage.SUSPENDED:
        task.clock_stopped = Stopped.at(today(), task.promised_by, task.statutory_by).as_json()
        task.procedure = {"what": event.opinion, "days": event.procedure_days, "from": today().isoformat()}
    elif was_suspended:
        let_clock_go_on(task, today())
    consequences = Consequences(case, task)
    catalogue = await catalogue_of(session, case.catalogue_version)
    _record(catalogue, case, task, event)
    audit.record(session, event.actor, "write", "task", task.id, case.conversation_id)
    if event.kind is Stage.GRANTED:
        issue(session, catalogue, case, task)
        consequences.released = await release_ready(session, case, tasks)
    elif event.kind in {Stage.REFUSED, Stage.NOT_ACCEPTED}:
        consequences.ended = end_dependants(session, task, tasks)
    if all(each.stage in FINAL for each in tasks):
        case.closed_at = now()
        consequences.case_closed = True
    return consequences


def _check_content(task: Task, event: DepartmentEvent) -> None:
    payload = task.payload or {}
    if event.kind is Stage.GRANTED and not event.licence_number:
        raise UnprocessableError("licence_number_missing")
    if event.kind is Stage.GRANTED:
        check_nothing_owed(task, event.waived)
    if event.kind is Stage.SUSPENDED and not (event.opinion and event.procedure_days):
        # 行政许可法第45条: the time that is needed has to be told to the applicant in writing.
        raise UnprocessableError("procedure_missing")
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
        task.owed = {}
    if event.kind is Stage.SUPPLEMENT_REQUESTED:
        task.supplement = {
            "reason": event.opinion or "",
            "fields": list(event.supplement_fields),
            "materials": list(event.supplement_materials),
            "answered": [],
        }
    if event.kind is Stage.GRANTED:
        path = catalogue.paths[case.path_id]
        item = catalogue.item_of(path.item(task.item_id))
        number = event.licence_number or ""
        task.licence = {
            "code": new_code(),
            "name": item.result,
            "number": number,
            "valid_until": event.licence_valid_until.isoformat() if event.licence_valid_until else None,
        }
        case.answers = {**case.answers, **_yielded(path, item, number)}


def _yielded(path: Path, item: Item, number: str) -> dict[str, Any]:
    """The fields that a licence number fills; it must be a right value for them, since nobody checks it again."""
    try:
        return {
            name: {"value": parse_value(path.field(name), number, today()), "source": "system"}
            for name in item.yields.values()
            if name in path.uses
        }
    except Unusable as refusal:
        raise UnprocessableError("licence_number_invalid") from refusal


async def note_delivery(session: AsyncSession, task_id: UUID, revision: int, error: str | None) -> int:
    """Record how an attempt to deliver a task went; how many there were. What was decided meanwhile stays."""
    task = await repository.task(session, task_id)
    if task is None:
        raise NotFoundError("no_task")
    await repository.case(session, task.case_id, lock=True)
    await session.refresh(task)
    task.delivery_attempts += 1
    task.delivery_error = error
    if error is None:
        await record_sight(session, task, task.department_id)
    if error is None and task.stage == Stage.DISPATCHED and task.revision == revision:
        move(session, task, Stage.RECEIVED, actor=task.department_id, event_id=f"received-{revision}")
    return task.delivery_attempts
