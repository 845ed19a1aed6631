"""Pages of the console."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.audit import service as audit
from api.cases import service as cases
from api.cases.clocks import days_left
from api.cases.models import Task
from api.cases.service import DepartmentEvent
from api.cases.stages import FINAL, TRANSITIONS, Stage
from api.catalogues.current import current_catalogue
from api.catalogues.doubts import doubts_for
from api.clock import CHINA, today
from api.console import worklist
from api.console.canned import REASONS
from api.console.frame import page, page_for_anybody
from api.console.session import ActingClerk, ActingStaff, LoggedInClerk, StaffToken, keep_login
from api.coordination import service as coordination
from api.coordination.visits import visit_of
from api.dependencies import DatabaseOf
from api.dialogue.news import take_department_event
from api.errors import AppError, NotAuthenticatedError, UnprocessableError
from api.staff import service as staff
from api.staff.people import Administrator, Clerk, Coordinator, Editor
from api.texts.stages import stage_for_staff

router = APIRouter(prefix="/console", include_in_schema=False)
_HOMES: dict[type, str] = {Coordinator: "/console/desk", Administrator: "/console/staff", Editor: "/console/catalogue"}
_OPEN = [s.value for s in Stage if s not in FINAL and s is not Stage.WAITING]
_DONE = [s.value for s in FINAL]
_DECISIONS = (
    Stage.ACCEPTED, Stage.UNDER_REVIEW, Stage.SUPPLEMENT_REQUESTED, Stage.SUSPENDED, Stage.GRANTED, Stage.REFUSED,
    Stage.NOT_ACCEPTED,
)  # fmt: skip


@router.get("")
async def task_list(
    request: Request,
    database: DatabaseOf,
    token: StaffToken = None,
    q: str = "",
    stage: str = "",
    taken: int | None = None,
    left: int = 0,
    *,
    done: bool = False,
) -> Response:
    """The department's tasks, the most urgent first; the log-in page for whoever is not logged in."""
    try:
        async with database.transaction() as session:
            clerk = await staff.staff_of(session, token or "")
            if not isinstance(clerk, Clerk):
                return RedirectResponse(_HOMES.get(type(clerk), "/console/conversations"), status_code=303)
            coordinations = await coordination.waiting_for(session, clerk.department_id)
            stages = _DONE if done else _OPEN
            most = worklist.MOST_SEARCHED if q.strip() else worklist.MOST_SHOWN
            found = await cases.department_tasks(
                session, clerk.department_id, [stage] if stage in stages else stages, reader=clerk.actor, most=most
            )
            counts = await cases.department_counts(session, clerk.department_id)
    except NotAuthenticatedError:
        return page_for_anybody(request, "login.html")
    rows = worklist.matching([_row(task) for task in found], q, stage)
    total = sum(counts.get(each, 0) for each in ([stage] if stage in stages else stages))
    return page(
        request,
        "tasks.html",
        clerk,
        rows=rows[: worklist.MOST_SHOWN],
        total=total,
        searched=len(found),
        done=done,
        coordinations=coordinations,
        q=q,
        stage=stage,
        stages=[(value, stage_for_staff(value), counts.get(value, 0)) for value in stages],
        taken=taken,
        left=left,
        form_id=f"bulk-{secrets.token_urlsafe(12)}",
    )


@router.post("/login")
async def log_in(
    request: Request, database: DatabaseOf, name: Annotated[str, Form()], password: Annotated[str, Form()]
) -> Response:
    """Log in; five wrong passwords lock the account for a while."""
    async with database.transaction() as session:
        login = await staff.log_in(session, name, password, request.headers.get("user-agent", ""))
    if isinstance(login, NotAuthenticatedError):
        return page_for_anybody(request, "login.html", login.message_for_citizen, 401)
    response: Response = RedirectResponse("/console", status_code=303)
    if login.waits_for_code:
        response = page_for_anybody(request, "code.html")
    keep_login(response, login)
    return response


@router.post("/login/code")
async def give_code(
    request: Request, database: DatabaseOf, code: Annotated[str, Form(max_length=12)] = "", token: StaffToken = None
) -> Response:
    """The second step of the log-in, for accounts with a second factor."""
    async with database.transaction() as session:
        refusal = await staff.give_code(session, token or "", code)
    if refusal is None:
        return RedirectResponse("/console", status_code=303)
    template = "login.html" if refusal.code == "not_logged_in" else "code.html"
    return page_for_anybody(request, template, refusal.message_for_citizen, refusal.http_status)


@router.post("/bulk")
async def take_step(
    clerk: ActingClerk,
    database: DatabaseOf,
    kind: Annotated[Stage, Form()],
    form_id: Annotated[str, Form(max_length=100)],
    task: Annotated[list[UUID] | None, Form()] = None,
) -> Response:
    """Accept many tasks, or begin to examine them; the list then tells how many it was."""
    outcome = await worklist.take_step(database, clerk.department_id, task or [], kind, clerk.actor, form_id)
    return RedirectResponse(f"/console?{urlencode({'taken': outcome.done, 'left': outcome.left})}", status_code=303)


@router.post("/logout")
async def log_out(who: ActingStaff, database: DatabaseOf, token: StaffToken = None) -> Response:
    """End the log-in."""
    del who
    async with database.transaction() as session:
        await staff.log_out(session, token or "")
    return RedirectResponse("/console", status_code=303)


