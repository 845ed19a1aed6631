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
ANYTHING = 2**31 - 1
"""Newer than any message: look in any case."""
_log = structlog.get_logger()


class Watch:
    """Somebody who looks on a conversation."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._newest = ANYTHING

    def tell(self, seq: int) -> None:
        """There is a message of this number."""
        self._newest = max(self._newest, seq)
        self._event.set()

    def take(self, newer_than: int) -> bool:
        """Whether there may be a message newer than this; asked once for each notice."""
        newest, self._newest = self._newest, 0
        return newest > newer_than

    async def changed(self) -> None:
        """Wait for the next notice."""
        await self._event.wait()
        self._event.clear()


class Hub:
    """One listening connection for all that look on. A notice says only where something is new; they read it."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._watches: defaultdict[UUID, set[Watch]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watch(self, conversation_id: UUID) -> Iterator[Watch]:
        """Look on a conversation."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        made = Watch()
        self._watches[conversation_id].add(made)
        try:
            yield made
        finally:
            self._watches[conversation_id].discard(made)
            if not self._watches[conversation_id]:
                del self._watches[conversation_id]

    def wake(self, conversation_id: UUID | None = None, seq: int = ANYTHING) -> None:
        """Tell those who look on a conversation, or everybody."""
        ids = list(self._watches) if conversation_id is None else [conversation_id]
        for each in ids:
            for watch in self._watches.get(each, ()):
                watch.tell(seq)

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
                        where, _, seq = notice.payload.partition(" ")
                        self.wake(UUID(where), int(seq))
            except psycopg.OperationalError as error:
                _log.warning("no notices of messages", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
