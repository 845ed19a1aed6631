"""How often one visitor, and one address, may ask for something; and which sites' pages may ask at all.

The counts are kept in each process. Who asks from this machine itself (a benchmark, a test) is not counted; behind a
proxy on this machine the address is the one that the proxy names.
"""

from __future__ import annotations

import hashlib
import ipaddress
from urllib.parse import urlsplit

import orjson
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import AppError, NotAllowedError, TooOftenError
from api.settings import settings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_COUNTED = ("/api/v1/", "/webhooks/", "/console/", "/wechat/open/")
_NOT_COUNTED = ("/api/v1/department/",)
"""Departments prove who they are with a key, and are paced by their own queues."""
_WITH_COOKIE = ("/api/v1/", "/console/", "/wechat/open/")


class Limits:
    """Counts what changes something; may be asked from anywhere in the process."""

    def __init__(self) -> None:
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def allows(self, address: str, visitor: str | None) -> bool:
        """Count one request; whether it is within the limits."""
        if _is_this_machine(address):
            return True
        limits = settings()
        counted: list[tuple[RateLimitItem, str]] = [(RateLimitItemPerMinute(limits.rate_per_address), f"a:{address}")]
        if visitor is not None:
            counted.append((RateLimitItemPerMinute(limits.rate_per_visitor), f"v:{visitor}"))
        return all(self._counter.hit(item, key) for item, key in counted)


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class Gate:
    """A plain ASGI middleware that turns away what is too much, and what another site's page sends unasked."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self._app(scope, receive, send)
            return
        path, headers = scope["path"], Headers(scope=scope)
        if path.startswith(_WITH_COOKIE) and not path.startswith(_NOT_COUNTED) and not comes_from_ours(headers):
            await _refuse(send, NotAllowedError("foreign_page"))
            return
        counted = path.startswith(_COUNTED) and not path.startswith(_NOT_COUNTED)
        address = scope["client"][0] if scope.get("client") else ""
        if counted and not self._limits.allows(address, _visitor(headers)):
            await _refuse(send, TooOftenError("too_often"))
            return
        await self._app(scope, receive, send)


def comes_from_ours(headers: Headers) -> bool:
    """Whether a request comes from our own page, from one that may embed ours, or from no page at all."""
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == headers.get("host") or origin in settings().embedding_origins


def _visitor(headers: Headers) -> str | None:
    """What tells one visitor from another; never the cookie itself."""
    cookie = headers.get("cookie")
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else None


async def _refuse(send: Send, refusal: AppError) -> None:
    body = orjson.dumps({"error": {"code": refusal.code, "message": refusal.message_for_citizen}})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if isinstance(refusal, TooOftenError):
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": refusal.http_status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
