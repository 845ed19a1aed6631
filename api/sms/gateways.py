"""Who brings short messages to telephones. A city has a contract with a carrier; a trial has none.

`YICHUANG_SMS_GATEWAY` is `console` or the address of an HTTP service. The latter gets

    POST {"id": "…", "mobile": "138…", "text": "…"}

with `Authorization: Bearer <YICHUANG_SMS_TOKEN>`, and answers with a status below 300 when it has taken the message.
The same `id` means the same message: it is sent again after an answer that got lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import httpx
import orjson

from api.database import now
from api.settings import settings

CONSOLE = "console"


class GatewayError(Exception):
    """The gateway has not taken the message."""


class Gateway(Protocol):
    """Takes a message for a number, or raises GatewayError."""

    async def send(self, message_id: UUID, mobile: str, text: str) -> None:
        """Take a message."""


class ConsoleGateway:
    """Reaches nobody: writes to a file that `yichuang up` shows on its console. For trials on one machine."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def send(self, message_id: UUID, mobile: str, text: str) -> None:
        """Append a line of JSON to the file, which only its owner can read."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        line = {"id": str(message_id), "at": now().isoformat(timespec="seconds"), "mobile": mobile, "text": text}
        opened = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(opened, orjson.dumps(line) + b"\n")
        finally:
            os.close(opened)


class HttpGateway:
    """A service that passes messages on to a carrier."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str) -> None:
        self._http, self._url, self._token = http, url, token

    async def send(self, message_id: UUID, mobile: str, text: str) -> None:
        """Post the message."""
        body = {"id": str(message_id), "mobile": mobile, "text": text}
        try:
            answer = await self._http.post(self._url, json=body, headers={"Authorization": f"Bearer {self._token}"})
        except httpx.HTTPError as error:
            raise GatewayError(type(error).__name__) from error
        if not answer.is_success:
            raise GatewayError(f"HTTP {answer.status_code}")


def console_file() -> Path:
    """Where the console gateway writes."""
    return settings().var_folder / "short-messages.jsonl"


def written_since_now(file: Path) -> Iterator[list[dict[str, Any]]]:
    """What the console gateway writes, from now on: every step gives the messages that came since the last one."""
    read_to = file.stat().st_size if file.exists() else 0
    while True:
        if not file.exists():
            yield []
            continue
        with file.open("rb") as opened:
            opened.seek(read_to)
            whole, _, rest = opened.read().rpartition(b"\n")
            read_to = opened.tell() - len(rest)
        yield [orjson.loads(line) for line in whole.splitlines()]


def gateway_of(http: httpx.AsyncClient) -> Gateway:
    """The gateway that the settings name."""
    wanted = settings().sms_gateway
    return ConsoleGateway(console_file()) if wanted == CONSOLE else HttpGateway(http, wanted, settings().sms_token)
