"""Everybody's own account: password, second factor, and where else one is logged in."""

from __future__ import annotations

import io
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.audit import service as audit
from api.clock import CHINA
from api.console.frame import NOT_KEPT, page
from api.console.session import ActingStaff, LoggedInStaff, StaffToken
from api.database import Database
from api.dependencies import DatabaseOf
from api.errors import AppError
from api.settings import settings
from api.staff import accounts, second_factor
from api.staff import service as staff
from api.staff.people import Staff

router = APIRouter(prefix="/console/account", include_in_schema=False)


@router.get("")
async def show(request: Request, who: LoggedInStaff, database: DatabaseOf, token: StaffToken = None) -> Response:
    """One's own account."""
    return await _page(request, who, database, token or "")


@router.post("/password")
async def change_password(
    request: Request,
    who: ActingStaff,
    database: DatabaseOf,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    token: StaffToken = None,
) -> Response:
    """Change one's password; all other log-ins end."""
    try:
        async with database.transaction() as session:
            accounts.change_own_password(await staff.user_of(session, token or ""), old, new)
            await staff.end_others(session, token or "")
            audit.record(session, who.actor, "write", "account", who.name, None, fields=["password"])
    except AppError as refusal:
        return await _page(request, who, database, token or "", error=refusal.message_for_citizen)
    return await _page(request, who, database, token or "", done="密码改好了，别处的登录都退出了。")


@router.post("/second-factor")
async def set_second_factor(
    request: Request,
    who: ActingStaff,
    database: DatabaseOf,
    secret: Annotated[str, Form(max_length=64)] = "",
    code: Annotated[str, Form(max_length=12)] = "",
    token: StaffToken = None,
) -> Response:
    """Begin to use a second factor, once a code shows that the app has the secret."""
    try:
        async with database.transaction() as session:
            accounts.set_second_factor(await staff.user_of(session, token or ""), secret, code)
            audit.record(session, who.actor, "write", "account", who.name, None, fields=["second_factor"])
    except AppError as refusal:
        return await _page(request, who, database, token or "", error=refusal.message_for_citizen, secret=secret)
    return await _page(request, who, database, token or "", done="两步验证开好了，下次登录要写手机上的6位数字。")


@router.post("/end-others")
async def end_others(who: ActingStaff, database: DatabaseOf, token: StaffToken = None) -> Response:
    """End all other log-ins of one's account."""
    async with database.transaction() as session:
        await staff.end_others(session, token or "")
        audit.record(session, who.actor, "write", "account", who.name, None, fields=["sessions_ended"])
    return RedirectResponse("/console/account", status_code=303)


async def _page(
    request: Request,
    who: Staff,
    database: Database,
    token: str,
    *,
    error: str | None = None,
    done: str | None = None,
    secret: str | None = None,
) -> Response:
    async with database.transaction() as session:
        user = await staff.user_of(session, token)
        own, others = await staff.sessions_of(session, token)
        protected = user.totp_secret is not None
        places = [
            (each is own, each.browser or "不知道", each.started_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"))
            for each in (own, *others)
        ]
    if secret is None or not second_factor.is_long_enough(secret):
        secret = second_factor.new_secret()
    return page(
        request,
        "account.html",
        who,
        error=error,
        headers=NOT_KEPT,
        protected=protected,
        secret=secret,
        picture=None if protected else _picture(second_factor.address(secret, who.name, settings().city)),
        places=places,
        done=done,
    )


def _picture(address: str) -> str:
    """The address as a picture to scan (SVG)."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, xmldecl=False, svgns=False, omitsize=False)
    return drawn.getvalue().decode()
