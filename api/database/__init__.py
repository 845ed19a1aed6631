"""PostgreSQL: connection, transactions, and the embedded server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

__all__ = ["Base", "Database", "now", "raw_connection"]


class Base(DeclarativeBase):
    """The base of all tables."""


class Database:
    """One pool of connections. A request or a job opens one transaction, and commits it at its edge."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,  # an error in the log must not repeat what a citizen said
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends, and rolls back when it raises."""
        async with self._sessions.begin() as session:
            yield session

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def sqlalchemy_url(url: str) -> str:
    """The URL with the driver that we use."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


async def raw_connection(session: AsyncSession) -> Any:
    """The psycopg connection of this transaction, so that a job is deferred inside it."""
    connection = await session.connection()
    raw = await connection.get_raw_connection()
    return raw.driver_connection


def now() -> datetime:
    """The present moment, with its time zone."""
    return datetime.now(UTC)
