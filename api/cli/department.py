"""Connecting departments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import httpx
import typer
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import service as cases
from api.catalogues.current import published_catalogue
from api.cli.session import fail, in_transaction, known_department
from api.departments import repository, service
from api.departments.conformance import Conformance, sample_task
from api.departments.service import Credentials
from api.errors import NotFoundError
from api.packs.service import pack
from api.settings import settings

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
    if push and pull:
        raise fail("Choose one of --push and --pull.")

    async def work(session: AsyncSession) -> Credentials:
        await known_department(session, department)
        if push:
            return await service.connect_push(session, department, push)
        connecting = service.connect_pull if pull else service.connect_console
        return await connecting(session, department)

    credentials = in_transaction(work)
    shown = {
        "department": credentials.department_id,
        "kind": credentials.kind,
        "key_id": credentials.key_id,
        "secret": credentials.secret,
        "api_key": credentials.api_key,
    }
    typer.echo(json.dumps({name: value for name, value in shown.items() if value}, ensure_ascii=False, indent=2))


@app.command()
def rotate(
    department: DepartmentId,
    days: Annotated[float, typer.Option(help="For how many days its old key is still taken.")] = 7.0,
) -> None:
    """Give a department that is pushed to a new key. Prints it once; its old key is taken for some days more."""
    try:
        credentials = in_transaction(lambda session: service.rotate(session, department, days))
    except NotFoundError as error:
        raise fail(f"Nothing is pushed to {department!r}. See: yichuang department list") from error
    shown = {"department": department, "key_id": credentials.key_id, "secret": credentials.secret}
    typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))


@app.command()
def undelivered() -> None:
    """Tasks that their department's system has not taken: how often it was tried, why it failed, what was given up."""
    found = in_transaction(cases.undelivered)
    for task, given_up in found:
        state = "GIVEN UP" if given_up else "retrying"
        typer.echo(f"{task.id}  {task.department_id:6} {state}  {task.delivery_attempts} tries  {task.delivery_error}")
    if not found:
        typer.echo("Everything was delivered.")


@app.command()
def resend(
    task: Annotated[str, typer.Argument(help="The task's id; without one, all that were given up.")] = "",
) -> None:
    """Deliver tasks again that were given up, once their department's system works."""
    try:
        wanted = [UUID(task)] if task else None
    except ValueError as error:
        raise fail(f"{task!r} is no id of a task. See: yichuang department undelivered") from error
    sent = in_transaction(lambda session: cases.resend(session, wanted))
    typer.echo(f"{sent} task(s) will be delivered again.")


@app.command("export")
def export(
    department: DepartmentId,
    to: Annotated[Path, typer.Option(help="The zip file to write.")] = Path("tasks.zip"),
) -> None:
    """Write a department's open tasks into a zip file: a table (CSV), a sheet for each (PDF), and the files."""

    async def work(session: AsyncSession) -> bytes:
        await known_department(session, department)
        return await pack(session, department, "operator")

    to.write_bytes(in_transaction(work))
    typer.echo(f"{to} is written.")


@app.command()
def check(
    url: Annotated[str, typer.Argument(help="Where the department takes tasks, as in `connect --push`.")],
    department: Annotated[
        str, typer.Option(help="Whose tasks it takes; by default the one connected to this address.")
    ] = "",
    key_id: Annotated[str, typer.Option(help="The key id to sign with; by default that of the connection.")] = "",
    secret: Annotated[str, typer.Option(help="The secret to sign with; by default that of the connection.")] = "",
) -> None:
    """Try a department's own system: tasks, repetitions, forgeries, replays, withdrawals; exits with 1 if it errs.

    It sends a made-up task whose case number begins with TEST.
    """
    url = url.rstrip("/")
    if not (key_id and secret and department):
        known = next((c for c in in_transaction(repository.connections) if c.url == url), None)
        if known is None:
            raise fail(f"No department is connected to {url}. Give --department, --key-id and --secret.")
        department, key_id, secret = department or known.department_id, known.key_id or "", known.secret or ""
    catalogue = in_transaction(published_catalogue)
    if department not in catalogue.departments:
        raise fail(f"There is no department {department!r}. See: yichuang department list")
    try:
        task = sample_task(catalogue, department, f"{settings().own_url}/api/v1/department")
    except ValueError as error:
        raise fail(f"There is nothing to try: {error}.") from error
    wrong = 0
    with httpx.Client(timeout=settings().push_timeout) as http:
        for finding in Conformance(http, url, key_id, secret, task).findings():
            mark, colour = ("ok   ", typer.colors.GREEN) if finding.passed else ("WRONG", typer.colors.RED)
            typer.echo(f"{typer.style(mark, fg=colour)}  {finding.what}: {finding.seen}")
            if not finding.passed:
                wrong += 1
                typer.echo(f"       {finding.advice}")
    typer.echo(f"Case {task['case_no']} was a test; delete it there." if not wrong else f"{wrong} to be mended.")
    if wrong:
        raise typer.Exit(1)


@app.command("list")
def list_() -> None:
    """Every department of the catalogue, and how it is connected."""
    connections = {c.department_id: c for c in in_transaction(repository.connections)}
    for department in in_transaction(published_catalogue).departments.values():
        found = connections.get(department.id)
        how = f"{found.kind} {found.url or ''}" if found else "console"
        typer.echo(f"{department.id:6} {department.name}  {how}")
