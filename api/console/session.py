"""Who is logged in to the console."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Cookie, Depends, Form

from api.dependencies import DatabaseOf
from api.errors import NotAllowedError, NotAuthenticatedError
from api.staff import service as staff
from api.staff.service import Clerk

COOKIE = "yichuang_staff"

StaffToken = Annotated[str | None, Cookie(alias=COOKIE)]


async def _clerk(database: DatabaseOf, token: StaffToken = None) -> Clerk:
    if not token:
        raise NotAuthenticatedError("not_logged_in")
    async with database.transaction() as session:
        return await staff.clerk_of(session, token)


LoggedInClerk = Annotated[Clerk, Depends(_clerk)]


async def _clerk_with_csrf(clerk: LoggedInClerk, csrf: Annotated[str, Form()] = "") -> Clerk:
    """For anything that changes something: the form must come from our own page."""
    if not hmac.compare_digest(csrf.encode(), clerk.csrf.encode()):
        raise NotAllowedError("csrf")
    return clerk


ActingClerk = Annotated[Clerk, Depends(_clerk_with_csrf)]
