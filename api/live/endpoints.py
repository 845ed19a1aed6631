"""`/api/v1/conversation/live`: the visitor's conversation over a WebSocket.

From the page: {"type": "say", "client_id", "text"} and {"type": "seen", "seq"}. To the page, with "conversation" and
"messages": {"type": "messages"} with what is new, {"type": "answered", "client_id"} with what is new after an answer;
and {"type": "refused", "client_id", "status", "error"}. The page begins with "seen", by which it tells what it has
already; so nothing is lost or repeated when a connection breaks.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Cookie, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.websockets import WebSocketState

from api.bot.client import BotClient
from api.bot.exchange import exchange
from api.conversations import service as conversations
from api.conversations.models import Message
from api.conversations.schemas import MessageOut
from api.database import Database
from api.errors import AppError, TooOftenError, UnprocessableError
from api.limits import Limits, comes_from_ours
from api.notices import Hub
from api.web.visitor import CHANNEL, COOKIE, visitor_hash

router = APIRouter(tags=["citizen"])
_log = structlog.get_logger()
_UNKNOWN, _FOREIGN = 4404, 4403
"""Codes with which the connection is closed: no such visitor, another site's page."""
_LONGEST_QUEUE = 20


class Say(BaseModel):
    """The citizen says something."""

    type: str
    client_id: UUID
    text: str


class Seen(BaseModel):
    """The page shows the conversation up to here."""

    type: str
    seq: int


_said: TypeAdapter[Say | Seen] = TypeAdapter(Say | Seen)


@router.websocket("/api/v1/conversation/live")
async def live(socket: WebSocket, token: Annotated[str | None, Cookie(alias=COOKIE)] = None) -> None:
    """Talk to the page until it goes."""
    await socket.accept()
    if not comes_from_ours(socket.headers):
        await socket.close(_FOREIGN)
        return
    if not token:
        await socket.close(_UNKNOWN)
        return
    state = socket.app.state
    connection = Connection(socket, state.database, state.bot, state.hub, state.limits, visitor_hash(token))
    try:
        await connection.hold()
    except AppError:
        await _close(socket, _UNKNOWN)
    except (WebSocketDisconnect, RuntimeError):
        _log.debug("page gone")


async def _close(socket: WebSocket, code: int) -> None:
    if socket.application_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError):
            await socket.close(code)


class Connection:
    """One page with an open connection."""

    def __init__(
        self, socket: WebSocket, database: Database, bot: BotClient, hub: Hub, limits: Limits, visitor: str
    ) -> None:
        self._limits = limits
        self._socket, self._database, self._bot, self._hub, self._visitor = socket, database, bot, hub, visitor
        self._sent = 0
        self._said: asyncio.Queue[Say] = asyncio.Queue(_LONGEST_QUEUE)
        self._conversation: UUID | None = None
        self._turn = asyncio.Lock()

    async def hold(self) -> None:
        """Listen to the page and tell it what is new, until one of both ends."""
        first = await self._heard()
        if not isinstance(first, Seen):
            raise UnprocessableError("bad_request")
        self._sent = first.seq
        tasks = [asyncio.create_task(part()) for part in (self._listen, self._answer, self._tell)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _heard(self) -> Say | Seen:
        try:
            return _said.validate_python(await self._socket.receive_json())
        except (ValidationError, ValueError, KeyError) as error:
            raise UnprocessableError("bad_request") from error

    async def _listen(self) -> None:
        while True:
            heard = await self._heard()
            if isinstance(heard, Say):
                await self._said.put(heard)
            else:
                async with self._database.transaction() as session:
                    await conversations.note_seen(session, CHANNEL, self._visitor, heard.seq)

    async def _answer(self) -> None:
        """One message after the other, as they were sent."""
        while True:
            said = await self._said.get()
            known = {"client_id": str(said.client_id)}
            async with self._turn:
                try:
                    if not self._limits.allows(self._address, self._visitor):
                        raise TooOftenError("too_often")
                    message, replies = await exchange(
                        self._database, self._bot, CHANNEL, self._visitor, said.text, said.client_id
                    )
                    shown = self._follow((message, *replies)) or await self._unsent()
                    await self._socket.send_json({"type": "answered", **known, **shown})
                except AppError as refusal:
                    error = {"code": refusal.code, "message": refusal.message_for_citizen}
                    refused = {"type": "refused", **known, "status": refusal.http_status, "error": error}
                    await self._socket.send_json(refused)

    @property
    def _address(self) -> str:
        return self._socket.client.host if self._socket.client else ""

    async def _tell(self) -> None:
        while True:
            where = self._conversation or await self._where()
            with self._hub.watch(where) as watch:
                while self._conversation in {None, where}:
                    async with self._turn:  # an answer tells what came before it as well
                        if watch.take(self._sent):
                            await self._send_news()
                    if self._conversation == where:
                        await watch.changed()

    async def _send_news(self) -> None:
        unsent = await self._unsent()
        if unsent["messages"]:
            await self._socket.send_json({"type": "messages", **unsent})

    def _follow(self, messages: Sequence[Message]) -> dict[str, Any] | None:
        """These messages, where they follow right upon what was sent; None where something lies between."""
        numbers = [message.seq for message in messages]
        wanted = list(range(self._sent + 1, self._sent + 1 + len(messages)))
        if messages[0].conversation_id != self._conversation or numbers != wanted:
            return None
        self._sent = numbers[-1]
        return _shown(messages[0].conversation_id, messages)

    async def _where(self) -> UUID:
        async with self._database.transaction() as session:
            return (await conversations.find_sender(session, CHANNEL, self._visitor)).conversation_id

    async def _unsent(self) -> dict[str, Any]:
        """What the page has not been sent; it counts as sent from now on."""
        async with self._database.transaction() as session:
            where = (await conversations.find_sender(session, CHANNEL, self._visitor)).conversation_id
            if self._conversation not in {None, where}:
                self._sent = 0  # it has gone into the citizen's own: the page shows that from its beginning
            self._conversation = where
            found = await conversations.history(session, where, self._sent)
        if found:
            self._sent = found[-1].seq
        return _shown(where, found)


def _shown(conversation_id: UUID, messages: Sequence[Message]) -> dict[str, Any]:
    shown = [MessageOut.of(message).model_dump(mode="json") for message in messages]
    return {"conversation": str(conversation_id), "messages": shown}
