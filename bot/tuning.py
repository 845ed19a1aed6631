"""What makes one turn of Rasa cheaper without changing what it does.

Each part keeps one thing that Rasa computes anew for every message although it never changes. `install` is for the
server process alone; tests/bot/test_tuning.py compares each part with Rasa's own.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import aiohttp
import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, EndpointConfig

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# Shorter than uvicorn's five seconds for idle connections, so that no request goes into a closing one.
_KEEP_ALIVE_SECONDS = 3


class KeepAliveEndpoint(EndpointConfig):
    """An endpoint that keeps its connection; Rasa's own opens a session and a connection for each request."""

    _shared: aiohttp.ClientSession | None = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> KeepAliveEndpoint:
        """The same address and credentials."""
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            endpoint.cafile,
            **endpoint.kwargs,
        )

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Lend the session that stays open."""
        if self._shared is None or self._shared.closed:
            self._shared = aiohttp.ClientSession(
                headers=self.headers,
                auth=aiohttp.BasicAuth(self.basic_auth["username"], self.basic_auth["password"])
                if self.basic_auth
                else None,
                connector=aiohttp.TCPConnector(keepalive_timeout=_KEEP_ALIVE_SECONDS),
                timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            )
        yield self._shared

    async def close(self) -> None:
        """Close the connection when the server stops."""
        if self._shared is not None:
            await self._shared.close()


def install() -> None:
    """Let Rasa check action replies with a schema compiled once, and look up types of events once."""
    RemoteAction._validate_action_result = validate_action_result  # noqa: SLF001 - no other way in
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


def validate_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Like Rasa's check of an action's reply, which first checks its own schema again each time (20-30 ms)."""
    error = jsonschema.exceptions.best_match(_reply_validator().iter_errors(result))
    if error is not None:
        raise error
    return True


@lru_cache(maxsize=1)
def _reply_validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    return jsonschema.validators.validator_for(schema)(schema)
