"""The only door to the tables of staff."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.staff.models import StaffSession, StaffUser


async def by_name(session: AsyncSession, name: str) -> StaffUser | None:
    """The account of this name, locked, so that failed log-ins are counted one by one."""
    return await session.scalar(select(StaffUser).where(StaffUser.name == name).with_for_update())


async def user(session: AsyncSession, user_id: UUID) -> StaffUser | None:
    """An account by its id."""
    return await session.get(StaffUser, user_id)


async def staff_session(session: AsyncSession, token_hash: str) -> StaffSession | None:
    """The log-in with this token."""
    return await session.get(StaffSession, token_hash)


def add(session: AsyncSession, entity: StaffUser | StaffSession) -> None:
    """Store with this transaction."""
    session.add(entity)


async def end_session(session: AsyncSession, token_hash: str) -> None:
    """End one log-in."""
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


async def end_sessions_of(session: AsyncSession, user_id: UUID) -> None:
    """End all log-ins of an account."""
    await session.execute(delete(StaffSession).where(StaffSession.user_id == user_id))
