"""Socket.IO as Rasa's channel speaks it: `user_uttered`, `bot_uttered`, `session_request`, `session_confirm`.

With a `session_id` the conversation is found again after a reconnection (Rasa's `session_persistence`); without one it
lasts as long as the connection. Whoever speaks here is nobody's client: to submit and to see cases, citizens prove who
they are as on the website.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import socketio

from api.bot.client import BotClient
from api.bot.exchange import exchange
from api.conversations import service as conversations
from api.conversations.models import Message
from api.database import Database
from api.errors import AppError
from api.notices import Hub
from api.settings import settings
from api.socketio.news import News

CHANNEL = "socketio"
_LONGEST_NAME = 200


def create_channel(database: Database, bot: BotClient, hub: Hub) -> socketio.ASGIApp:
    """The channel as an ASGI application that answers under /socket.io."""
    # One handler at a time for each connection, so that a citizen's messages are answered in their order.
    server = socketio.AsyncServer(
        async_mode="asgi", async_handlers=False, cors_allowed_origins=settings().embedding_origins or None
    )
    news = News(database, hub, lambda room, message: _utter(server, room, [message]))

    async def connect(sid: str, _environ: dict[str, Any], _auth: Any = None) -> None:
        del sid

    async def session_request(sid: str, data: Any) -> None:
        name = _session_of(data) or uuid4().hex
        await _enter(sid, name)
        await server.emit("session_confirm", name, room=sid)

    async def user_uttered(sid: str, data: Any) -> None:
        text = data.get("message") if isinstance(data, dict) else None
        if not isinstance(text, str):
            return
        name = _session_of(data) or sid
        await _enter(sid, name)
        async with database.transaction() as session:
            await conversations.open_conversation(session, CHANNEL, name)
        try:
            _, replies = await exchange(database, bot, CHANNEL, name, text)
        except AppError as refusal:
            await server.emit("bot_uttered", {"text": refusal.message_for_citizen}, room=name)
            return
        await _utter(server, name, replies)

    async def _enter(sid: str, name: str) -> None:
        await server.enter_room(sid, name)
        await news.follow(sid, CHANNEL, name)

    async def disconnect(sid: str, *_: Any) -> None:
        await news.leave(sid)

    for handler in (connect, session_request, user_uttered, disconnect):
        server.on(handler.__name__, handler)
    return socketio.ASGIApp(server, socketio_path="/socket.io")


def _session_of(data: Any) -> str | None:
    name = data.get("session_id") if isinstance(data, dict) else None
    return name if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and "\0" not in name else None


async def _utter(server: socketio.AsyncServer, room: str, replies: Sequence[Message]) -> None:
    """Say the replies as Rasa does: a paragraph each, the buttons with the last, a custom payload as it is."""
    for reply in replies:
        words = "\n".join(filter(None, (reply.text, (reply.card or {}).get("text"))))
        parts: list[dict[str, Any]] = [{"text": part} for part in words.strip().split("\n\n")]
        if reply.buttons:
            parts = [{**part, "quick_replies": []} for part in parts]
            parts[-1]["quick_replies"] = [
                {"content_type": "text", "title": button["label"], "payload": button["text"]}
                for button in reply.buttons
            ]
        for part in parts:
            await server.emit("bot_uttered", part, room=room)
        if reply.card:
            await server.emit("bot_uttered", {"custom": reply.card}, room=room)
