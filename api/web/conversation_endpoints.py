"""The citizen's conversation over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.audit import service as audit
from api.bot.exchange import exchange
from api.conversations import service as conversations
from api.conversations.schemas import MessageOut
from api.dependencies import BotOf, DatabaseOf
from api.dialogue.starting import open_conversation
from api.drafts import service as drafts
from api.texts.voices import Voice
from api.web.visitor import CHANNEL, Visitor, VisitorToken, welcome

router = APIRouter(prefix="/api/v1/conversation", tags=["citizen"])


class NewMessage(BaseModel):
    """What a citizen sends. The same `client_id` may be sent again until an answer arrives."""

    client_id: UUID
    text: str


class WantedVoice(BaseModel):
    """How a citizen wants to be spoken to."""

    voice: Voice


class Messages(BaseModel):
    """Messages, oldest first, and the conversation that they belong to now."""

    messages: list[MessageOut]
    conversation: UUID


@router.post("")
async def open_(response: Response, database: DatabaseOf, token: VisitorToken = None) -> dict[str, Any]:
    """Open the visitor's conversation, or come back to it."""
    sender = welcome(response, token)
    async with database.transaction() as session:
        conversation = await open_conversation(session, CHANNEL, sender)
        await session.flush()
        history = await conversations.history(session, conversation.id)
        audit.record(session, audit.CITIZEN, "read", "conversation", conversation.id, conversation.id)
        current = await drafts.find_open(session, conversation.id)
        return {
            "id": str(conversation.id),
            "messages": [MessageOut.of(message) for message in history],
            "open_draft": current is not None,
            "voice": conversation.voice,
        }


@router.put("/voice", status_code=204)
async def speak_differently(wanted: WantedVoice, visitor: Visitor, database: DatabaseOf) -> None:
    """Be spoken to in another way from now on; what the page's large type does beside its letters."""
    async with database.transaction() as session:
        conversation = await conversations.find_conversation(session, CHANNEL, visitor)
        (await conversations.locked(session, conversation.id)).voice = wanted.voice


@router.get("/messages")
async def news(visitor: Visitor, database: DatabaseOf, after: int = 0) -> Messages:
    """Messages that came after the last one seen."""
    async with database.transaction() as session:
        conversation = await conversations.find_conversation(session, CHANNEL, visitor)
        await conversations.note_seen(session, CHANNEL, visitor, after)
        found = await conversations.history(session, conversation.id, after)
    return Messages(messages=[MessageOut.of(message) for message in found], conversation=conversation.id)


@router.post("/messages")
async def send(new: NewMessage, visitor: Visitor, database: DatabaseOf, bot: BotOf) -> Messages:
    """Say something and get the replies."""
    message, replies = await exchange(database, bot, CHANNEL, visitor, new.text, new.client_id)
    shown = [MessageOut.of(each) for each in (message, *replies)]
    return Messages(messages=shown, conversation=message.conversation_id)
