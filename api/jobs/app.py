"""The Procrastinate application. Jobs are registered in `api.jobs.tasks`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import procrastinate
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import raw_connection

jobs = procrastinate.App(connector=procrastinate.PsycopgConnector(), import_paths=["api.jobs.tasks"])


async def defer(session: AsyncSession, name: str, *, lock: str | None = None, **arguments: Any) -> None:
    """Put a job into the queue within this transaction: it exists if and only if the transaction commits."""
    connection = await raw_connection(session)
    deferrer = jobs.configure_task(name, connection=connection, lock=lock, allow_unknown=True)
    await deferrer.defer_async(**arguments)


async def defer_all(session: AsyncSession, name: str, by_lock: Mapping[str, Mapping[str, Any]]) -> None:
    """Put several jobs of one kind into the queue at once within this transaction, each with its lock and arguments."""
    deferrer = jobs.configure_task(name, allow_unknown=True)
    each = [deferrer.make_new_job(**arguments).evolve(lock=lock) for lock, arguments in by_lock.items()]
    await jobs.job_manager.batch_defer_jobs_async(each, connection=await raw_connection(session))
