"""The only door to the tables of departments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.departments.models import Connection, UsedNonce


async def connection(session: AsyncSession, department_id: str) -> Connection | None:
    """The department's connection, if one was set up."""
    return await session.get(Connection, department_id)


async def connections(session: AsyncSession) -> Sequence[Connection]:
    """All connections."""
    return (await session.scalars(select(Connection).order_by(Connection.department_id))).all()


async def by_key_id(session: AsyncSession, key_id: str) -> Connection | None:
    """The connection that signs with this key, or did before its last rotation."""
    either = or_(Connection.key_id == key_id, Connection.previous_key_id == key_id)
    return await session.scalar(select(Connection).where(either))


async def by_api_key_hash(session: AsyncSession, api_key_hash: str) -> Connection | None:
    """The connection that pulls with this key."""
    return await session.scalar(select(Connection).where(Connection.api_key_hash == api_key_hash))


async def save(session: AsyncSession, connection: Connection) -> None:
    """Set up or replace a connection."""
    await session.merge(connection)


async def use_nonce(session: AsyncSession, key_id: str, nonce: str) -> bool:
    """Mark a nonce as used; False if it was used before."""
    used = await session.execute(
        insert(UsedNonce).values(key_id=key_id, nonce=nonce).on_conflict_do_nothing().returning(UsedNonce.nonce)
    )
    return used.scalar_one_or_none() is not None


async def forget_nonces(session: AsyncSession, before: datetime) -> None:
    """Drop nonces that are too old to be replayed anyway."""
    await session.execute(delete(UsedNonce).where(UsedNonce.used_at < before))
