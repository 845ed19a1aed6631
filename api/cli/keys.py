"""The keys with which personal data is encrypted."""

from __future__ import annotations

import asyncio

import typer
from rich.progress import Progress

from api.cli.session import fail, on_database
from api.database import Database
from api.database.rotation import count_older, rewrap
from api.keys import UnusableKeyError, add_key, key_id, secret_keys

app = typer.Typer(no_args_is_help=True)


@app.callback()
def keys() -> None:
    """The keys with which personal data is encrypted."""


@app.command()
def rotate() -> None:
    """Make a new master key, and wrap everything that is stored under it. The system may go on running.

    With the keys in YICHUANG_DATA_KEY put the new one first yourself, restart, and run `keys rewrap`.
    """
    try:
        new = add_key("data")
    except UnusableKeyError as error:
        raise fail(f"The keys come from the environment: {error}. Then run: yichuang keys rewrap") from error
    typer.echo(f"New master key {key_id(new).hex()}.")
    on_database(_rewrap)


@app.command("rewrap")
def rewrap_() -> None:
    """Wrap everything that is stored under the newest master key; goes on where it was stopped."""
    on_database(_rewrap)


@app.command("list")
def list_() -> None:
    """The master keys by their ids, the newest first. The keys themselves are never shown."""
    for key in secret_keys("data"):
        typer.echo(key_id(key).hex())


async def _rewrap(database: Database) -> None:
    async with database.transaction() as session:
        older = await count_older(session)
    with Progress(transient=True) as progress:
        bar = progress.add_task("wrapping", total=older)
        async for done in rewrap(database):
            progress.advance(bar, done)
            await asyncio.sleep(0)
    async with database.transaction() as session:
        left = await count_older(session)
    typer.echo(f"{older - left} values are under the newest key, {left} are left.")
    if not left:
        typer.echo("Older keys are only needed for older backups.")
