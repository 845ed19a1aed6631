"""Accounts and log-ins of staff."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.errors import NotAuthenticatedError
from api.staff import repository
from api.staff.models import StaffSession, StaffUser

_hasher = PasswordHasher()
_SESSION = timedelta(hours=10)
_MAX_FAILURES = 5
_LOCK = timedelta(minutes=15)
# Verified when the name is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY = _hasher.hash(secrets.token_urlsafe())


@dataclass(frozen=True, slots=True)
class Login:
    """A fresh log-in: the token for the cookie."""

    token: str


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who is working, for which department."""

    name: str
    department_id: str
    csrf: str


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who mediates between departments; they see no personal data."""

    name: str
    csrf: str

    @property
    def actor(self) -> str:
        """How they stand in the records."""
        return f"coordinator/{self.name}"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who watches over conversations and takes them over."""

    name: str
    csrf: str

    @property
    def actor(self) -> str:
        """How they stand in the records."""
        return f"reviewer/{self.name}"


Staff = Clerk | Coordinator | Reviewer
_Role = TypeVar("_Role", Clerk, Coordinator, Reviewer)


async def save_clerk(session: AsyncSession, name: str, password: str, department_id: str) -> None:
    """Make a clerk's account, or give it a new password; a new password ends all its log-ins."""
    await _save(session, name, password, "clerk", department_id)


async def save_coordinator(session: AsyncSession, name: str, password: str) -> None:
    """Make a coordinator's account, or give it a new password; a new password ends all its log-ins."""
    await _save(session, name, password, "coordinator", None)


async def save_reviewer(session: AsyncSession, name: str, password: str) -> None:
    """Make a reviewer's account, or give it a new password; a new password ends all its log-ins."""
    await _save(session, name, password, "reviewer", None)


async def _save(session: AsyncSession, name: str, password: str, role: str, department_id: str | None) -> None:
    known = await repository.by_name(session, name)
    if known is None:
        made = StaffUser(name=name, password_hash=_hasher.hash(password), role=role, department_id=department_id)
        repository.add(session, made)
        return
    known.password_hash, known.role, known.department_id = _hasher.hash(password), role, department_id
    known.failed_logins, known.locked_until = 0, None
    await repository.end_sessions_of(session, known.id)


async def log_in(session: AsyncSession, name: str, password: str) -> Login | NotAuthenticatedError:
    """Check a password. The refusal is returned, not raised, so that the failed attempt is kept."""
    user = await repository.by_name(session, name)
    if user is not None and user.locked_until is not None and user.locked_until > now():
        return NotAuthenticatedError("too_many_logins", minutes=str(int(_LOCK.total_seconds() // 60)))
    if not _verifies(user.password_hash if user else _NOBODY, password) or user is None:
        if user is not None:
            _count_failure(user)
        return NotAuthenticatedError("bad_login")
    user.failed_logins = 0
    token = secrets.token_urlsafe(32)
    repository.add(
        session,
        StaffSession(
            token_hash=_hash(token), user_id=user.id, csrf=secrets.token_urlsafe(24), expires_at=now() + _SESSION
        ),
    )
    return Login(token)


async def of_role(session: AsyncSession, token: str, role: type[_Role]) -> _Role:
    """Who of this role this log-in is; raises NotAuthenticatedError when it has ended or is somebody else's."""
    who = await staff_of(session, token)
    if not isinstance(who, role):
        raise NotAuthenticatedError("not_logged_in")
    return who


async def staff_of(session: AsyncSession, token: str) -> Staff:
    """Who this log-in is; raises NotAuthenticatedError when it has ended."""
    found = await repository.staff_session(session, _hash(token))
    user = await repository.user(session, found.user_id) if found and found.expires_at > now() else None
    if found is None or user is None:
        raise NotAuthenticatedError("not_logged_in")
    if user.role == "coordinator":
        return Coordinator(user.name, found.csrf)
    if user.role == "reviewer":
        return Reviewer(user.name, found.csrf)
    if user.department_id is None:
        raise NotAuthenticatedError("not_logged_in")
    return Clerk(user.name, user.department_id, found.csrf)


async def log_out(session: AsyncSession, token: str) -> None:
    """End this log-in."""
    await repository.end_session(session, _hash(token))


def _count_failure(user: StaffUser) -> None:
    user.failed_logins += 1
    if user.failed_logins >= _MAX_FAILURES:
        user.failed_logins, user.locked_until = 0, now() + _LOCK


def _verifies(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
