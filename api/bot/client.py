"""Sending a message to Rasa. The answer comes back through the action route; here only success matters."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import Any
from uuid import UUID

import aiohttp
import orjson

from api.errors import UnavailableError

_AT_ONCE = 8
"""Messages that one process has understood at a time."""
_KEEP_ALIVE = 3.0
"""Seconds after which an idle connection is left: before Rasa closes it, after five."""
_JSON = {"Content-Type": "application/json"}


class BotClient:
    """A keep-alive connection to the bot. Every turn goes over it; HTTPX would take five times as long for it."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url, self._timeout = url, aiohttp.ClientTimeout(total=timeout)
        # Rasa understands one message after the other anyway: more at once would wait there, each with its time-out.
        self._room = asyncio.Semaphore(_AT_ONCE)

    @cached_property
    def _http(self) -> aiohttp.ClientSession:
        """Opened with the first message, for it belongs to the loop that runs then."""
        connector = aiohttp.TCPConnector(keepalive_timeout=_KEEP_ALIVE)
        return aiohttp.ClientSession(self._url, timeout=self._timeout, connector=connector)

    async def understand_and_act(self, conversation_id: UUID, text: str, metadata: dict[str, Any]) -> None:
        """Give a message to Rasa, which calls an action for it; raises UnavailableError when Rasa does not answer."""
        # "/intent" is Rasa's own language for forging an intent; a citizen's slash is only a sign.
        message = {"sender": str(conversation_id), "message": text.lstrip("/ ") or "?", "metadata": metadata}
        body = orjson.dumps(message)
        try:
            async with (
                self._room,
                self._http.post("/webhooks/rest/webhook", data=body, headers=_JSON, raise_for_status=True) as answer,
            ):
                await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnavailableError("bot_unavailable") from error

    async def is_ready(self) -> bool:
        """Whether Rasa has loaded its model."""
        try:
            async with self._http.get("/") as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def close(self) -> None:
        """Close the connection."""
        await self._http.close()
