"""`yichuang simulate faults`: a drill on a trial installation."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from api.cli.running import pids_file
from api.cli.session import fail, in_transaction
from api.settings import settings
from api.simulators.departments.ledger import Ledger
from api.simulators.faults import drill
from api.simulators.faults.findings import Finding, findings
from api.supervisor import Process

_VICTIMS = ("api", "actions", "worker", "postgres")
_FILE_WIDTH = 120
_LOOK_EVERY = 0.5


def faults(
    submissions: Annotated[int, typer.Option(min=1, help="How many citizens submit.")] = 500,
    at_once: Annotated[int, typer.Option(min=1, help="How many of them at once.")] = 4,
    lost: Annotated[float, typer.Option(min=0, max=0.9, help="Share of the requests to and from departments.")] = 0.3,
    every: Annotated[float, typer.Option(min=1, help="Seconds between two kills, on average.")] = 12.0,
    seed: Annotated[int, typer.Option(help="The same seed loses and kills alike.")] = 1,
    patience: Annotated[float, typer.Option(help="Seconds for the last decisions.")] = 900.0,
    url: Annotated[str, typer.Option(help="The running trial installation, on this machine.")] = "",
) -> None:
    """Submit while every process but the bot is killed and the network fails; then count everything.

    Only for a trial: it kills the processes of the `yichuang up` that runs here with the same settings, and connects
    all departments to simulated ones. Fails when a promise was broken.
    """
    target = url or settings().own_url
    if not pids_file(settings()).exists():
        raise fail("No installation of these settings runs here. Start one for the trial: yichuang up")
    plan = drill.Plan(submissions, at_once, lost, seed, every, patience)
    course, ledger = asyncio.run(_drill(target, plan))
    found = in_transaction(lambda session: findings(session, ledger, [each.case_no for each in course.confirmed]))
    _show(course, found)
    broken = sum(each.broken for each in found) + course.undecided + len(course.double) + len(course.given_up)
    if broken:
        for problem in [*course.given_up, *course.double][:10]:
            typer.secho(problem, err=True)
        raise fail("A promise was broken.")


async def _drill(target: str, plan: drill.Plan) -> tuple[drill.Course, Ledger]:
    port = _free_port()
    folder = settings().var_folder / "simulator"
    for old in folder.glob("ledger.sqlite*"):
        old.unlink()
    async with drill.bad_lines(plan, port, urlsplit(target).port or 80) as lines, _departments(port, lines) as process:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bars = {what: progress.add_task(what, total=plan.submissions) for what in ("submitted", "decided")}
            tell = lambda what, done, total: progress.update(bars[what], completed=done, total=total)  # noqa: E731
            course = await drill.hold(target, plan, lines, lambda: _victims(process), tell)
    return course, Ledger(folder / "ledger.sqlite")


def _victims(departments: Process) -> Mapping[str, int]:
    with contextlib.suppress(OSError, ValueError):
        noted = json.loads(pids_file(settings()).read_text(encoding="utf-8"))
        victims = {name: noted[name] for name in _VICTIMS if name in noted}
        if departments.popen is not None and departments.is_running:
            victims["departments"] = departments.popen.pid
        return victims
    return {}


@asynccontextmanager
async def _departments(port: int, lines: drill.Lines) -> AsyncIterator[Process]:
    """The departments in a process of their own, behind the bad lines; started again when they are killed."""
    command = [sys.executable, "-m", "api.cli", "simulate", "departments", "--port", str(port), "--seconds", "1"]
    away = ["--reached-at", f"http://127.0.0.1:{lines.out_port}", "--report-to", f"http://127.0.0.1:{lines.back_port}"]
    log = settings().var_folder / "logs" / "departments.log"
    first = Process("departments", [*command, *away], {}, log)
    first.start()
    await _listening(port, first)
    process = Process("departments", [*command, *away, "--no-connect"], {}, log, popen=first.popen)
    keeping = asyncio.create_task(_keep_alive(process))
    try:
        yield process
    finally:
        keeping.cancel()
        process.stop()


async def _listening(port: int, process: Process) -> None:
    while process.is_running:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(_LOOK_EVERY)
    raise fail(f"The simulated departments did not start; see {process.log}.")


async def _keep_alive(process: Process) -> None:
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        process.keep_alive()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _show(course: drill.Course, found: list[Finding]) -> None:
    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    killed = ", ".join(f"{name} {count}×" for name, count in sorted(course.killed.items()))
    fates = ", ".join(f"{fate} {count}" for fate, count in sorted(course.fates.items()))
    console.print(f"Killed: {killed or 'nothing'}.\nRequests between us and departments: {fates}.")
    table = Table("promise", "kept", "broken")
    table.add_row("a citizen got to a confirmed submission", str(len(course.confirmed)), str(len(course.given_up)))
    right = len(course.confirmed) - len(course.double)
    table.add_row("a citizen sees exactly the case that was confirmed", str(right), str(len(course.double)))
    table.add_row("every item of a case was decided", str(right - course.undecided), str(course.undecided))
    for each in found:
        table.add_row(each.promise, str(each.held), str(each.broken))
    console.print(table)
