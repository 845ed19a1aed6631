"""Simulators: separate processes that play the part of others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from sqlalchemy.ext.asyncio import AsyncSession

from api.cli.session import fail, in_transaction
from api.departments import service
from api.settings import settings
from api.simulators.departments.behaviour import Behaviour
from api.simulators.departments.ledger import Ledger
from api.simulators.departments.server import Key, create_simulator
from forms.loader import default_catalogue

app = typer.Typer(no_args_is_help=True)


@app.callback()
def simulators() -> None:
    """Simulators for trying out and for tests."""


@app.command()
def departments(
    port: Annotated[int, typer.Option(help="Where the simulated departments listen.")] = 8100,
    seconds: Annotated[float, typer.Option(help="How long a decision takes.")] = 20.0,
    behave: Annotated[
        list[str] | None,
        typer.Option(help="DEPARTMENT=BEHAVIOUR; approve, slow, refuse, supplement or down. May be repeated."),
    ] = None,
    *,
    connect: Annotated[bool, typer.Option(help="Connect all departments to this simulator first.")] = True,
) -> None:
    """Play all departments: receive signed tasks, take time, decide, report. Ctrl-C stops it."""
    folder = settings().var_folder / "simulator"
    keys_file = folder / "keys.json"
    if connect or not keys_file.exists():
        _connect_all(f"http://127.0.0.1:{port}", keys_file)
    stored = json.loads(keys_file.read_text(encoding="utf-8"))
    keys = {department: Key(**entry) for department, entry in stored.items()}
    ledger = Ledger(folder / "ledger.sqlite")
    typer.echo(f"{len(keys)} departments listen on http://127.0.0.1:{port}; a decision takes about {seconds:g} s.")
    typer.echo(f"What they received: http://127.0.0.1:{port}/control/received")
    simulator = create_simulator(keys, ledger, _behaviours(behave or []), seconds)
    uvicorn.run(simulator, host="127.0.0.1", port=port, log_level="warning")


def _connect_all(url: str, keys_file: Path) -> None:
    async def work(session: AsyncSession) -> dict[str, dict[str, str]]:
        keys = {}
        for department in default_catalogue().departments:
            credentials = await service.connect_push(session, department, f"{url}/{department}")
            keys[department] = {"key_id": credentials.key_id, "secret": credentials.secret}
        return keys

    keys = in_transaction(work)
    keys_file.parent.mkdir(parents=True, exist_ok=True)
    keys_file.touch(mode=0o600)
    keys_file.write_text(json.dumps(keys), encoding="utf-8")


def _behaviours(instructions: list[str]) -> dict[str, Behaviour]:
    behaviours: dict[str, Behaviour] = {}
    for instruction in instructions:
        department, _, behaviour = instruction.partition("=")
        if department not in default_catalogue().departments or behaviour not in list(Behaviour):
            raise fail(f"Cannot follow {instruction!r}. Write DEPARTMENT=BEHAVIOUR, e.g. xfdd=refuse.")
        behaviours[department] = Behaviour(behaviour)
    return behaviours
