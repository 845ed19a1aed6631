"""Sending a message to Rasa. The answer comes back through the action route; here only success matters."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import httpx

from api.errors import UnavailableError

_AT_ONCE = 8
"""Messages that one process has understood at a time."""


class BotClient:
    """A keep-alive connection to the bot."""

    def __init__(self, url: str, timeout: float) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=timeout)
        # Rasa understands one message after the other anyway: more at once would wait there, each with its time-out.
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def understand_and_act(self, conversation_id: UUID, text: str, metadata: dict[str, Any]) -> None:
        """Give a message to Rasa, which calls an action for it; raises UnavailableError when Rasa does not answer."""
        # "/intent" is Rasa's own language for forging an intent; a citizen's slash is only a sign.
        message = {"sender": str(conversation_id), "message": text.lstrip("/ ") or "?", "metadata": metadata}
        try:
            async with self._room:
                response = await self._client.post("/webhooks/rest/webhook", json=message)
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise UnavailableError("bot_unavailable") from error

    async def is_ready(self) -> bool:
        """Whether Rasa has loaded its model."""
        try:
            return (await self._client.get("/")).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()
