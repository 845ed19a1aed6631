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
    reviewer: Annotated[bool, typer.Option("--reviewer", help="They watch over conversations.")] = False,
) -> None:
    """Make an account of a clerk, a coordinator or a reviewer, or give it a new password."""
    if [bool(department), coordinator, reviewer].count(True) != 1:
        raise fail("Say one of --department DEPARTMENT, --coordinator and --reviewer.")
    if department and department not in default_catalogue().departments:
        raise fail(f"There is no department {department!r}. See: yichuang department list")
    if len(password) < _SHORTEST_PASSWORD:
        raise fail(f"The password needs at least {_SHORTEST_PASSWORD} characters.")
    if coordinator or reviewer:
        save = service.save_coordinator if coordinator else service.save_reviewer
        in_transaction(lambda session: save(session, name, password))
        typer.echo(f"{name} may now log in at /console as a {'coordinator' if coordinator else 'reviewer'}.")
        return
    in_transaction(lambda session: service.save_clerk(session, name, password, department))
    typer.echo(f"{name} may now log in at /console for {default_catalogue().departments[department].name}.")