@router.post("/coordinations/{coordination_id}/notes")
async def say_in_coordination(
    coordination_id: UUID, clerk: ActingClerk, database: DatabaseOf, text: Annotated[str, Form()] = ""
) -> Response:
    """Say something about a coordination in which the clerk's department has a part."""
    async with database.transaction() as session:
        await coordination.say(session, coordination_id, text, clerk.actor, clerk.department_id)
    return RedirectResponse("/console", status_code=303)


@router.get("/doubts")
async def doubts(request: Request, clerk: LoggedInClerk) -> Response:
    """What in the catalogue still has to be confirmed with the clerk's department."""
    catalogue = current_catalogue()
    found = doubts_for(catalogue, clerk.department_id)
    return page(request, "doubts.html", clerk, doubts=found, version=catalogue.version)


@router.get("/tasks/{task_id}")
async def read_task(request: Request, task_id: UUID, clerk: LoggedInClerk, database: DatabaseOf) -> Response:
    """One task with exactly what its item needs."""
    return await _task_page(request, database, clerk, task_id, error=None)


@router.get("/tasks/{task_id}/files/{file_id}")
async def read_file(task_id: UUID, file_id: UUID, clerk: LoggedInClerk, database: DatabaseOf) -> Response:
    """A file that belongs to the task."""
    async with database.transaction() as session:
        upload = await cases.department_file(session, clerk.department_id, task_id, file_id, reader=clerk.actor)
        return Response(upload.content, media_type=upload.media_type)


@router.post("/tasks/{task_id}")
async def decide(
    request: Request,
    task_id: UUID,
    clerk: ActingClerk,
    database: DatabaseOf,
    kind: Annotated[Stage, Form()],
    form_id: Annotated[str, Form()],
    opinion: Annotated[str, Form()] = "",
    licence_number: Annotated[str, Form()] = "",
    valid_until: Annotated[date | None, Form()] = None,
    wanted: Annotated[list[str] | None, Form()] = None,
    waived: Annotated[list[str] | None, Form()] = None,
    procedure_days: Annotated[int | None, Form(ge=1, le=365)] = None,
    checked: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Accept, ask for a supplement, grant or refuse. Sending the same form twice acts once.

    What was ticked on the check list is kept in the audit log.
    """
    names = wanted or []
    try:
        if kind not in _DECISIONS:
            raise UnprocessableError("bad_request")
        event = DepartmentEvent(
            event_id=form_id,
            kind=kind,
            actor=clerk.actor,
            opinion=opinion.strip() or None,
            licence_number=licence_number.strip() or None,
            licence_valid_until=valid_until,
            supplement_fields=tuple(n.removeprefix("field:") for n in names if n.startswith("field:")),
            waived=tuple(waived or []),
            procedure_days=procedure_days,
            supplement_materials=tuple(n.removeprefix("material:") for n in names if n.startswith("material:")),
        )
        async with database.transaction() as session:
            consequences = await take_department_event(session, task_id, clerk.department_id, event)
            if checked and consequences.changed:
                case = consequences.case.conversation_id
                audit.record(session, clerk.actor, "write", "task", task_id, case, checked=checked)
    except AppError as refusal:
        return await _task_page(request, database, clerk, task_id, error=refusal.message_for_citizen)
    return RedirectResponse(f"/console/tasks/{task_id}", status_code=303)


async def _task_page(
    request: Request, database: DatabaseOf, clerk: LoggedInClerk, task_id: UUID, error: str | None
) -> Response:
    async with database.transaction() as session:
        task = await cases.department_task(session, clerk.department_id, task_id, reader=clerk.actor)
        events = await cases.task_events(session, task_id)
        visit = await visit_of(session, task)
        agreed = [each for each, _ in await coordination.of_case(session, task.case_id) if each.agreed]
        urgent = (await cases.case_by_id(session, task.case_id)).urgent
        version = f"{task.id}-{len(events)}"
        following = await cases.next_task(session, task, _OPEN)
    return page(
        request,
        "task.html",
        clerk,
        task=task,
        visit=visit,
        agreed=agreed,
        urgent=urgent,
        row=_row(task),
        payload=task.payload,
        next=following,
        checks=worklist.check_list(task.payload or {}, site_visit=visit is not None),
        reasons=REASONS,
        events=[
            {
                "at": event.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
                "actor": event.actor,
                "stage": stage_for_staff(event.after),
                "reason": event.reason,
            }
            for event in events
        ],
        decisions=[s.value for s in _DECISIONS if s in TRANSITIONS[Stage(task.stage)]],
        form_id=f"console-{version}",
        error=error,
    )


def masked_name(name: str) -> str:
    """A person's name in a list: 王**. The task itself shows it whole, and that is recorded."""
    return f"{name[:1]}{'*' * (len(name) - 1)}"


def _row(task: Task) -> dict[str, Any]:
    payload = task.payload or {}
    left = days_left(today(), task.promised_by)
    open_ = task.stage not in FINAL
    firm = next((f["text"] for f in payload["fields"] if f["id"] == "org_name"), None)
    person = next((f["text"] for f in payload["fields"] if f["id"] == "legal_rep"), "")
    applicant = firm or masked_name(person)
    return {
        "id": task.id,
        "case_no": payload["case_no"],
        "item": payload["item"]["name"],
        "applicant": applicant,
        "stage": task.stage,
        "stage_text": stage_for_staff(task.stage),
        "due": task.promised_by.isoformat(),
        "left": left,
        "card": cases.card_of(task, today()),
        "open": open_,
    }
