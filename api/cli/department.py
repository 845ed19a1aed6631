"""Connecting departments."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api.cli.session import fail, in_transaction
from api.departments import repository, service
from forms.loader import default_catalogue

app = typer.Typer(no_args_is_help=True)

DepartmentId = Annotated[str, typer.Argument(help="The department's id, such as scjg; see `department list`.")]


@app.command()
def connect(
    department: DepartmentId,
    push: Annotated[str, typer.Option(help="Deliver tasks to this address by signed HTTP.")] = "",
    *,
    pull: Annotated[bool, typer.Option(help="Let the department fetch its tasks with a key.")] = False,
) -> None:
    """Connect a department by push, by pull, or (with neither) through the console. Prints its credentials once."""
    if department not in default_catalogue().departments:
        raise fail(f"There is no department {department!r}. See: yichuang department list")
    if push and pull:
        raise fail("Choose one of --push and --pull.")
    credentials = in_transaction(
        lambda session: (
            service.connect_push(session, department, push)
            if push
            else service.connect_pull(session, department)
            if pull
            else service.connect_console(session, department)
        )
    )
    shown = {
        "department": credentials.department_id,
        "kind": credentials.kind,
        "key_id": credentials.key_id,
        "secret": credentials.secret,
        "api_key": credentials.api_key,
    }
    typer.echo(json.dumps({name: value for name, value in shown.items() if value}, ensure_ascii=False, indent=2))


@app.command("list")
def list_() -> None:
    """Every department of the catalogue, and how it is connected."""
    connections = {c.department_id: c for c in in_transaction(repository.connections)}
    for department in default_catalogue().departments.values():
        found = connections.get(department.id)
        how = f"{found.kind} {found.url or ''}" if found else "console"
        typer.echo(f"{department.id:6} {department.name}  {how}")
