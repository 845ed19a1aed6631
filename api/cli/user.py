"""Staff accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.session import fail, in_transaction
from api.staff import service
from forms.loader import default_catalogue

app = typer.Typer(no_args_is_help=True)
_SHORTEST_PASSWORD = 10


@app.callback()
def accounts() -> None:
    """Accounts of people who work in the console."""


@app.command()
def add(
    name: str,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    department: Annotated[str, typer.Option(help="The department whose tasks they work on.")] = "",
    *,
    coordinator: Annotated[bool, typer.Option("--coordinator", help="They mediate between departments.")] = False,
) -> None:
    """Make an account of a clerk or a coordinator, or give it a new password."""
    if coordinator == bool(department):
        raise fail("Say either --department DEPARTMENT or --coordinator.")
    if department and department not in default_catalogue().departments:
        raise fail(f"There is no department {department!r}. See: yichuang department list")
    if len(password) < _SHORTEST_PASSWORD:
        raise fail(f"The password needs at least {_SHORTEST_PASSWORD} characters.")
    if coordinator:
        in_transaction(lambda session: service.save_coordinator(session, name, password))
        typer.echo(f"{name} may now log in at /console as a coordinator.")
        return
    in_transaction(lambda session: service.save_clerk(session, name, password, department))
    typer.echo(f"{name} may now log in at /console for {default_catalogue().departments[department].name}.")
