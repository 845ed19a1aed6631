"""Logging in to the console by the staff's identity provider (OpenID Connect), where the city has one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response
from fastapi.responses import RedirectResponse

from api.console.frame import page_for_anybody
from api.console.session import keep_login
from api.dependencies import DatabaseOf
from api.errors import AppError, NotAllowedError, NotAuthenticatedError
from api.identity.oidc import VALID_SECONDS, Provider
from api.settings import settings
from api.staff import service as staff

_PATH = "/console/login/vouched"
_COOKIE = "yichuang_staff_oidc"
router = APIRouter(prefix=_PATH, include_in_schema=False)


@router.get("")
async def leave_for_provider(request: Request) -> Response:
    """Go to the provider; the log-in page tells when it cannot be reached."""
    provider: Provider = request.app.state.staff_oidc
    try:
        departure = await provider.depart(_return_to())
    except AppError as refusal:
        return page_for_anybody(request, "login.html", _said(refusal), refusal.http_status)
    response = RedirectResponse(departure.url, status_code=303)
    # Lax: it has to come along when the provider sends the browser back.
    response.set_cookie(
        _COOKIE, departure.cookie, max_age=VALID_SECONDS, httponly=True, samesite="lax",
        secure=settings().secure_cookies, path=_PATH,
    )  # fmt: skip
    return response


@router.get("/callback")
async def come_back(
    request: Request,
    database: DatabaseOf,
    code: str = "",
    state: str = "",
    cookie: Annotated[str, Cookie(alias=_COOKIE)] = "",
) -> Response:
    """Come back from the provider, which names the account; a second factor of that account is still wanted."""
    provider: Provider = request.app.state.staff_oidc
    claim = settings().staff_oidc_name_claim
    try:
        name = (await provider.arrive(cookie, state, code, _return_to(), claim)).get(claim)
        if not isinstance(name, str) or not name:
            raise NotAllowedError("oidc_failed")
        async with database.transaction() as session:
            login = await staff.log_in_vouched(session, name, request.headers.get("user-agent", ""))
        if isinstance(login, NotAuthenticatedError):
            raise login
    except AppError as refusal:
        return page_for_anybody(request, "login.html", _said(refusal), refusal.http_status)
    response = page_for_anybody(request, "code.html" if login.waits_for_code else "arrived.html")
    keep_login(response, login)
    response.delete_cookie(_COOKIE, path=_PATH)
    return response


def _said(refusal: AppError) -> str:
    """What citizens are told of the provider speaks of their telephones."""
    words = {
        "no_oidc": "这里没有接统一身份，请用密码登录。",
        "oidc_down": "统一身份暂时连不上，请用密码登录，或者稍后再试。",
        "oidc_failed": "没能核对成功，请再试一次，或者用密码登录。",
    }
    return words.get(refusal.code, refusal.message_for_citizen)


def _return_to() -> str:
    return f"{settings().own_url}{_PATH}/callback"
