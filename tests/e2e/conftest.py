"""The whole installation, for real: PostgreSQL, Rasa with a trained model, api, worker, and simulated departments."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.settings import Settings
from api.simulators.telephone import Telephone
from api.supervisor import Process, processes, wait_until_ready
from api.training import train_if_needed
from api.wechat.envelope import Account
from tests.conftest import copy_database
from tests.e2e.person import Person

DECISION_SECONDS = 0.3
STAFF_PASSWORD = "a-long-password"
ACCOUNT = Account("wx570bc396a51b8ff8", "a-token-of-the-account", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
WECHAT_SECRET = "a-secret-of-the-account"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """A running installation whose processes can be killed and started again."""

    url: str
    departments_url: str
    database_url: str
    var_folder: Path
    processes: dict[str, Process]
    wechat_port: int

    def kill(self, name: str) -> None:
        """Kill a process as a power cut would."""
        process = self.processes[name].popen
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    def start(self, name: str) -> None:
        """Start a killed process again and wait until it answers."""
        self.processes[name].start()
        if name in {"api", "bot", "actions"}:
            wait_until_ready(f"{self.url}/readyz", 120, [self.processes[name]])

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Look into the database."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(statement.encode()).fetchall()

    def received(self, case_no: str) -> list[dict[str, object]]:
        """What the departments have received of a case."""
        answer = httpx.get(f"{self.departments_url}/control/received").json()
        return [entry for entry in answer["received"] if entry["payload"]["case_no"] == case_no]

    def add_staff(self, name: str, *role: str) -> None:
        """Make an account, as an engineer would."""
        environment = {**os.environ, "YICHUANG_DATABASE_URL": self.database_url}
        environment["YICHUANG_VAR_FOLDER"] = str(self.var_folder)
        account = ["user", "add", name, *role, "--password", STAFF_PASSWORD]
        subprocess.run([sys.executable, "-m", "api.cli", *account], env=environment, check=True)

    def behave(self, department: str, behaviour: str) -> None:
        """Tell a department how to behave."""
        httpx.post(
            f"{self.departments_url}/control/behaviour", json={"department": department, "behaviour": behaviour}
        ).raise_for_status()


@pytest.fixture(scope="session")
def installation(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all tests of this folder."""
    folder = tmp_path_factory.mktemp("installation")
    database_url = copy_database(postgres_url)
    settings = Settings(
        var_folder=folder,
        port=free_port(),
        bot_url=f"http://127.0.0.1:{free_port()}",
        actions_url=f"http://127.0.0.1:{free_port()}",
    )
    wechat_port = free_port()
    os.environ |= {
        "YICHUANG_WECHAT_APP_ID": ACCOUNT.app_id,
        "YICHUANG_WECHAT_TOKEN": ACCOUNT.token,
        "YICHUANG_WECHAT_AES_KEY": ACCOUNT.aes_key,
        "YICHUANG_WECHAT_SECRET": WECHAT_SECRET,
        "YICHUANG_WECHAT_API_URL": f"http://127.0.0.1:{wechat_port}",
    }
    running = {p.name: p for p in processes(settings, database_url, train_if_needed(), "token-of-the-tests")}
    departments_port = free_port()
    running["departments"] = _departments(folder, database_url, departments_port)
    made = Installation(
        settings.own_url, f"http://127.0.0.1:{departments_port}", database_url, folder, running, wechat_port
    )
    Person.telephone = Telephone(folder / "short-messages.jsonl")
    try:
        for process in running.values():
            process.start()
        wait_until_ready(f"{made.url}/readyz", 180, list(running.values()))
        wait_until_ready(f"{made.departments_url}/control/received", 60, [running["departments"]])
        yield made
    finally:
        for process in running.values():
            process.stop()


def _departments(folder: Path, database_url: str, port: int) -> Process:
    return Process(
        "departments",
        [
            sys.executable,
            "-m",
            "api.cli",
            "simulate",
            "departments",
            "--port",
            str(port),
            "--seconds",
            str(DECISION_SECONDS),
        ],
        {"YICHUANG_DATABASE_URL": database_url, "YICHUANG_VAR_FOLDER": str(folder)},
        folder / "logs" / "departments.log",
    )


@pytest.fixture
def person(installation: Installation) -> Iterator[Person]:
    """Someone who has just opened the page."""
    with Person(installation.url) as opened:
        yield opened


PHONE = {"width": 360, "height": 740}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MORE = {
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic", "--disable-features=LocalNetworkAccessChecks",
}  # fmt: skip


_EXPECTED_FAULTS = ("422", "403", "ERR_INTERNET_DISCONNECTED")
"""What the browser itself reports when a file is refused, a proof is wanted first, or the connection is cut."""


def _chromium() -> str | None:
    """The system's Chromium; None means the one that Playwright has obtained."""
    return os.environ.get("YICHUANG_CHROMIUM") or next((found for n in _NAMES if (found := shutil.which(n))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_chromium(), args=sorted(_MORE))
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=PHONE, locale="zh-CN")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, installation: Installation) -> Iterator[Page]:
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.goto(installation.url)
    expect(opened.get_by_text("您好，我是新泰市“一窗”")).to_be_visible()
    yield opened
    assert [fault for fault in faults if not any(known in fault for known in _EXPECTED_FAULTS)] == []
