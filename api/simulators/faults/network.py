"""A bad line between two programs on this machine: it relays HTTP requests, and loses some of them."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections import Counter
from enum import StrEnum

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEAD = 64 * 1024
_SECONDS = 60.0


class Fate(StrEnum):
    """What becomes of a request."""

    RELAYED = "relayed"
    NEVER_SENT = "never sent"
    """The line is cut before anything arrives."""
    ANSWER_LOST = "answer lost"
    """The receiver gets it and acts on it; the sender does not learn of it."""


class BadLine:
    """Relays to a port of this machine; of the requests, `share` are lost: half on the way, half on the way back."""

    def __init__(self, target: int, share: float, chance: random.Random) -> None:
        self._target, self._share, self._chance = target, share, chance
        self.fates: Counter[Fate] = Counter()
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Begin; returns the port on which it takes requests."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0, limit=_LONGEST_HEAD)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Take no more."""
        if self._server is not None:
            self._server.close()

    def mend(self) -> None:
        """Lose nothing from now on."""
        self._share = 0.0

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate = self._fate()
        self.fates[fate] += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            async with asyncio.timeout(_SECONDS):
                if fate is not Fate.NEVER_SENT:
                    answer = await self._forward(await _request(reader))
                    if fate is Fate.RELAYED:
                        writer.write(answer)
                        await writer.drain()
        writer.close()

    def _fate(self) -> Fate:
        if self._chance.random() >= self._share:
            return Fate.RELAYED
        return self._chance.choice([Fate.NEVER_SENT, Fate.ANSWER_LOST])

    async def _forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read(-1)  # the receiver was asked to close the connection after its answer
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One whole request, which asks for the connection to be closed after it: so each has a fate of its own."""
    head = await reader.readuntil(_HEAD_END)
    length = _LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length else b""
    lines = [line for line in head[: -len(_HEAD_END)].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + _HEAD_END + body
