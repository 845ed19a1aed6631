"""Who is looking at which conversation in this process; woken when any process has stored a message in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

import psycopg
import structlog

CHANNEL = "yichuang_messages"
_LONGEST_PAUSE = 15.0
_log = structlog.get_logger()


class Hub:
    """One listening connection for all that look on. A notice says only where something is new; they read it."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._watchers: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watch(self, conversation_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set whenever the conversation may have something new."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        event = asyncio.Event()
        self._watchers[conversation_id].add(event)
        try:
            yield event
        finally:
            self._watchers[conversation_id].discard(event)
            if not self._watchers[conversation_id]:
                del self._watchers[conversation_id]

    def wake(self, conversation_id: UUID | None = None) -> None:
        """Wake those who look at a conversation, or everybody."""
        ids = list(self._watchers) if conversation_id is None else [conversation_id]
        for each in ids:
            for event in self._watchers.get(each, ()):
                event.set()

    async def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    async def _listen(self) -> None:
        pause = 0.5
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}".encode())
                    self.wake()  # something may have come while nobody listened
                    pause = 0.5
                    async for notice in connection.notifies():
                        self.wake(UUID(notice.payload))
            except psycopg.OperationalError as error:
                _log.warning("no notices of messages", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
