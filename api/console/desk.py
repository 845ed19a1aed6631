"""The coordinator's desk: what is late, stuck, urgent or to be agreed on. It names cases and items, nobody's data."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.cases import service as cases
from api.cases.models import Case, Task
from api.cases.stages import FINAL, Stage
from api.catalogues.current import current_catalogue
from api.catalogues.service import catalogue_of
from api.clock import today
from api.console.frame import page
from api.console.gantt import gantt_of
from api.console.session import ActingCoordinator, LoggedInCoordinator
from api.coordination import service as coordination
from api.coordination.service import Kind
from api.coordination.visits import HALVES, arrange
from api.dependencies import DatabaseOf
from api.dialogue.cards import item_name
from api.dialogue.news import tell_visit
from api.errors import AppError, NotFoundError
from api.staff.people import Coordinator
from api.texts.stages import stage_for_staff

router = APIRouter(prefix="/console/desk", include_in_schema=False)
_OPEN = [stage.value for stage in Stage if stage not in FINAL]
_KINDS: dict[Kind, str] = {"conflict": "部门要求不一致", "overdue": "超期", "urgent": "加急", "other": "其他"}


@router.get("")
async def show(request: Request, who: LoggedInCoordinator, database: DatabaseOf) -> Response:
    """Everything that waits for the coordinator."""
    async with database.transaction() as session:
        found = await coordination.desk(session, today())
        changes = await coordination.proposed_changes(session)
        counted = await cases.board(session)
        cases_shown = [each.case for each in found.late] + [case for _, case, _ in found.undelivered]
        catalogues = {
            case.catalogue_version: await catalogue_of(session, case.catalogue_version) for case in cases_shown
        }
    return page(
        request,
        "desk.html",
        who,
        desk=found,
        changes=changes,
        board=_board(counted),
        stages=_stages(),
        item=lambda case, task: item_name(catalogues[case.catalogue_version], case, task.item_id),
        names=_names(),
        kinds=_KINDS,
        halves=HALVES,
    )


@router.get("/cases/{case_no}")
async def show_case(request: Request, case_no: str, who: LoggedInCoordinator, database: DatabaseOf) -> Response:
    """One case: where each department's share is, what was agreed, and what can be done about it."""
    return await _case_page(request, who, database, case_no)


@router.post("/find")
async def find(who: ActingCoordinator, case_no: Annotated[str, Form()]) -> Response:
    """Go to a case by its number."""
    del who
    return RedirectResponse(f"/console/desk/cases/{case_no.strip()}", status_code=303)


@router.post("/resend")
async def resend(
    who: ActingCoordinator, database: DatabaseOf, task_id: Annotated[UUID | None, Form()] = None
) -> Response:
    """Deliver one task that was given up, or all of them, from the start again."""
    del who
    async with database.transaction() as session:
        await cases.resend(session, None if task_id is None else [task_id])
    return RedirectResponse("/console/desk", status_code=303)


@router.post("/cases/{case_no}/urgent")
async def mark_urgent(
    request: Request, case_no: str, who: ActingCoordinator, database: DatabaseOf, reason: Annotated[str, Form()] = ""
) -> Response:
    """Mark a case as urgent, or not any more."""
    try:
        async with database.transaction() as session:
            await coordination.mark_urgent(session, case_no, reason, who.actor)
    except AppError as refusal:
        return await _case_page(request, who, database, case_no, refusal.message_for_citizen)
    return _back(case_no)


@router.post("/cases/{case_no}/visit")
async def arrange_visit(
    request: Request,
    case_no: str,
    who: ActingCoordinator,
    database: DatabaseOf,
    day: Annotated[date, Form()],
    half: Annotated[str, Form()],
) -> Response:
    """Set the day on which departments see the place together; the citizen is told."""
    try:
        async with database.transaction() as session:
            case = await _found(await cases.case_by_number(session, case_no))
            visit = await arrange(session, case.id, day, half, who.actor, today())
            await tell_visit(session, case, visit)
    except AppError as refusal:
        return await _case_page(request, who, database, case_no, refusal.message_for_citizen)
    return _back(case_no)


