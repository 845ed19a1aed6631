"""Simulators: separate processes that play the part of others."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues.current import published_catalogue
from api.cli.session import fail, in_transaction
from api.departments import service
from api.settings import settings
from api.simulators.citizens.interview import Result
from api.simulators.citizens.personas import PERSONAS
from api.simulators.citizens.play import play
from api.simulators.citizens.report import table_of, write_transcripts
from api.simulators.departments.behaviour import Behaviour
from api.simulators.departments.ledger import Ledger
from api.simulators.departments.server import Key, create_simulator
from forms.loader import default_catalogue

app = typer.Typer(no_args_is_help=True)
_FILE_WIDTH = 140
"""Columns of the table where it goes to a file or a pipe."""


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
    reached_at: Annotated[str, typer.Option(help="Where we reach them, if not on their own port.")] = "",
    report_to: Annotated[str, typer.Option(help="Where they reach us, if not where a task says.")] = "",
    *,
    connect: Annotated[bool, typer.Option(help="Connect all departments to this simulator first.")] = True,
) -> None:
    """Play all departments: receive signed tasks, take time, decide, report. Ctrl-C stops it."""
    folder = settings().var_folder / "simulator"
    keys_file = folder / "keys.json"
    if connect or not keys_file.exists():
        _connect_all(reached_at or f"http://127.0.0.1:{port}", keys_file)
    stored = json.loads(keys_file.read_text(encoding="utf-8"))
    keys = {department: Key(**entry) for department, entry in stored.items()}
    ledger = Ledger(folder / "ledger.sqlite")
    typer.echo(f"{len(keys)} departments listen on http://127.0.0.1:{port}; a decision takes about {seconds:g} s.")
    typer.echo(f"What they received: http://127.0.0.1:{port}/control/received")
    simulator = create_simulator(keys, ledger, _behaviours(behave or []), seconds, report_to)
    uvicorn.run(simulator, host="127.0.0.1", port=port, log_level="warning")


@app.command()
def citizens(
    count: Annotated[int, typer.Option(help="How many conversations.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed plays the same citizens.")] = 1,
    path: Annotated[list[str] | None, typer.Option(help="Only this path; may be repeated.")] = None,
    persona: Annotated[list[str] | None, typer.Option(help=f"Only this persona: {', '.join(PERSONAS)}.")] = None,
    jobs: Annotated[int, typer.Option(help="How many citizens at once.")] = 1,
    url: Annotated[str, typer.Option(help="The running system.")] = "http://127.0.0.1:8000",
    by: Annotated[str, typer.Option(help="Lines of the table: persona or path.")] = "persona",
    patience: Annotated[
        float,
        typer.Option(
            help="Seconds that a citizen waits for the decisions of all departments, answering what they still want. "
            "Somebody has to decide: `yichuang simulate departments`."
        ),
    ] = 0,
    transcripts: Annotated[Path, typer.Option(help="Where conversations that went wrong are written.")] = Path(
        "var/simulator/citizens.txt"
    ),
) -> None:
    """Hold whole conversations with the running system and check every turn. Fails if a promise was broken."""
    chosen = [_known(name, default_catalogue().paths, "path") for name in path or []]
    personas = [_known(name, PERSONAS, "persona") for name in persona or []]
    results: list[Result] = []
    with Progress(console=Console(stderr=True), transient=True) as progress, contextlib.suppress(KeyboardInterrupt):
        task = progress.add_task("Talking …", total=count)
        for result in play(url, count, seed, chosen, personas, jobs, patience=patience):
            results.append(result)
            progress.update(task, advance=1, description=f"{result.path}, {result.persona}")
    if not results:
        raise fail(f"No conversation was held. Does the system run at {url}?")
    Console(width=None if sys.stdout.isatty() else _FILE_WIDTH).print(table_of(results, by, waited=bool(patience)))
    bad = [result for result in results if not (result.is_good and (result.decided or not patience))]
    if bad:
        write_transcripts(bad, transcripts)
        raise fail(f"{len(bad)} of {len(results)} conversations went wrong; they are in {transcripts}.")


def _known(name: str, known: Mapping[str, object], what: str) -> str:
    if name not in known:
        raise fail(f"There is no {what} {name!r}. There are: {', '.join(sorted(known))}.")
    return name


def _connect_all(url: str, keys_file: Path) -> None:
    async def work(session: AsyncSession) -> dict[str, dict[str, str]]:
        keys = {}
        for department in (await published_catalogue(session)).departments:
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
