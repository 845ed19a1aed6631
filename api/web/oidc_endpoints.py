"""Leaving for the city's identity provider, and coming back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response
from fastapi.responses import RedirectResponse

from api.clock import today
from api.conversations import service as conversations
from api.dependencies import DatabaseOf
from api.dialogue.proving import prove
from api.dialogue.turn import Turn
from api.identity.oidc import VALID_SECONDS, Provider, mobile_in
from api.settings import settings
from api.web.visitor import CHANNEL, Visitor

router = APIRouter(prefix="/api/v1/identity/oidc", tags=["citizen"])
_COOKIE = "yichuang_oidc"
_PATH = "/api/v1/identity/oidc"


@router.get("")
async def leave_for_provider(request: Request, visitor: Visitor) -> Response:
    """Go to the provider."""
    del visitor
    provider: Provider = request.app.state.oidc
    departure = await provider.depart(_return_to())
    response = RedirectResponse(departure.url, status_code=303)
    # Lax: it has to come along when the provider sends the browser back.
    response.set_cookie(
        _COOKIE,
        departure.cookie,
        max_age=VALID_SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path=_PATH,
    )
    return response


@router.get("/callback")
async def come_back(
    request: Request,
    visitor: Visitor,
    database: DatabaseOf,
    code: str = "",
    state: str = "",
    cookie: Annotated[str, Cookie(alias=_COOKIE)] = "",
) -> Response:
    """Come back from the provider, which vouches for a number; what was begun elsewhere with it is found here."""
    provider: Provider = request.app.state.oidc
    claim = settings().oidc_mobile_claim
    mobile = mobile_in(await provider.arrive(cookie, state, code, _return_to(), claim), claim)
    async with database.transaction() as session:
        conversation, sender = await conversations.locked_of_sender(session, CHANNEL, visitor)
        turn = Turn(session, conversation, None, today(), sender=sender)
        await prove(turn, mobile)
        turn.speak_notes()
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(_COOKIE, path=_PATH)
    return response


def _return_to() -> str:
    return f"{settings().own_url}{_PATH}/callback"
