"""One database role for each department: what the department may read is decided by PostgreSQL, not only by our code.

The role of a department belongs to the group `yichuang_departments`, which may read tasks, their history, and files;
the policies of migration 0009 let every member see only its own. A city may also give a department a login of its own:
`GRANT yichuang_scjg TO their_login`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Iterable

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

GROUP = "yichuang_departments"
PREFIX = "yichuang_"
_ID = re.compile(r"[a-z0-9_]{1,40}")


def role_of(department_id: str) -> str:
    """The role of a department; raises ValueError for an id that cannot be part of a role's name."""
    if not _ID.fullmatch(department_id):
        message = f"{department_id!r} cannot be part of a role's name"
        raise ValueError(message)
    return f"{PREFIX}{department_id}"


async def keep_roles(session: AsyncSession, department_ids: Iterable[str]) -> None:
    """Make the roles of these departments, where they are missing; for that the database's user needs CREATEROLE."""
    wanted = {role_of(each) for each in department_ids}
    known = await session.scalars(
        text("SELECT rolname FROM pg_roles WHERE rolname LIKE :prefix"), {"prefix": f"{PREFIX}%"}
    )
    for role in sorted(wanted - set(known)):
        # Another process, or another database of the same server, may make it at the same moment.
        await session.execute(text(_MAKE.format(role=role, group=GROUP)))


_MAKE = """
DO $$ BEGIN
    CREATE ROLE {role} NOLOGIN;
    GRANT {group} TO {role};
    GRANT {role} TO CURRENT_USER;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""


@contextlib.asynccontextmanager
async def acting_for(session: AsyncSession, department_id: str) -> AsyncIterator[None]:
    """Within the block the transaction reads as this department, and can write nothing."""
    await session.flush()
    await session.execute(text(f"SET LOCAL ROLE {role_of(department_id)}"))
    try:
        yield
    finally:
        # After an error the transaction is to be rolled back, which resets the role as well.
        with contextlib.suppress(DBAPIError):
            await session.execute(text("RESET ROLE"))
