"""A new master key: everything that is sealed gets its data key wrapped anew, while the system runs."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database
from api.database.sealing import HEAD, SEALED, rewrapped
from api.keys import key_id, secret_keys

_AT_ONCE = 200


async def count_older(session: AsyncSession) -> int:
    """How many values are not under the newest master key."""
    newest = key_id(secret_keys("data")[0])
    total = 0
    for table, column in _columns():
        counted = await session.execute(
            text(f"SELECT count(*) FROM {table} WHERE substring({column} FROM 2 FOR 8) <> :newest"),  # noqa: S608
            {"newest": newest},
        )
        total += int(counted.scalar_one())
    return total


async def rewrap(database: Database) -> AsyncIterator[int]:
    """Wrap everything under the newest master key, some rows in each transaction; yields how many were done.

    It may be stopped and begun again. A row that somebody changes meanwhile is left to the next round.
    """
    newest = key_id(secret_keys("data")[0])
    for table, column in _columns():
        while True:
            async with database.transaction() as session:
                done = await _rewrap_some(session, table, column, newest)
            if not done:
                break
            yield done


async def _rewrap_some(session: AsyncSession, table: str, column: str, newest: bytes) -> int:
    """Only the heads travel: a file of many megabytes stays where it is. Names of tables and columns are our own."""
    rows = await session.execute(
        text(
            f"SELECT ctid::text, substring({column} FROM 1 FOR {HEAD}) FROM {table}"  # noqa: S608
            f" WHERE substring({column} FROM 2 FOR 8) <> :newest LIMIT {_AT_ONCE} FOR UPDATE SKIP LOCKED"
        ),
        {"newest": newest},
    )
    changes = [
        {"row": row, "head": changed} for row, head in rows.all() if (changed := rewrapped(bytes(head))) is not None
    ]
    if changes:
        await session.execute(
            text(
                f"UPDATE {table} SET {column} = CAST(:head AS bytea) || substring({column} FROM {HEAD + 1})"  # noqa: S608
                " WHERE ctid = CAST(:row AS tid)"
            ),
            changes,
        )
    return len(changes)


def _columns() -> list[tuple[str, str]]:
    return [(table, column) for table, columns in SEALED.items() for column in columns]