@router.post("/cases/{case_no}/coordinations")
async def open_coordination(
    request: Request,
    case_no: str,
    who: ActingCoordinator,
    database: DatabaseOf,
    kind: Annotated[Kind, Form()],
    subject: Annotated[str, Form()] = "",
    department: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Ask departments of a case to agree on something."""
    try:
        async with database.transaction() as session:
            await coordination.open_coordination(session, case_no, kind, subject, department or [], who.actor)
    except AppError as refusal:
        return await _case_page(request, who, database, case_no, refusal.message_for_citizen)
    return _back(case_no)


@router.post("/cases/{case_no}/coordinations/{coordination_id}")
async def go_on(
    request: Request,
    case_no: str,
    coordination_id: UUID,
    who: ActingCoordinator,
    database: DatabaseOf,
    note: Annotated[str, Form()] = "",
    agreed: Annotated[str, Form()] = "",
    change: Annotated[str, Form()] = "",
) -> Response:
    """Say something about a coordination, or record what was agreed and end it."""
    try:
        async with database.transaction() as session:
            if agreed.strip():
                await coordination.agree(session, coordination_id, agreed, change, who.actor)
            else:
                await coordination.say(session, coordination_id, note, who.actor)
    except AppError as refusal:
        return await _case_page(request, who, database, case_no, refusal.message_for_citizen)
    return _back(case_no)


async def _case_page(
    request: Request, who: Coordinator, database: DatabaseOf, case_no: str, error: str | None = None
) -> Response:
    async with database.transaction() as session:
        case = await _found(await cases.case_by_number(session, case_no))
        tasks = await cases.tasks_of(session, case.id)
        catalogue = await catalogue_of(session, case.catalogue_version)
        found = await coordination.of_case(session, case.id)
        visit = await coordination.visit_of_case(session, case.id, today())
    rows = [_row(task, item_name(catalogue, case, task.item_id)) for task in tasks]
    return page(
        request,
        "desk_case.html",
        who,
        error=error,
        case=case,
        path=catalogue.paths[case.path_id].name,
        rows=rows,
        departments={row["department_id"]: row["department"] for row in rows},
        coordinations=found,
        visit=visit,
        gantt=gantt_of(case, tasks, [row["item"] for row in rows], today()),
        names=_names(),
        kinds=_KINDS,
        halves=HALVES,
    )


async def _found(case: Case | None) -> Case:
    if case is None:
        raise NotFoundError("no_case")
    return case


def _board(counted: dict[tuple[str, str], int]) -> list[tuple[str, list[int]]]:
    """Departments that have something open, who has most first, with how much stands in each stage."""
    departments = {department for department, _stage in counted}
    rows = [(department, [counted.get((department, stage), 0) for stage in _OPEN]) for department in departments]
    return sorted(rows, key=lambda row: (-sum(row[1]), row[0]))


def _row(task: Task, item: str) -> dict[str, Any]:
    return {
        "item": item,
        "department_id": task.department_id,
        "department": current_catalogue().departments[task.department_id].name,
        "stage": task.stage,
        "stage_text": stage_for_staff(task.stage),
        "due": task.promised_by.isoformat(),
        "card": cases.card_of(task, today()),
        "waits_for": "、".join(task.waits_for) if task.stage == "waiting" else "",
    }


def _back(case_no: str) -> Response:
    return RedirectResponse(f"/console/desk/cases/{case_no}", status_code=303)


def _stages() -> list[tuple[str, str]]:
    return [(stage, stage_for_staff(stage)) for stage in _OPEN]


def _names() -> dict[str, str]:
    """Every department's name."""
    return {each.id: each.name for each in current_catalogue().departments.values()}
