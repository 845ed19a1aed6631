"""The citizen's cases over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.audit import service as audit
from api.cases import service as cases
from api.conversations import service as conversations
from api.dependencies import DatabaseOf
from api.dialogue.cards import status_card
from api.errors import NotAllowedError
from api.identity.service import is_proved
from api.texts.voices import speak_as
from api.web.visitor import CHANNEL, Visitor

router = APIRouter(prefix="/api/v1/cases", tags=["citizen"])


@router.get("")
async def list_cases(visitor: Visitor, database: DatabaseOf) -> dict[str, Any]:
    """The visitor's cases with the status of each department's share."""
    async with database.transaction() as session:
        sender = await conversations.find_sender(session, CHANNEL, visitor)
        conversation = await conversations.find_conversation(session, CHANNEL, visitor)
        speak_as(conversation.voice)
        found = await cases.status_of(session, conversation.id)
        if found and not is_proved(sender):
            raise NotAllowedError("proof_needed")
        for case, _tasks, _catalogue in found:
            audit.record(session, audit.CITIZEN, "read", "case", case.id, conversation.id)
        return {"cases": [status_card(case, tasks, catalogue) for case, tasks, catalogue in found]}
