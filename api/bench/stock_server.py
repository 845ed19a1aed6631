"""The plain Rasa set-up while it runs: a stock server and a separate action server, on free loopback ports."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.bench.answers import BEGIN
from api.bench.load import FailedTurnError
from api.bench.stock_project import ACTIONS_MODULE, ENVIRONMENT, StockProject
from api.bench.targets import free_port
from api.supervisor import Process, bot_python, wait_until_ready

_START_SECONDS = 240.0
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class StockServer:
    """A running plain set-up."""

    url: str
    pids: dict[str, int]


@contextlib.contextmanager
def running(project: StockProject) -> Iterator[StockServer]:
    """The plain set-up, started and ready; stopped when the block ends. Raises CannotStartError."""
    port, actions_port = free_port(), free_port()
    endpoints = project.folder / "endpoints.yml"
    endpoints.write_text(f'action_endpoint:\n  url: "http://127.0.0.1:{actions_port}/webhook"\n', encoding="utf-8")
    processes = [_actions(project, actions_port), _server(project, endpoints, port)]
    try:
        for process in processes:
            process.start()
        wait_until_ready(f"http://127.0.0.1:{actions_port}/health", _START_SECONDS, processes)
        wait_until_ready(f"http://127.0.0.1:{port}/", _START_SECONDS, processes)
        pids = {process.name: process.popen.pid for process in processes if process.popen}
        yield StockServer(f"http://127.0.0.1:{port}", pids)
    finally:
        for process in reversed(processes):
            process.stop()


def _server(project: StockProject, endpoints: Path, port: int) -> Process:
    command = [
        str(bot_python()), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port),
        "--model", str(project.model), "--endpoints", str(endpoints),
        "--credentials", str(project.folder / "credentials.yml"),
    ]  # fmt: skip
    return Process("server", command, ENVIRONMENT, project.folder / "server.log")


def _actions(project: StockProject, port: int) -> Process:
    command = [str(bot_python()), "-m", "rasa_sdk", "--actions", ACTIONS_MODULE, "--port", str(port)]
    # Rasa's action server listens on every interface unless it is told otherwise.
    environment = {**ENVIRONMENT, "SANIC_HOST": "127.0.0.1", "PYTHONPATH": str(project.folder)}
    return Process("actions", command, environment, project.folder / "actions.log")


class StockConversation:
    """One sender of the plain bot's REST channel."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._sender = uuid.uuid4().hex

    async def say(self, text: str) -> str:
        """Say something; the texts of the replies."""
        message = {"sender": self._sender, "message": text}
        response = await self._client.post("/webhooks/rest/webhook", json=message)
        if not response.is_success:
            raise FailedTurnError(f"HTTP {response.status_code} {response.text[:200]}")
        return "\n".join(reply.get("text", "") for reply in response.json())


class StockSite:
    """The plain set-up: makes conversations that are ready for a kind of turn."""

    name = "stock"

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport) -> None:
        self._client = httpx.AsyncClient(base_url=url, transport=transport, timeout=_TIMEOUT)

    async def conversation(self, kind: str) -> StockConversation:
        """A conversation that is ready for this kind of turn."""
        conversation = StockConversation(self._client)
        if kind == "form":
            await conversation.say(BEGIN)
        return conversation
