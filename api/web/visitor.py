"""Who is visiting: an anonymous cookie, of which only the hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from typing import Annotated

from fastapi import Cookie, Depends, Response

from api.errors import NotFoundError
from api.settings import settings

COOKIE = "yichuang_visitor"
CHANNEL = "web"
_ONE_YEAR = 365 * 24 * 3600


def visitor_hash(token: str) -> str:
    """What stands for the visitor in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def welcome(response: Response, token: str | None) -> str:
    """The visitor's token; a newcomer gets one."""
    known = token or secrets.token_urlsafe(32)
    # On the page of another site a browser sends only cookies that say they are meant for that, over HTTPS.
    embedded = bool(settings().embedding_origins) and settings().secure_cookies
    response.set_cookie(
        COOKIE,
        known,
        max_age=_ONE_YEAR,
        httponly=True,
        samesite="none" if embedded else "lax",
        secure=settings().secure_cookies,
        path="/",
    )
    return visitor_hash(known)


def newcomer(response: Response) -> str:
    """A new visitor, whoever this browser was before."""
    return welcome(response, None)


async def _known_visitor(token: Annotated[str | None, Cookie(alias=COOKIE)] = None) -> str:
    if not token:
        raise NotFoundError("no_conversation")
    return visitor_hash(token)


Visitor = Annotated[str, Depends(_known_visitor)]
"""The hash of a visitor who has been here before."""

VisitorToken = Annotated[str | None, Cookie(alias=COOKIE)]
