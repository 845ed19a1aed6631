"""The administrator's page: who works in the console. Every change stands in the audit log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.catalogues.current import current_catalogue
from api.clock import CHINA
from api.console.frame import NOT_KEPT, page
from api.console.session import ActingAdministrator, LoggedInAdministrator
from api.database import now
from api.dependencies import DatabaseOf
from api.errors import AppError, UnprocessableError
from api.staff import accounts
from api.staff.models import StaffUser
from api.staff.people import Administrator

router = APIRouter(prefix="/console/staff", include_in_schema=False)
_ROLES = {"clerk": "窗口人员", "reviewer": "对话", "coordinator": "统筹", "editor": "目录", "administrator": "管理员"}


@router.get("")
async def show(request: Request, who: LoggedInAdministrator, database: DatabaseOf) -> Response:
    """Every account, and the form for a new one."""
    return await _page(request, who, database)


@router.post("")
async def create(
    request: Request,
    who: ActingAdministrator,
    database: DatabaseOf,
    name: Annotated[str, Form(max_length=40)] = "",
    role: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
) -> Response:
    """Make an account. The password to begin with is shown once, on the page that answers."""
    try:
        if department and department not in current_catalogue().departments:
            raise UnprocessableError("bad_account")
        async with database.transaction() as session:
            password = await accounts.create(session, name, role, department or None)
            _record(session, who, name.strip(), ["created", role])
    except AppError as refusal:
        return await _page(request, who, database, error=refusal.message_for_citizen)
    return await _page(request, who, database, fresh=(name.strip(), password))


@router.post("/{user_id}/password")
async def new_password(request: Request, user_id: UUID, who: ActingAdministrator, database: DatabaseOf) -> Response:
    """Give an account a new password, shown once; its log-ins end."""
    try:
        async with database.transaction() as session:
            name, password = await accounts.new_password(session, user_id)
            _record(session, who, name, ["password"])
    except AppError as refusal:
        return await _page(request, who, database, error=refusal.message_for_citizen)
    return await _page(request, who, database, fresh=(name, password))


@router.post("/{user_id}/disable")
async def disable(request: Request, user_id: UUID, who: ActingAdministrator, database: DatabaseOf) -> Response:
    """Close an account; what it did stays under its name."""
    return await _change(request, who, database, "disabled", lambda s: accounts.disable(s, user_id, who.name))


@router.post("/{user_id}/enable")
async def enable(request: Request, user_id: UUID, who: ActingAdministrator, database: DatabaseOf) -> Response:
    """Open an account again, also one that wrong passwords have locked."""
    return await _change(request, who, database, "enabled", lambda s: accounts.enable(s, user_id))


@router.post("/{user_id}/end-sessions")
async def end_sessions(request: Request, user_id: UUID, who: ActingAdministrator, database: DatabaseOf) -> Response:
    """End all log-ins of an account."""
    return await _change(request, who, database, "sessions_ended", lambda s: accounts.end_sessions(s, user_id))


@router.post("/{user_id}/drop-second-factor")
async def drop_second_factor(
    request: Request, user_id: UUID, who: ActingAdministrator, database: DatabaseOf
) -> Response:
    """For somebody whose telephone is lost."""
    return await _change(request, who, database, "second_factor", lambda s: accounts.drop_second_factor(s, user_id))


async def _change(
    request: Request,
    who: Administrator,
    database: DatabaseOf,
    what: str,
    change: Callable[[AsyncSession], Awaitable[str]],
) -> Response:
    try:
        async with database.transaction() as session:
            _record(session, who, await change(session), [what])
    except AppError as refusal:
        return await _page(request, who, database, error=refusal.message_for_citizen)
    return RedirectResponse("/console/staff", status_code=303)


def _record(session: AsyncSession, who: Administrator, name: str, what: list[str]) -> None:
    audit.record(session, who.actor, "write", "account", name, None, fields=what)


async def _page(
    request: Request,
    who: Administrator,
    database: DatabaseOf,
    *,
    error: str | None = None,
    fresh: tuple[str, str] | None = None,
) -> Response:
    async with database.transaction() as session:
        found = await accounts.all_accounts(session)
        rows = [_row(user, sessions, who) for user, sessions in found]
    departments = current_catalogue().departments
    return page(
        request,
        "staff.html",
        who,
        error=error,
        headers=NOT_KEPT,
        rows=rows,
        roles=_ROLES,
        departments=sorted((each.id, each.name) for each in departments.values()),
        fresh=fresh,
    )


def _row(user: StaffUser, sessions: int, who: Administrator) -> dict[str, Any]:
    department = current_catalogue().departments.get(user.department_id or "")
    last = user.last_login_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if user.last_login_at else "从未"
    return {
        "id": user.id,
        "name": user.name,
        "role": _ROLES[user.role],
        "department": department.name if department else user.department_id or "",
        "last": last,
        "sessions": sessions,
        "second_factor": user.totp_secret is not None,
        "disabled": user.disabled_at is not None,
        "locked": user.locked_until is not None and user.locked_until > now(),
        "own": user.name == who.name,
    }
