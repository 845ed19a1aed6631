"""Who is logged in to the console."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Cookie, Depends, Form

from api.dependencies import DatabaseOf
from api.errors import NotAllowedError, NotAuthenticatedError
from api.staff import service as staff
from api.staff.service import Clerk, Coordinator, Reviewer, Staff

COOKIE = "yichuang_staff"

StaffToken = Annotated[str | None, Cookie(alias=COOKIE)]


def _check(sent: str, expected: str) -> None:
    if not hmac.compare_digest(sent.encode(), expected.encode()):
        raise NotAllowedError("csrf")


async def _clerk(database: DatabaseOf, token: StaffToken = None) -> Clerk:
    if not token:
        raise NotAuthenticatedError("not_logged_in")
    async with database.transaction() as session:
        return await staff.clerk_of(session, token)


LoggedInClerk = Annotated[Clerk, Depends(_clerk)]


async def _clerk_with_csrf(clerk: LoggedInClerk, csrf: Annotated[str, Form()] = "") -> Clerk:
    """For anything that changes something: the form must come from our own page."""
    _check(csrf, clerk.csrf)
    return clerk


async def _coordinator(database: DatabaseOf, token: StaffToken = None) -> Coordinator:
    if not token:
        raise NotAuthenticatedError("not_logged_in")
    async with database.transaction() as session:
        return await staff.coordinator_of(session, token)


LoggedInCoordinator = Annotated[Coordinator, Depends(_coordinator)]


async def _coordinator_with_csrf(who: LoggedInCoordinator, csrf: Annotated[str, Form()] = "") -> Coordinator:
    """For anything that changes something: the form must come from our own page."""
    _check(csrf, who.csrf)
    return who


async def _reviewer(database: DatabaseOf, token: StaffToken = None) -> Reviewer:
    if not token:
        raise NotAuthenticatedError("not_logged_in")
    async with database.transaction() as session:
        return await staff.reviewer_of(session, token)


LoggedInReviewer = Annotated[Reviewer, Depends(_reviewer)]


async def _reviewer_with_csrf(who: LoggedInReviewer, csrf: Annotated[str, Form()] = "") -> Reviewer:
    """For anything that changes something: the form must come from our own page."""
    _check(csrf, who.csrf)
    return who


async def _anybody_with_csrf(
    database: DatabaseOf, token: StaffToken = None, csrf: Annotated[str, Form()] = ""
) -> Staff:
    """Any of the staff, from our own page."""
    async with database.transaction() as session:
        who = await staff.staff_of(session, token or "")
    _check(csrf, who.csrf)
    return who


ActingCoordinator = Annotated[Coordinator, Depends(_coordinator_with_csrf)]
ActingReviewer = Annotated[Reviewer, Depends(_reviewer_with_csrf)]
ActingStaff = Annotated[Staff, Depends(_anybody_with_csrf)]
ActingClerk = Annotated[Clerk, Depends(_clerk_with_csrf)]
