"""Proving on the website who one is, and leaving it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.clock import today
from api.conversations import service as conversations
from api.conversations.citizens import masked
from api.conversations.schemas import MessageOut
from api.dependencies import DatabaseOf
from api.dialogue.proving import prove
from api.dialogue.turn import Turn
from api.errors import AppError, UnprocessableError
from api.identity import codes
from api.identity.service import has_proved, is_proved
from api.settings import settings
from api.web.visitor import CHANNEL, COOKIE, Visitor
from forms.values import Unusable
from forms.values.identity import parse_mobile

router = APIRouter(prefix="/api/v1/identity", tags=["citizen"])


class Mobile(BaseModel):
    """A mobile number, as the citizen writes it."""

    mobile: str = Field(max_length=40)


class Code(BaseModel):
    """The one-time code that was sent."""

    code: str = Field(max_length=20)


@router.get("")
async def who(visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """Whether this visitor has proved who they are, by which number, and where else than here it can be done."""
    async with database.transaction() as session:
        sender = await conversations.find_sender(session, CHANNEL, visitor)
        conversation = await conversations.find_conversation(session, CHANNEL, visitor)
        citizen = await conversations.citizen_of(session, conversation)
        proved = is_proved(sender)
        return {
            "proved": proved,
            "mobile": masked(citizen.mobile) if citizen and has_proved(sender) else None,
            "provider": "/api/v1/identity/oidc" if settings().oidc_issuer else None,
        }


@router.post("/codes", status_code=202)
async def send_code(mobile: Mobile, visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """Send a one-time code to a number."""
    try:
        number = parse_mobile(mobile.mobile)
    except Unusable as error:
        raise UnprocessableError("mobile_unusable") from error
    async with database.transaction() as session:
        sender = await conversations.find_sender(session, CHANNEL, visitor)
        await codes.send(session, sender, number)
    return {
        "mobile": masked(number),
        "valid_seconds": int(codes.VALID.total_seconds()),
        "pause_seconds": int(codes.PAUSE.total_seconds()),
    }


@router.post("")
async def prove_with_code(code: Code, visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """Prove with the code that the number is one's own; what was begun elsewhere with it is found here from now on."""
    async with database.transaction() as session:
        conversation, sender = await conversations.locked_of_sender(session, CHANNEL, visitor)
        checked = await codes.check(session, sender, "".join(filter(str.isdigit, code.code)))
        turn = Turn(session, conversation, None, today(), sender=sender)
        if not isinstance(checked, AppError):
            await prove(turn, checked.mobile)
            turn.speak_notes()
    if isinstance(checked, AppError):  # raised only now, so that the wrong try is counted
        raise checked
    return {"conversation": str(turn.conversation.id), "messages": [MessageOut.of(m) for m in turn.replies]}


@router.delete("", status_code=204)
async def leave(response: Response) -> None:
    """Leave: this browser is a stranger's from now on. Nothing is lost: the number brings it back."""
    response.delete_cookie(COOKIE, path="/")
