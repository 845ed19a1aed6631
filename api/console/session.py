"""Who is logged in to the console."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Cookie, Depends, Form

from api.dependencies import DatabaseOf
from api.errors import NotAllowedError, NotAuthenticatedError
from api.staff import service as staff
from api.staff.service import Clerk, Coordinator

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


async def _coordinator(database: DatabaseOf, token: StaffToken = None) -> Coordinator:
    if not token:
        raise NotAuthenticatedError("not_logged_in")
    async with database.transaction() as session:
        return await staff.coordinator_of(session, token)


LoggedInCoordinator = Annotated[Coordinator, Depends(_coordinator)]


async def _coordinator_with_csrf(who: LoggedInCoordinator, csrf: Annotated[str, Form()] = "") -> Coordinator:
    """For anything that changes something: the form must come from our own page."""
    if not hmac.compare_digest(csrf.encode(), who.csrf.encode()):
        raise NotAllowedError("csrf")
    return who


async def _anybody_with_csrf(
    database: DatabaseOf, token: StaffToken = None, csrf: Annotated[str, Form()] = ""
) -> Clerk | Coordinator:
    """Any of the staff, from our own page."""
    async with database.transaction() as session:
        who = await staff.staff_of(session, token or "")
    if not hmac.compare_digest(csrf.encode(), who.csrf.encode()):
        raise NotAllowedError("csrf")
    return who


ActingCoordinator = Annotated[Coordinator, Depends(_coordinator_with_csrf)]
ActingStaff = Annotated[Clerk | Coordinator, Depends(_anybody_with_csrf)]
ActingClerk = Annotated[Clerk, Depends(_clerk_with_csrf)]
