"""What the worker's jobs work with; set once when the worker starts."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from api.bot.client import BotClient
from api.database import Database


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """The worker's database, its HTTP client, and the bot."""

    database: Database
    http: httpx.AsyncClient
    bot: BotClient


_current: list[WorkerContext] = []


def set_worker_context(context: WorkerContext) -> None:
    """Make this the context of all jobs in this process."""
    _current[:] = [context]


def worker_context() -> WorkerContext:
    """The context; IndexError outside a worker."""
    return _current[0]
