"""The database for commands that work on a running installation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues.current import published_catalogue
from api.cli.running import database
from api.database import Database
from api.settings import settings
from forms.model import Department

_T = TypeVar("_T")


def in_transaction(work: Callable[[AsyncSession], Awaitable[_T]]) -> _T:
    """Do some work in one transaction, on the running database or on one started for it."""

    async def worked(opened: Database) -> _T:
        async with opened.transaction() as session:
            return await work(session)

    return on_database(worked)


def on_database(work: Callable[[Database], Awaitable[_T]]) -> _T:
    """Do some work on the running database, or on one started for it, in as many transactions as it likes."""
    running = settings().var_folder / "database.url"
    if settings().database_url or not running.exists():
        with database(settings()) as (url, _embedded):
            return asyncio.run(_work(url, work))
    return asyncio.run(_work(running.read_text(encoding="utf-8"), work))


async def _work(url: str, work: Callable[[Database], Awaitable[_T]]) -> _T:
    opened = Database(url, pool_size=1)
    try:
        return await work(opened)
    finally:
        await opened.close()


async def known_department(session: AsyncSession, department_id: str) -> Department:
    """A department of the published catalogue; raises what ends the command where there is none of this id."""
    departments = (await published_catalogue(session)).departments
    if department_id not in departments:
        raise fail(f"There is no department {department_id!r}. See: yichuang department list")
    return departments[department_id]


def fail(message: str) -> typer.Exit:
    """Print a message to standard error; raise what this returns."""
    typer.secho(message, fg=typer.colors.RED, err=True)
    return typer.Exit(1)
