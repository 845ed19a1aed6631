"""Who is logged in to the console."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Cookie, Depends, Form, Response

from api.dependencies import DatabaseOf
from api.errors import NotAllowedError, NotAuthenticatedError
from api.settings import settings
from api.staff import service as staff
from api.staff.people import Administrator, Clerk, Coordinator, Editor, Reviewer, Staff
from api.staff.service import Login

COOKIE = "yichuang_staff"
_Role = TypeVar("_Role", Clerk, Coordinator, Reviewer, Editor, Administrator)

StaffToken = Annotated[str | None, Cookie(alias=COOKIE)]


def keep_login(response: Response, login: Login) -> None:
    """Give the browser the token of its log-in."""
    response.set_cookie(
        COOKIE, login.token, httponly=True, samesite="strict", secure=settings().secure_cookies, path="/console"
    )


def _check(sent: str, expected: str) -> None:
    if not hmac.compare_digest(sent.encode(), expected.encode()):
        raise NotAllowedError("csrf")


def _logged_in(role: type[_Role]) -> Callable[..., Awaitable[_Role]]:
    """Whoever is logged in with this role; everybody else is refused."""

    async def who_is_there(database: DatabaseOf, token: StaffToken = None) -> _Role:
        if not token:
            raise NotAuthenticatedError("not_logged_in")
        async with database.transaction() as session:
            return await staff.of_role(session, token, role)

    return who_is_there


def _acting(logged_in: Callable[..., Awaitable[_Role]]) -> Callable[..., Awaitable[_Role]]:
    """The same for anything that changes something: the form must come from our own page."""

    async def who_acts(who: Any = Depends(logged_in), csrf: Annotated[str, Form()] = "") -> _Role:
        _check(csrf, who.csrf)
        acting: _Role = who
        return acting

    return who_acts


async def _anybody(database: DatabaseOf, token: StaffToken = None) -> Staff:
    """Any of the staff."""
    async with database.transaction() as session:
        return await staff.staff_of(session, token or "")


async def _anybody_with_csrf(
    database: DatabaseOf, token: StaffToken = None, csrf: Annotated[str, Form()] = ""
) -> Staff:
    """Any of the staff, from our own page."""
    who = await _anybody(database, token)
    _check(csrf, who.csrf)
    return who


_clerk, _coordinator, _reviewer = _logged_in(Clerk), _logged_in(Coordinator), _logged_in(Reviewer)
_clerk_with_csrf, _coordinator_with_csrf = _acting(_clerk), _acting(_coordinator)
_reviewer_with_csrf = _acting(_reviewer)
_editor = _logged_in(Editor)
_editor_with_csrf = _acting(_editor)
_administrator = _logged_in(Administrator)
_administrator_with_csrf = _acting(_administrator)

LoggedInClerk = Annotated[Clerk, Depends(_clerk)]
LoggedInCoordinator = Annotated[Coordinator, Depends(_coordinator)]
LoggedInReviewer = Annotated[Reviewer, Depends(_reviewer)]
ActingClerk = Annotated[Clerk, Depends(_clerk_with_csrf)]
ActingCoordinator = Annotated[Coordinator, Depends(_coordinator_with_csrf)]
ActingReviewer = Annotated[Reviewer, Depends(_reviewer_with_csrf)]
LoggedInEditor = Annotated[Editor, Depends(_editor)]
ActingEditor = Annotated[Editor, Depends(_editor_with_csrf)]
LoggedInAdministrator = Annotated[Administrator, Depends(_administrator)]
ActingAdministrator = Annotated[Administrator, Depends(_administrator_with_csrf)]
LoggedInStaff = Annotated[Staff, Depends(_anybody)]
ActingStaff = Annotated[Staff, Depends(_anybody_with_csrf)]
