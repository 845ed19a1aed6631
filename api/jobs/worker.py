"""The worker process: does the jobs, and takes up again what a killed worker left behind."""

from __future__ import annotations

import contextlib
from functools import partial

import httpx
import structlog

from api.attention import service as attention
from api.audit import service as audit
from api.bot.client import BotClient
from api.cases.deeming import deem_accepted
from api.catalogues.current import keep_following
from api.clock import today
from api.database import Database, now
from api.dialogue import owing
from api.identity import codes
from api.jobs.app import jobs
from api.jobs.context import WorkerContext, set_worker_context
from api.logs import configure_logs
from api.repeating import kept_going
from api.retention import service as retention
from api.settings import settings
from api.wechat import repository as pushes

_CONCURRENCY = 8
_HEARTBEAT_SECONDS = 3.0
_STALLED_SECONDS = 12.0
_SEALING_SECONDS = 2.0
_PURGE_SECONDS = 3600.0
_DAYS_SECONDS = 600.0
_log = structlog.get_logger()


async def run_worker() -> None:
    """Work until stopped."""
    configure_logs()
    database = Database(settings().database_url)
    async with httpx.AsyncClient(timeout=settings().push_timeout) as http, open_jobs():
        bot = BotClient(settings().bot_url, settings().bot_timeout)
        set_worker_context(WorkerContext(database, http, bot))
        beside = (
            _rescue_stalled_jobs,
            partial(keep_following, database),
            partial(_seal_audit_log, database),
            partial(_purge, database),
            partial(_watch_days, database),
        )
        try:
            async with kept_going(*beside):
                await jobs.run_worker_async(
                    concurrency=_CONCURRENCY,
                    delete_jobs="successful",
                    update_heartbeat_interval=_HEARTBEAT_SECONDS,
                    stalled_worker_timeout=_STALLED_SECONDS,
                )
        finally:
            await bot.close()
            await database.close()


def open_jobs() -> contextlib.AbstractAsyncContextManager[object]:
    """The jobs application, connected to our database."""
    import procrastinate  # noqa: PLC0415 - only the worker connects the job queue on its own

    connector = procrastinate.PsycopgConnector(conninfo=settings().database_url)
    jobs.connector = connector
    jobs.job_manager.connector = connector
    return jobs.open_async()


async def _rescue_stalled_jobs() -> float:
    """Give jobs of workers whose heart stopped back to the queue. The receiver recognises the idempotency key."""
    for job in await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
        _log.warning("stalled job taken up again", job=job.id, name=job.task_name)
        await jobs.job_manager.retry_job(job)
    return _HEARTBEAT_SECONDS


async def _seal_audit_log(database: Database) -> float:
    """Chain what was written to the audit log since the last time."""
    async with database.transaction() as session:
        sealed = await audit.seal(session)
    return 0 if sealed else _SEALING_SECONDS


async def _watch_days(database: Database) -> float:
    """What the calendar brings: silence that counts as acceptance, and things owed that have to come soon."""
    async with database.transaction() as session:
        deemed = await deem_accepted(session, today())
    async with database.transaction() as session:
        reminded = await owing.remind(session, today())
    async with database.transaction() as session:
        await attention.take_daily_samples(session, now(), settings().daily_samples)
    if deemed or reminded:
        _log.info("the calendar was looked at", deemed_accepted=len(deemed), reminded=reminded)
    return _DAYS_SECONDS


async def _purge(database: Database) -> float:
    """Erase, some at a time, what is kept longer than `api.retention.rules` allow."""
    async with database.transaction() as session:
        purged = await retention.purge(session, now())
        await codes.forget_old(session)
        await pushes.forget_old(session)
    if purged:
        _log.info("conversations purged", count=purged)
    return 0 if purged else _PURGE_SECONDS
