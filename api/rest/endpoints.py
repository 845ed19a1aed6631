"""`POST /webhooks/rest/webhook`, as Rasa's REST channel answers it."""

from __future__ import annotations

import secrets
from typing import Any

import orjson
from fastapi import APIRouter, Response
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


@router.get("/webhooks/rest/")
async def health() -> dict[str, str]:
    """By this clients of Rasa see that the channel is there."""
    return {"status": "ok"}


@router.post("/webhooks/rest/webhook")
async def receive(
    message: RestMessage, database: DatabaseOf, bot: BotOf, token: str = "", *, stream: bool = False
) -> Response:
    """Answer a message. The sender id names the conversation, as in Rasa; with `stream`, one reply stands in a line."""
    expected = settings().rest_token
    if expected and not secrets.compare_digest(token.encode(), expected.encode()):
        raise NotAuthenticatedError("bad_api_key")
    async with database.transaction() as session:
        await conversations.open_conversation(session, CHANNEL, message.sender)
    _, replies = await exchange(database, bot, CHANNEL, message.sender, message.message)
    parts = [part for reply in replies for part in _parts(message.sender, reply)]
    if stream:  # a turn's replies are there all at once, so the lines are written together
        return Response(b"".join(orjson.dumps(part) + b"\n" for part in parts), media_type="text/event-stream")
    return Response(orjson.dumps(parts), media_type="application/json")


def _parts(sender: str, reply: Message) -> list[dict[str, Any]]:
    """Text with buttons is one reply, a custom payload another, as Rasa sends them."""
    words = "\n".join(filter(None, (reply.text, (reply.card or {}).get("text"))))
    text: dict[str, Any] = {"recipient_id": sender, "text": words}
    if reply.buttons:
        text["buttons"] = [{"title": b["label"], "payload": b["text"]} for b in reply.buttons]
    return [text, {"recipient_id": sender, "custom": reply.card}] if reply.card else [text]
