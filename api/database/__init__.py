"""PostgreSQL: connection, transactions, and the embedded server."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

__all__ = ["Base", "Database", "now", "raw_connection"]


_IDLE_SINCE = "idle since"
_SURELY_ALIVE = 1.0
"""Seconds after which a connection that was given back is tried before it is used."""


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
            hide_parameters=True,  # an error in the log must not repeat what a citizen said
        )
        _try_idle_connections(self.engine)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        unheld = self.engine.execution_options(isolation_level="AUTOCOMMIT")  # the same pool
        self._readers = async_sessionmaker(unheld, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, *, writes_last: bool = False) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends, and rolls back when it raises.

        With `writes_last` all that is written goes to the database in the end, in one go; what is read before does not
        see it.
        """
        async with self._sessions.begin() as session:
            session.sync_session.autoflush = not writes_last
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads, without a transaction: each statement sees what is committed by then."""
        async with self._readers() as session:
            yield session

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def _try_idle_connections(engine: AsyncEngine) -> None:
    """See that a connection still lives before it is used again, as `pool_pre_ping` does; not one just given back.

    A turn takes a connection three times within milliseconds, and a database that has gone is noticed by any of them.
    """
    pool, dialect = engine.sync_engine.pool, engine.sync_engine.dialect

    def given_back(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_IDLE_SINCE] = time.monotonic()

    def taken(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        idle_since = record.info.get(_IDLE_SINCE)  # a new one has never been idle
        if idle_since is None or time.monotonic() - idle_since < _SURELY_ALIVE:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(pool, "checkin", given_back)
    event.listen(pool, "checkout", taken)


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
