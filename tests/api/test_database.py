"""The pool of connections, while the database goes away and comes back."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api import database as module
from api.database import Database


async def pid_of(database: Database) -> int:
    """Which of the server's processes serves a transaction."""
    async with database.transaction() as session:
        return int((await session.execute(text("SELECT pg_backend_pid()"))).scalar_one())


@pytest.fixture
async def severed(database: Database) -> Database:
    """A database whose pool holds two connections that have just been given back, and have died."""
    async with database.transaction() as one, database.transaction() as other:
        await one.execute(text("SELECT 1"))
        await other.execute(text("SELECT 1"))
    ended(database)
    return database


async def test_an_idle_connection_is_used_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SURELY_ALIVE", 0.0)
    assert await pid_of(database) == await pid_of(database)


async def test_a_connection_that_died_while_idle_is_not_used(
    severed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SURELY_ALIVE", 0.0)
    found = await asyncio.gather(*(pid_of(severed) for _ in range(4)))
    assert all(found)


async def test_of_connections_just_given_back_one_failure_is_all_that_is_noticed(
    severed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not tried, for the price; but with the first that fails the pool gives up all."""
    monkeypatch.setattr(module, "_SURELY_ALIVE", 60.0)
    with pytest.raises(OperationalError):
        await pid_of(severed)
    assert await pid_of(severed)


def ended(database: Database) -> None:
    """End every connection to the test's database, as a restart of the server does."""
    with psycopg.connect(database.url, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
