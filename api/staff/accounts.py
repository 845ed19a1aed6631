"""Keeping the accounts of staff: who there is, what they may do, and how somebody gets in again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.errors import ConflictError, NotFoundError, UnprocessableError
from api.staff import passwords, repository, second_factor
from api.staff.models import StaffUser
from api.staff.people import ROLES


async def save_clerk(session: AsyncSession, name: str, password: str, department_id: str) -> None:
    """Make a clerk's account, or give it a new password; a new password ends all its log-ins."""
    await save(session, name, password, "clerk", department_id)


async def save_coordinator(session: AsyncSession, name: str, password: str) -> None:
    """Make a coordinator's account, or give it a new password; a new password ends all its log-ins."""
    await save(session, name, password, "coordinator")


async def save_reviewer(session: AsyncSession, name: str, password: str) -> None:
    """Make a reviewer's account, or give it a new password; a new password ends all its log-ins."""
    await save(session, name, password, "reviewer")


async def save_editor(session: AsyncSession, name: str, password: str) -> None:
    """Make an account of an editor of the catalogue, or give it a new password; that ends all its log-ins."""
    await save(session, name, password, "editor")


async def save_administrator(session: AsyncSession, name: str, password: str) -> None:
    """Make an administrator's account, or give it a new password; a new password ends all its log-ins."""
    await save(session, name, password, "administrator")


async def save(
    session: AsyncSession, name: str, password: str, role: str, department_id: str | None = None
) -> StaffUser:
    """Make an account, or give it this password and role.

    A new password ends all its log-ins, unlocks it and opens it again; the second factor stays. Raises
    UnprocessableError for a short password, an empty name or a role without what it needs.
    """
    name = name.strip()
    if not name or role not in ROLES or (role == "clerk") != (department_id is not None):
        raise UnprocessableError("bad_account")
    password_hash = passwords.hashed(password)
    known = await repository.by_name(session, name)
    if known is None:
        made = StaffUser(name=name, password_hash=password_hash, role=role, department_id=department_id)
        repository.add(session, made)
        return made
    known.password_hash, known.role, known.department_id = password_hash, role, department_id
    known.failed_logins, known.locked_until, known.disabled_at = 0, None, None
    await repository.end_sessions_of(session, known.id)
    return known


async def create(session: AsyncSession, name: str, role: str, department_id: str | None) -> str:
    """Make a new account; returns the password to begin with. Raises ConflictError when the name is taken."""
    if await repository.by_name(session, name.strip()) is not None:
        raise ConflictError("name_taken", name=name.strip())
    password = passwords.made_up()
    await save(session, name, password, role, department_id)
    return password


async def all_accounts(session: AsyncSession) -> Sequence[tuple[StaffUser, int]]:
    """Every account by name, with how many log-ins are open."""
    return await repository.all_with_sessions(session)


async def names_of(session: AsyncSession, role: str) -> list[str]:
    """Who has this role and may log in, by name."""
    return [user.name for user, _ in await all_accounts(session) if user.role == role and user.disabled_at is None]


async def new_password(session: AsyncSession, user_id: UUID) -> tuple[str, str]:
    """Give an account a made-up password; returns name and password. Ends its log-ins and unlocks it."""
    user = await _account(session, user_id)
    password = passwords.made_up()
    await save(session, user.name, password, user.role, user.department_id)
    return user.name, password


def change_own_password(user: StaffUser, old: str, new: str) -> None:
    """Somebody changes their own password; raises UnprocessableError when the old one is wrong or the new too short."""
    if not passwords.verifies(user.password_hash, old):
        raise UnprocessableError("wrong_old_password")
    user.password_hash = passwords.hashed(new)


async def disable(session: AsyncSession, user_id: UUID, by: str) -> str:
    """Nobody logs in with this account from now on; returns its name. Raises ConflictError for one's own."""
    user = await _account(session, user_id)
    if user.name == by:
        raise ConflictError("own_account")
    user.disabled_at = now()
    await repository.end_sessions_of(session, user.id)
    return user.name


async def enable(session: AsyncSession, user_id: UUID) -> str:
    """The account may log in again, also when it was locked; returns its name."""
    user = await _account(session, user_id)
    user.disabled_at = user.locked_until = None
    user.failed_logins = 0
    return user.name


async def end_sessions(session: AsyncSession, user_id: UUID) -> str:
    """End all log-ins of an account; returns its name."""
    user = await _account(session, user_id)
    await repository.end_sessions_of(session, user.id)
    return user.name


async def drop_second_factor(session: AsyncSession, user_id: UUID) -> str:
    """For somebody who has lost their telephone: the password alone opens the account again. Returns its name."""
    user = await _account(session, user_id)
    user.totp_secret = None
    await repository.end_sessions_of(session, user.id)
    return user.name


def set_second_factor(user: StaffUser, secret: str, code: str) -> None:
    """From now on the log-in wants a code; raises UnprocessableError when the code is not one of this secret.

    Raises ConflictError where there is one already: whoever has found an open log-in could put their own in its place.
    """
    if user.totp_secret is not None:
        raise ConflictError("second_factor_set")
    if not second_factor.is_long_enough(secret) or not second_factor.matches(secret, code):
        raise UnprocessableError("bad_code")
    user.totp_secret = secret


async def _account(session: AsyncSession, user_id: UUID) -> StaffUser:
    user = await repository.locked_user(session, user_id)
    if user is None:
        raise NotFoundError("no_account")
    return user
