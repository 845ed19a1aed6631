"""Starting and training."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from api.database import Database
from api.database.embedded import EmbeddedPostgres, embedded_postgres
from api.errors import AppError
from api.improving import service as improving
from api.improving.gate import Verdict
from api.jobs.worker import run_worker
from api.migrations import migrate
from api.settings import Settings, settings
from api.sms.gateways import CONSOLE, console_file, written_since_now
from api.supervisor import (
    ACTIONS_PORT,
    CannotStartError,
    Process,
    check_port,
    note_processes,
    processes,
    stop_on_signals,
    wait_until_ready,
)
from api.training import train_if_needed

_console = Console()
_BOT_SECONDS = 180.0
_API_SECONDS = 60.0


def up() -> None:
    """Start everything: database, bot, api, worker. Trains first when there is no fitting model. Ctrl-C stops it."""
    try:
        _run(settings())
    except CannotStartError as problem:
        _console.print(f"[red]{problem}[/red]")
        raise typer.Exit(1) from problem


def _run(chosen: Settings) -> None:
    began = time.monotonic()
    bot = urlsplit(chosen.bot_url)
    check_port(chosen.host, chosen.port)
    check_port("127.0.0.1", bot.port or 5005)
    if chosen.actions_url:
        check_port("127.0.0.1", urlsplit(chosen.actions_url).port or ACTIONS_PORT)
    model = train_if_needed()
    chosen.var_folder.mkdir(parents=True, exist_ok=True)
    (chosen.var_folder / "base-model").write_text(str(model), encoding="utf-8")
    with stop_on_signals() as stopped, database(chosen) as (url, embedded):
        # The engineer's other commands (`user`, `department`) find the running database here.
        (chosen.var_folder / "database.url").write_text(url, encoding="utf-8")
        running = processes(chosen, url, model, secrets.token_urlsafe(24))
        try:
            _start(chosen, running, began)
            _watch(chosen, running, stopped, embedded)
        finally:
            for process in reversed(running):
                process.stop()
            (chosen.var_folder / "database.url").unlink(missing_ok=True)
            pids_file(chosen).unlink(missing_ok=True)
    _console.print("Stopped.")


def _start(chosen: Settings, running: list[Process], began: float) -> None:
    for process in running:
        process.start()
    with _console.status("Starting the api …"):
        wait_until_ready(f"{chosen.own_url}/healthz", _API_SECONDS, running)
    _note(chosen, running)
    _console.print(f"api     ready after {time.monotonic() - began:.1f} s")
    with _console.status("Loading the model …"):
        wait_until_ready(f"{chosen.own_url}/readyz", _BOT_SECONDS, running)
    _console.print(f"bot     ready after {time.monotonic() - began:.1f} s")
    _console.print(f"\n[bold green]一窗 is open: {chosen.own_url}/[/bold green]   staff: {chosen.own_url}/console")
    _console.print(f"Logs: {running[0].log.parent}   Stop: Ctrl-C")
    if chosen.sms_gateway == CONSOLE:
        _console.print(
            "No gateway for short messages is set (YICHUANG_SMS_GATEWAY): one-time codes go to nobody's telephone."
            f"\nThey are shown here and written to {console_file()}"
        )


def _watch(chosen: Settings, running: list[Process], stopped: list[bool], embedded: EmbeddedPostgres | None) -> None:
    messages = written_since_now(console_file())
    while not stopped:
        for message in next(messages):
            _console.print(f"short message to {message['mobile']}: {message['text']}", markup=False)
        if embedded is not None and embedded.keep_alive():
            _note(chosen, running)
            _console.print("[yellow]PostgreSQL had ended and was started again[/yellow]")
        for process in running:
            if process.keep_alive():
                _note(chosen, running)
                _console.print(f"[yellow]{process.name} had ended and was started again[/yellow], see {process.log}")
        time.sleep(0.5)


def pids_file(chosen: Settings) -> Path:
    """Where a running installation notes its processes."""
    return chosen.var_folder / "pids.json"


def _note(chosen: Settings, running: list[Process]) -> None:
    note_processes(pids_file(chosen), running, chosen.var_folder / "postgres")


@contextlib.contextmanager
def database(chosen: Settings) -> Iterator[tuple[str, EmbeddedPostgres | None]]:
    """The URL of the database, brought up to date; and the embedded one, started, where it is that."""
    with contextlib.ExitStack() as stack:
        url, embedded = chosen.database_url, None
        if not url:
            with _console.status("Starting PostgreSQL …"):
                embedded = stack.enter_context(embedded_postgres(chosen.var_folder / "postgres"))
                url = embedded.url
        migrate(url)
        yield url, embedded


def train(
    *,
    small: Annotated[bool, typer.Option(help="A small model, for tests.")] = False,
    with_reviewed: Annotated[
        bool, typer.Option("--with-reviewed", help="Learn from what reviewers corrected, too, and compare.")
    ] = False,
) -> None:
    """Train the model, unless there is one for exactly this data and configuration."""
    try:
        if with_reviewed:
            _train_with_reviewed()
            return
        _console.print(str(train_if_needed(*(["--small"] if small else []))))
    except CannotStartError as problem:
        _console.print(f"[red]{problem}[/red]")
        raise typer.Exit(1) from problem


def _train_with_reviewed() -> None:
    with _console.status("Training on what was reviewed, and comparing …"):
        verdict = asyncio.run(_candidate())
    if verdict is None:
        raise typer.Exit(1)
    table = Table("frozen sets", "before", "after")
    for name, (before, after) in verdict.frozen.items():
        table.add_row(name, f"{before:.2%}", f"{after:.2%}" + (" worse" if name in verdict.worse else ""))
    _console.print(table)
    _console.print(f"Of {verdict.reviewed} reviewed: {verdict.reviewed_before} → {verdict.reviewed_after} understood.")
    _console.print("It may be promoted in the console." if verdict.is_better else "It is not better and stays out.")


async def _candidate() -> Verdict | None:
    running = settings().var_folder / "database.url"
    if not settings().database_url and not running.exists():
        message = "The installation with the reviewed messages does not run. Start it with: yichuang up"
        raise CannotStartError(message)
    database = Database(settings().database_url or running.read_text(encoding="utf-8"), pool_size=2)
    try:
        async with database.transaction() as session:
            candidate = await improving.begin(session, "command line")
        return await improving.train(database, candidate.id)
    except AppError as refusal:
        raise CannotStartError(refusal.message_for_citizen) from refusal
    finally:
        await database.close()


def worker() -> None:
    """Do the background jobs. `up` starts one; start more of them to go faster."""
    asyncio.run(run_worker())
