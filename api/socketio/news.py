"""What departments report, brought to open Socket.IO connections."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from api.conversations import service as conversations
from api.conversations.models import Message
from api.database import Database
from api.errors import NotFoundError
from api.notices import Hub

Utter = Callable[[str, Message], Awaitable[None]]


class News:
    """One task for each connection; answers to the citizen's own messages go another way."""

    def __init__(self, database: Database, hub: Hub, utter: Utter) -> None:
        self._database, self._hub, self._utter = database, hub, utter
        self._following: dict[str, tuple[str, asyncio.Task[None]]] = {}

    async def follow(self, sid: str, channel: str, name: str) -> None:
        """Tell this connection what is new for a sender from now on."""
        known = self._following.get(sid)
        if known is not None and known[0] == name:
            return
        await self.leave(sid)
        self._following[sid] = (name, asyncio.create_task(self._tell(sid, channel, name)))

    async def leave(self, sid: str) -> None:
        """The connection is gone."""
        _, task = self._following.pop(sid, ("", None))
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _tell(self, sid: str, channel: str, name: str) -> None:
        async with self._database.transaction() as session:
            conversation = await conversations.open_conversation(session, channel, name)
            where, told = conversation.id, conversation.last_seq
        while True:
            with self._hub.watch(where) as watch:
                if not watch.take(told):
                    await watch.changed()
            async with self._database.transaction() as session:
                with contextlib.suppress(NotFoundError):
                    now_at = (await conversations.find_sender(session, channel, name)).conversation_id
                    if now_at != where:
                        where, told = now_at, (await conversations.locked(session, now_at)).last_seq
                found = await conversations.history(session, where, told)
            for message in found:
                told = message.seq
                if message.in_reply_to is None and message.role != "citizen":
                    await self._utter(sid, message)
