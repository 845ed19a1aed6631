"""The audit log: verifying that nothing in it was changed or removed."""

from __future__ import annotations

from typing import Annotated

import typer

from api.audit import service
from api.cli.session import in_transaction

app = typer.Typer(no_args_is_help=True)
_SHOWN = 20


@app.callback()
def audit() -> None:
    """Who has read or written whose data."""


@app.command()
def verify(
    expect: Annotated[
        str, typer.Option(help="A head printed earlier; fails when the chain does not hold it any more.")
    ] = "",
) -> None:
    """Walk the whole chain; exits with 1 where an entry was changed, removed or inserted.

    Prints the head. Note it somewhere else (on paper, in another system): with `--expect` it proves later that the
    end of the log was not cut off.
    """
    verdict = in_transaction(lambda session: service.verify(session, expect or None))
    for each in verdict.breaks[:_SHOWN]:
        typer.secho(f"position {each.position}: {each.reason}", fg=typer.colors.RED, err=True)
    if len(verdict.breaks) > _SHOWN:
        typer.secho(f"and {len(verdict.breaks) - _SHOWN} more", fg=typer.colors.RED, err=True)
    if verdict.overdue:
        typer.secho("Entries wait for the chain for more than five minutes: is a worker running?", err=True)
    typer.echo(f"{verdict.sealed} entries in the chain, {verdict.waiting} waiting. Head: {verdict.head}")
    if verdict.breaks:
        raise typer.Exit(1)
