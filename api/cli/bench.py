"""Benchmarks of the running system."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table

from api.bench import catalogue, console, live, many_cases, notes, page, pgbench, stock_project, submit, turn, usage
from api.bench.circumstances import circumstances
from api.bench.dialogues import KINDS
from api.bench.figures import Cell
from api.bench.listening import Listener
from api.bench.load import FailedTurnError
from api.bench.report import document, path_table, size_table, table, write_json
from api.bench.runs import run_submissions, run_turns, run_turns_against_stock
from api.bench.targets import RefusedError, loopback_url
from api.cli.running import pids_file
from api.cli.session import fail
from api.settings import settings
from api.supervisor import CannotStartError
from forms.loader import default_catalogue

app = typer.Typer(no_args_is_help=True)
_CITIZENS = (1, 4, 16)
_SIZES = (10, 100, 1000)
_CASES = (1_000, 1_000_000)
_WIDTH_OF_A_FILE = 100
_TERMINATED = 143

Url = Annotated[str, typer.Option(help="The running system, on this machine; else the one of the settings.")]
Seconds = Annotated[float, typer.Option(min=0.5, max=600, help="How long each cell is measured.")]
Citizens = Annotated[list[int] | None, typer.Option(min=1, max=256, help="How many at once; may be repeated.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the result to this file as JSON, too.")]


@app.callback()
def benchmarks() -> None:
    """Measure the running system, from outside and over HTTP."""
    signal.signal(signal.SIGTERM, _terminated)


@app.command("turn")
def turn_(
    url: Url = "",
    seconds: Seconds = 8.0,
    citizens: Citizens = None,
    kind: Annotated[list[str] | None, typer.Option(help="text, form or status; may be repeated.")] = None,
    json_file: JsonFile = None,
    *,
    against_stock: Annotated[
        bool, typer.Option("--against-stock", help="Compare with a plain Rasa set-up; the first time it is trained.")
    ] = False,
) -> None:
    """Whole chat turns: a text answer, a form answer with an action, a status query."""
    plan = turn.Plan(_known(kind or list(KINDS)), citizens or _CITIZENS, seconds)
    known = [notes.CONVERSATIONS, notes.USAGE, notes.LEAVES]
    with _ready(url) as (target, about, listener):
        pids = usage.installation(pids_file(settings()))
        if against_stock:
            project = stock_project.make_project(settings().var_folder / "stock-rasa")
            cells = run_turns_against_stock(target, pids, project, plan, listener)
            known += [notes.learnt(project.labels, project.examples), notes.PERSISTENCE, notes.ENVIRONMENT, notes.RATIO]
        else:
            cells = run_turns(target, pids, plan, listener)
    made = document("turn", cells, {"seconds": seconds, **about}, known)
    _show(f"Chat turns, {seconds:g} s each", cells, made, json_file)


@app.command("submit")
def submit_(
    url: Url = "",
    seconds: Seconds = 8.0,
    citizens: Citizens = None,
    drafts: Annotated[int, typer.Option(min=1, max=10_000, help="Complete drafts for each cell.")] = 64,
    json_file: JsonFile = None,
    *,
    against_pgbench: Annotated[
        bool, typer.Option("--against-pgbench", help="Say how that compares with pgbench's default script.")
    ] = False,
) -> None:
    """Submissions, up to where the case, all its tasks and all department jobs exist."""
    plan = submit.Plan(citizens or _CITIZENS, drafts, seconds)
    with _ready(url) as (target, about, listener):
        cells = run_submissions(target, usage.installation(pids_file(settings())), plan, listener)
    known = [notes.SUBMISSION, notes.USAGE, notes.LEAVES]
    made = document("submit", cells, {"seconds": seconds, "drafts": drafts, **about}, known)
    if against_pgbench:
        made["pgbench"] = rate = pgbench.transactions_per_second(_database_url(), seconds)
        best = max(cell.figures.per_second for cell in cells)
        typer.echo(f"pgbench, one client: {rate:.0f} per s; the best submission rate is {best / rate:.3f} of that.")
    _show(f"Submissions, {drafts} drafts or at most {seconds:g} s each", cells, made, json_file)


@app.command("live")
def live_(
    url: Url = "",
    citizens: Annotated[int, typer.Option(min=1, max=5_000, help="How many WebSockets are open.")] = 500,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two messages of one citizen.")] = 10.0,
    seconds: Seconds = 60.0,
    json_file: JsonFile = None,
) -> None:
    """Many citizens connected at once, each writing now and then; what is lost or comes twice counts as failed."""
    plan = live.Plan(citizens, every, seconds)
    with _ready(url) as (target, about, listener):
        cell = live.run(target, usage.installation(pids_file(settings())), plan, listener)
    made = document(
        "live", [cell], {"seconds": seconds, "every": every, **about}, [notes.LIVE, notes.USAGE, notes.LEAVES]
    )
    _show(f"{citizens} connected, each writes every {every:g} s, {seconds:g} s", [cell], made, json_file)


@app.command("page")
def page_(
    url: Url = "",
    visits: Annotated[int, typer.Option(min=1, max=100, help="How often each connection is tried.")] = 5,
    json_file: JsonFile = None,
) -> None:
    """How soon the page greets a newcomer, in Chromium, also over a slow connection."""
    table = Table("connection", "loaded s", "first words s", "after loading s", "kB")
    rows = []
    with _ready(url) as (target, _about, _listener):
        try:
            for seen in page.measure(target, visits):
                waited = seen.greeted - seen.loaded
                figures = (seen.loaded, seen.greeted, waited)
                table.add_row(seen.connection.name, *(f"{each:.2f}" for each in figures), f"{seen.kilobytes:.0f}")
                rows.append(asdict(seen))
        except page.NoBrowserError as error:
            raise fail("Chromium or Playwright is not installed: `uv run playwright install chromium`.") from error
    Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE).print(table)
    if json_file is not None:
        write_json(json_file, {"kind": "page", "rows": rows})


@app.command("cases")
def cases_(
    size: Annotated[
        list[int] | None, typer.Option(min=1, max=10_000_000, help="Cases in the database; may be repeated.")
    ] = None,
    seconds: Seconds = 10.0,
    json_file: JsonFile = None,
) -> None:
    """Status queries in a database of few and of many cases, made for it beside the running one and dropped."""
    console = Console(stderr=True)
    with console.status("Looking at the machine …") as status:
        listener = Listener(status.update, lambda words: console.print(words, style="yellow", markup=False))
        cells = asyncio.run(many_cases.measure(_database_url(), size or _CASES, seconds, listener))
    made = document("cases", cells, {"seconds": seconds, **circumstances()}, [notes.CASES])
    _show(f"Where is my application, {seconds:g} s each", cells, made, json_file)
    if len(cells) > 1:
        many, few = cells[-1], cells[0]
        typer.echo(f"p99 with {many.kind} / with {few.kind}: {many.figures.p99 / few.figures.p99:.2f}")


@app.command("console")
def console_(
    conversations: Annotated[int, typer.Option(min=100, max=2_000_000, help="Ten messages each.")] = 100_000,
    json_file: JsonFile = None,
) -> None:
    """Every page of the console in a database full of conversations, made beside the running one and dropped."""
    output = Console(stderr=True)
    with output.status("Making the database …") as status:
        listener = Listener(status.update, lambda words: output.print(words, style="yellow", markup=False))
        cells = asyncio.run(console.measure(_database_url(), console.Plan(conversations), listener))
    made = document("console", cells, {"conversations": conversations, **circumstances()}, [notes.CONSOLE])
    _show(f"Pages of the console with {conversations:,} conversations", cells, made, json_file)


def _database_url() -> str:
    """The database of the running installation."""
    noted = settings().var_folder / "database.url"
    if settings().database_url:
        return settings().database_url
    if not noted.exists():
        raise fail("No database is running here. Start it with: yichuang up")
    return noted.read_text(encoding="utf-8")


@app.command("catalogue")
def catalogue_(
    size: Annotated[
        list[int] | None, typer.Option(min=1, max=20_000, help="Paths of a synthetic catalogue; may be repeated.")
    ] = None,
    json_file: JsonFile = None,
) -> None:
    """Loading, checking, planning and asking; the collect-once ratio of every path; how the cost grows with size."""
    console = Console(stderr=True)
    about = circumstances()
    with console.status("Every path …") as status:
        costs = catalogue.path_costs(default_catalogue(), status.update)
        sizes = list(catalogue.size_costs(size or _SIZES, status.update))
    out = Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE)
    out.print(path_table(costs))
    out.print(size_table(sizes))
    made = {"benchmark": "catalogue", **about, "notes": [], **catalogue.as_document(costs, sizes)}
    for line in _described(made):
        out.print(line, style="dim", markup=False, highlight=False)
    if json_file is not None:
        write_json(json_file, made)


@contextlib.contextmanager
def _ready(url: str) -> Iterator[tuple[str, dict[str, Any], Listener]]:
    """The target, the circumstances, and a listener that shows progress; problems end the command with a sentence."""
    console = Console(stderr=True)
    try:
        target = loopback_url(url or f"http://{settings().host}:{settings().port}")
        with console.status("Looking at the machine …") as status:
            _check(target)
            about = circumstances()
            listener = Listener(status.update, lambda text: console.print(text, style="yellow", markup=False))
            yield target, about, listener
    except (RefusedError, CannotStartError, FailedTurnError) as problem:
        raise fail(str(problem)) from problem
    except httpx.HTTPError as problem:
        raise fail(f"The benchmark was broken off: {type(problem).__name__} {problem}") from problem


def _check(target: str) -> None:
    """Raise RefusedError unless the system is ready."""
    try:
        ready = httpx.get(f"{target}/readyz", timeout=10, trust_env=False).is_success
    except httpx.HTTPError:
        ready = False
    if not ready:
        raise RefusedError(f"{target} is not ready. Start it with: yichuang up")


def _show(title: str, cells: Sequence[Cell], made: dict[str, Any], json_file: Path | None) -> None:
    console = Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE)
    console.print(table(title, cells))
    for line in (*made["notes"], *_described(made)):
        console.print(line, style="dim", markup=False, highlight=False)
    if json_file is not None:
        write_json(json_file, made)
    if any(cell.figures.failed for cell in cells):
        raise typer.Exit(1)


def _described(made: dict[str, Any]) -> list[str]:
    """Machine and versions in words."""
    machine, versions = made["machine"], made["versions"]
    lines = [f"{machine['system']}, {machine['processors']} processors, load before {machine['load_before']}"]
    return lines + [f"{name}: {', '.join(f'{k} {v}' for k, v in found.items())}" for name, found in versions.items()]


def _known(kinds: list[str]) -> list[str]:
    if unknown := set(kinds) - set(KINDS):
        raise fail(f"There is no kind {', '.join(sorted(unknown))}. There are: {', '.join(KINDS)}")
    return kinds


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    """Unwind, so that what was started is stopped."""
    raise SystemExit(_TERMINATED)
