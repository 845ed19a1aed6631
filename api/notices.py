"""Who is looking at what in this process, a conversation or a desk of the staff; woken when any process changes it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

import psycopg
import structlog

CHANNEL = "yichuang_messages"
"""Notices of a conversation: its id, and the number of what was said; 0 where somebody has taken or opened it."""
DESKS = "yichuang_desks"
"""Notices of what staff has before it: `queue`, or `tasks/` and a department."""
QUEUE = "queue"
ALL_TASKS = "tasks"
"""Wakes who watches the tasks of every department."""
_LONGEST_PAUSE = 15.0
ANYTHING = 2**31 - 1
"""Newer than any message: look in any case."""
_log = structlog.get_logger()


def tasks_of(department_id: str) -> str:
    """The desk of a department."""
    return f"{ALL_TASKS}/{department_id}"


class Watch:
    """Somebody who looks on something."""

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
        self._watches: defaultdict[UUID | str, set[Watch]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watch(self, where: UUID | str) -> Iterator[Watch]:
        """Look on a conversation, or on a desk by its name."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        made = Watch()
        self._watches[where].add(made)
        try:
            yield made
        finally:
            self._watches[where].discard(made)
            if not self._watches[where]:
                del self._watches[where]

    def wake(self, where: UUID | str | None = None, seq: int = ANYTHING) -> None:
        """Tell those who look there, or everybody."""
        for each in list(self._watches) if where is None else [where]:
            for watch in self._watches.get(each, ()):
                watch.tell(seq)

    async def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    def _take(self, channel: str, payload: str) -> None:
        if channel == DESKS:
            self.wake(payload)
            if payload.startswith(f"{ALL_TASKS}/"):
                self.wake(ALL_TASKS)
            return
        where, _, seq = payload.partition(" ")
        self.wake(UUID(where), int(seq))

    async def _listen(self) -> None:
        pause = 0.5
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}; LISTEN {DESKS}".encode())
                    self.wake()  # something may have come while nobody listened
                    pause = 0.5
                    async for notice in connection.notifies():
                        self._take(notice.channel, notice.payload)
            except psycopg.OperationalError as error:
                _log.warning("no notices of messages", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
