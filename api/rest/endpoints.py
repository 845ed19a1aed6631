"""`POST /webhooks/rest/webhook`, as Rasa's REST channel answers it."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.bot.exchange import exchange
from api.conversations import service as conversations
from api.conversations.models import Message
from api.dependencies import BotOf, DatabaseOf
from api.errors import NotAuthenticatedError
from api.settings import settings

router = APIRouter(tags=["rasa"])
CHANNEL = "rest"


class RestMessage(BaseModel):
    """A message as Rasa's clients send it."""

    sender: str = Field(default="default", max_length=200)
    message: str
    metadata: dict[str, Any] | None = None


@router.post("/webhooks/rest/webhook")
async def receive(message: RestMessage, database: DatabaseOf, bot: BotOf, token: str = "") -> list[dict[str, Any]]:
    """Answer a message. The sender id names the conversation, as in Rasa."""
    expected = settings().rest_token
    if expected and not secrets.compare_digest(token.encode(), expected.encode()):
        raise NotAuthenticatedError("bad_api_key")
    async with database.transaction() as session:
        await conversations.open_conversation(session, CHANNEL, message.sender)
    _, replies = await exchange(database, bot, CHANNEL, message.sender, message.message)
    return [part for reply in replies for part in _parts(message.sender, reply)]


def _parts(sender: str, reply: Message) -> list[dict[str, Any]]:
    """Text with buttons is one reply, a custom payload another, as Rasa sends them."""
    words = "\n".join(filter(None, (reply.text, (reply.card or {}).get("text"))))
    text: dict[str, Any] = {"recipient_id": sender, "text": words}
    if reply.buttons:
        text["buttons"] = [{"title": b["label"], "payload": b["text"]} for b in reply.buttons]
    return [text, {"recipient_id": sender, "custom": reply.card}] if reply.card else [text]
