"""The only door to the tables of staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.staff.models import StaffSession, StaffUser


async def by_name(session: AsyncSession, name: str) -> StaffUser | None:
    """The account of this name, locked, so that failed log-ins are counted one by one."""
    return await session.scalar(select(StaffUser).where(StaffUser.name == name).with_for_update())


def _is_open(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return StaffSession.expires_at > moment, StaffSession.waits_for_code.is_(False)


async def locked_user(session: AsyncSession, user_id: UUID) -> StaffUser | None:
    """An account by its id, held by this transaction."""
    return await session.get(StaffUser, user_id, with_for_update=True, populate_existing=True)


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


async def end_sessions_of(session: AsyncSession, user_id: UUID, besides: str = "") -> None:
    """End all log-ins of an account, except the one with this token's hash."""
    await session.execute(
        delete(StaffSession).where(StaffSession.user_id == user_id, StaffSession.token_hash != besides)
    )


async def sessions_of(session: AsyncSession, user_id: UUID) -> Sequence[StaffSession]:
    """The log-ins of an account that are open, the newest first."""
    open_ = select(StaffSession).where(StaffSession.user_id == user_id, *_is_open(now()))
    return (await session.scalars(open_.order_by(StaffSession.started_at.desc()))).all()


async def all_with_sessions(session: AsyncSession) -> Sequence[tuple[StaffUser, int]]:
    """Every account by name, with how many log-ins are open."""
    counted = (
        select(StaffUser, func.count(StaffSession.token_hash))
        .outerjoin(StaffSession, and_(StaffSession.user_id == StaffUser.id, *_is_open(now())))
        .group_by(StaffUser.id)
        .order_by(StaffUser.name)
    )
    return [(user, count) for user, count in await session.execute(counted)]
