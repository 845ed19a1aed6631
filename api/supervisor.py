"""Runs the whole installation on one machine: database, bot, api, actions, worker. Starts again what dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import httpx

from api.settings import PROJECT_FOLDER, Settings

_STOP_SECONDS = 10.0
_STEADY_SECONDS = 30.0
"""A process that lived this long is started again at once; one that dies sooner, after a growing pause."""
_LONGEST_PAUSE = 30.0
ACTIONS_PORT = 5055
"""Where the actions are run when their address names no port."""
SERVING = "serving.json"
"""Names the promoted model, where there is one; the bot follows it."""


class CannotStartError(Exception):
    """Something this machine lacks; the message says what to do."""


@dataclass(slots=True)
class Process:
    """A child process that is to be kept running."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    popen: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it; its output goes to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(  # noqa: S603 - our own commands
                self.command, env={**_inherited(), **self.environment}, stdout=log, stderr=log, cwd=PROJECT_FOLDER
            )
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        """Whether it lives."""
        return self.popen is not None and self.popen.poll() is None

    def keep_alive(self) -> bool:
        """Start it again if it died; True when it was started."""
        moment = time.monotonic()
        if self.is_running or moment < self.start_again_at:
            return False
        self.failures = 0 if moment - self.started > _STEADY_SECONDS else self.failures + 1
        self.start_again_at = moment + min(_LONGEST_PAUSE, 2.0**self.failures)
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        if self.popen is None or not self.is_running:
            return
        self.popen.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(_STOP_SECONDS)
            return
        self.popen.kill()
        self.popen.wait()


def _inherited() -> dict[str, str]:
    """Our environment; where it forbids to write bytecode, that is kept in our own folder.

    Without it a process that is started again needs nine seconds instead of three until it answers.
    """
    inherited = dict(os.environ)
    if inherited.pop("PYTHONDONTWRITEBYTECODE", ""):
        inherited.setdefault("PYTHONPYCACHEPREFIX", str(PROJECT_FOLDER / "var" / "pycache"))
    return inherited


def processes(settings: Settings, database_url: str, model: Path, action_token: str) -> list[Process]:
    """The processes of an installation, in the order in which they start."""
    logs = settings.var_folder / "logs"
    bot = urlsplit(settings.bot_url)
    actions = urlsplit(settings.actions_url)
    environment = {
        "YICHUANG_DATABASE_URL": database_url,
        "YICHUANG_ACTION_TOKEN": action_token,
        "YICHUANG_ACTIONS_URL": settings.actions_url,
        "YICHUANG_PORT": str(settings.port),
        "YICHUANG_VAR_FOLDER": str(settings.var_folder),
        "YICHUANG_BOT_URL": settings.bot_url,
    }
    acting = settings.actions_url or f"http://127.0.0.1:{settings.port}"
    beside = _server("create_actions", "127.0.0.1", actions.port or ACTIONS_PORT)
    return [
        Process(
            "bot",
            [str(bot_python()), str(PROJECT_FOLDER / "bot" / "serve.py"), "--model", str(model),
             "--serving", str(settings.var_folder / SERVING), "--port", str(bot.port or 5005)],
            {"YICHUANG_ACTION_URL": f"{acting}/actions/webhook?token={action_token}"},
            logs / "bot.log",
        ),
        Process("api", _server("create_app", settings.host, settings.port), environment, logs / "api.log"),
        *([Process("actions", beside, environment, logs / "actions.log")] if settings.actions_url else []),
        Process("worker", [sys.executable, "-m", "api.cli", "worker"], environment, logs / "worker.log"),
    ]  # fmt: skip


def _server(factory: str, host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "uvicorn", f"actions.application:{factory}", "--factory",
        "--host", host, "--port", str(port), "--no-access-log",
        "--timeout-keep-alive", "30", "--timeout-graceful-shutdown", "5",
        # Messages are short; squeezing them would take time for each and memory for every open page.
        "--ws-per-message-deflate", "false",
    ]  # fmt: skip


def note_processes(file: Path, running: list[Process], postgres_folder: Path) -> None:
    """Write which process is which, so that `yichuang bench` finds their memory."""
    pids = {process.name: process.popen.pid for process in running if process.popen}
    with contextlib.suppress(OSError, ValueError, IndexError):
        # The embedded PostgreSQL's own note; there is none when the database runs elsewhere.
        pids["postgres"] = int((postgres_folder / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    file.write_text(json.dumps(pids), encoding="utf-8")


def bot_python() -> Path:
    """The interpreter of the bot's environment; raises CannotStartError when it was never installed."""
    python = PROJECT_FOLDER / "bot" / ".venv" / "bin" / "python"
    if not python.exists():
        message = "The bot's environment is not installed. Run: make install"
        raise CannotStartError(message)
    return python


def check_port(host: str, port: int) -> None:
    """Raise CannotStartError when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = (
                f"Port {port} is taken by another program (is Yichuang running already?). "
                "Stop it, or choose another with YICHUANG_PORT, YICHUANG_BOT_URL or YICHUANG_ACTIONS_URL."
            )
            raise CannotStartError(message) from error


def wait_until_ready(url: str, timeout: float, running: list[Process]) -> None:
    """Wait until the address answers; raises CannotStartError when a process dies or time runs out."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2).is_success:
                return
        for process in running:
            if not process.is_running:
                message = f"{process.name} ended while starting. See {process.log}"
                raise CannotStartError(message)
        time.sleep(0.2)
    message = f"{url} did not answer within {timeout:.0f} s. See the logs in {running[0].log.parent}"
    raise CannotStartError(message)


@contextlib.contextmanager
def stop_on_signals() -> Iterator[list[bool]]:
    """A list that is no longer empty once SIGINT or SIGTERM has come."""
    stopped: list[bool] = []

    def note(_signal: int, _frame: FrameType | None) -> None:
        stopped.append(True)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
