"""Log-ins of staff: a password, a second factor where there is one, and sessions that can be ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.errors import NotAuthenticatedError
from api.staff import passwords, repository, second_factor
from api.staff.models import StaffSession, StaffUser
from api.staff.people import Administrator, Clerk, Coordinator, Editor, Reviewer, Staff

_SESSION = timedelta(hours=10)
_TO_GIVE_CODE = timedelta(minutes=5)
_MAX_FAILURES = 5
_LOCK = timedelta(minutes=15)
_LONGEST_BROWSER = 200
_Role = TypeVar("_Role", Clerk, Coordinator, Reviewer, Editor, Administrator)


@dataclass(frozen=True, slots=True)
class Login:
    """A fresh log-in: the token for the cookie, and whether the second factor is still wanted."""

    token: str
    waits_for_code: bool = False


async def log_in(session: AsyncSession, name: str, password: str, browser: str = "") -> Login | NotAuthenticatedError:
    """Check a password. The refusal is returned, not raised, so that the failed attempt is kept."""
    user = await repository.by_name(session, name)
    if user is not None and (refusal := _locked(user)) is not None:
        return refusal
    right = passwords.verifies(user.password_hash if user else None, password)
    if user is None or not right or user.disabled_at is not None:
        if user is not None:
            _count_failure(user)
        return NotAuthenticatedError("bad_login")
    return _begin(session, user, browser)


def _begin(session: AsyncSession, user: StaffUser, browser: str) -> Login:
    """Open a session for somebody who has shown who they are; with a second factor it opens nothing yet."""
    waits = user.totp_secret is not None
    if not waits:
        _logged_in(user)
    token = secrets.token_urlsafe(32)
    repository.add(
        session,
        StaffSession(
            token_hash=_hash(token),
            user_id=user.id,
            csrf=secrets.token_urlsafe(24),
            browser=browser[:_LONGEST_BROWSER],
            waits_for_code=waits,
            expires_at=now() + (_TO_GIVE_CODE if waits else _SESSION),
        ),
    )
    return Login(token, waits)


async def log_in_vouched(session: AsyncSession, name: str, browser: str = "") -> Login | NotAuthenticatedError:
    """Log in whom the staff's identity provider vouches for; a second factor of the account is still wanted.

    The account has to be there: the provider says who somebody is, the administrator what they may do.
    """
    user = await repository.by_name(session, name)
    if user is None or user.disabled_at is not None:
        return NotAuthenticatedError("no_such_staff", name=name)
    return _locked(user) or _begin(session, user, browser)


async def give_code(session: AsyncSession, token: str, code: str) -> NotAuthenticatedError | None:
    """The second step of a log-in; returns the refusal. Wrong codes count like wrong passwords."""
    found = await repository.staff_session(session, _hash(token))
    user = await repository.locked_user(session, found.user_id) if found and found.expires_at > now() else None
    if found is None or user is None or not found.waits_for_code or user.disabled_at is not None:
        return NotAuthenticatedError("not_logged_in")
    if (refusal := _locked(user)) is not None:
        return refusal
    if not second_factor.use(user, code):
        _count_failure(user)
        return NotAuthenticatedError("bad_code")
    found.waits_for_code, found.expires_at = False, now() + _SESSION
    _logged_in(user)
    return None


async def of_role(session: AsyncSession, token: str, role: type[_Role]) -> _Role:
    """Who of this role this log-in is; raises NotAuthenticatedError when it has ended or is somebody else's."""
    who = await staff_of(session, token)
    if not isinstance(who, role):
        raise NotAuthenticatedError("not_logged_in")
    return who


async def staff_of(session: AsyncSession, token: str) -> Staff:
    """Who this log-in is; raises NotAuthenticatedError when it has ended."""
    user, found = await _of_token(session, token)
    if user.role == "coordinator":
        return Coordinator(user.name, found.csrf)
    if user.role == "reviewer":
        return Reviewer(user.name, found.csrf)
    if user.role == "editor":
        return Editor(user.name, found.csrf)
    if user.role == "administrator":
        return Administrator(user.name, found.csrf)
    if user.department_id is None:
        raise NotAuthenticatedError("not_logged_in")
    return Clerk(user.name, found.csrf, user.department_id)


async def user_of(session: AsyncSession, token: str) -> StaffUser:
    """The account of this log-in; raises NotAuthenticatedError when it has ended."""
    return (await _of_token(session, token))[0]


async def sessions_of(session: AsyncSession, token: str) -> tuple[StaffSession, Sequence[StaffSession]]:
    """The log-in with this token and the others of the same account, the newest first."""
    user, own = await _of_token(session, token)
    everywhere = await repository.sessions_of(session, user.id)
    return own, [each for each in everywhere if each.token_hash != own.token_hash]


async def end_others(session: AsyncSession, token: str) -> None:
    """End all log-ins of the account except this one."""
    user, own = await _of_token(session, token)
    await repository.end_sessions_of(session, user.id, besides=own.token_hash)


async def log_out(session: AsyncSession, token: str) -> None:
    """End this log-in."""
    await repository.end_session(session, _hash(token))


async def _of_token(session: AsyncSession, token: str) -> tuple[StaffUser, StaffSession]:
    found = await repository.staff_session(session, _hash(token))
    usable = found is not None and found.expires_at > now() and not found.waits_for_code
    user = await repository.user(session, found.user_id) if found and usable else None
    if found is None or user is None or user.disabled_at is not None:
        raise NotAuthenticatedError("not_logged_in")
    return user, found


def _logged_in(user: StaffUser) -> None:
    user.failed_logins, user.last_login_at = 0, now()


def _locked(user: StaffUser) -> NotAuthenticatedError | None:
    if user.locked_until is None or user.locked_until <= now():
        return None
    return NotAuthenticatedError("too_many_logins", minutes=str(int(_LOCK.total_seconds() // 60)))


def _count_failure(user: StaffUser) -> None:
    user.failed_logins += 1
    if user.failed_logins >= _MAX_FAILURES:
        user.failed_logins, user.locked_until = 0, now() + _LOCK


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
