"""A database of a benchmark's own, beside the one that runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from sqlalchemy import text

from api.catalogues.service import keep_current
from api.database import Database
from api.migrations import migrate


@asynccontextmanager
async def own_database(url: str, name: str) -> AsyncIterator[Database]:
    """An empty database with all tables on the server of this one; dropped in the end."""
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(drop)
        server.execute(f"CREATE DATABASE {name}".encode())
    own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    await asyncio.to_thread(migrate, own)
    database = Database(own, pool_size=2)
    try:
        async with database.transaction() as session:
            await keep_current(session)
        yield database
    finally:
        await database.close()
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(drop)


async def analyse(database: Database) -> None:
    """Tell the server's planner what is in the tables."""
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("ANALYZE"))
