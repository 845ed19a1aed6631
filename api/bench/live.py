"""`bench live`: many citizens with an open WebSocket, each writing now and then; nothing may be lost or come twice."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from api.bench.figures import Cell, figures_of
from api.bench.listening import Listener
from api.bench.load import Measurement, prepare
from api.bench.site import open_transport
from api.bench.usage import processor_seconds, total_memory

_WAIT = 60.0
"""Seconds for an answer; after that it is lost."""
_SAID = ("你好", "你能办什么", "开饭店要什么材料", "我想开个饭店", "八十来平", "为什么要这个", "谢谢", "我的申请到哪了")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many are connected, how often each writes, and for how long; seconds."""

    citizens: int
    every: float
    seconds: float


@dataclass(slots=True)
class Connected:
    """One citizen's page."""

    socket: ClientConnection
    seen: list[int] = field(default_factory=list)
    """The numbers of all messages that came, in the order in which they came."""

    async def say(self, text: str) -> None:
        """Write something and wait for the answer."""
        client_id = str(uuid.uuid4())
        await self.socket.send(json.dumps({"type": "say", "client_id": client_id, "text": text}))
        async with asyncio.timeout(_WAIT):
            while True:
                heard = json.loads(await self.socket.recv())
                self.seen += [message["seq"] for message in heard.get("messages", [])]
                if heard.get("client_id") == client_id:
                    if heard["type"] != "answered":
                        raise RuntimeError(heard["error"]["code"])
                    return

    @property
    def faults(self) -> int:
        """How many messages are missing, come twice, or in another order."""
        return sum(second != first + 1 for first, second in zip(self.seen, self.seen[1:], strict=False))


def run(url: str, pids: Mapping[str, int], plan: Plan, listener: Listener) -> Cell:
    """Measure; what was lost or repeated counts as failed."""
    return uvloop.run(_measure(url, pids, plan, listener))


async def _measure(url: str, pids: Mapping[str, int], plan: Plan, listener: Listener) -> Cell:
    listener.tell(f"connecting {plan.citizens} citizens")
    async with open_transport() as transport:
        cookies = await prepare(plan.citizens, lambda: _cookie(url, transport))
    pages = await prepare(plan.citizens, lambda: _page(url, cookies.pop()))
    listener.tell(f"{plan.citizens} connected; each writes every {plan.every:g} s, for {plan.seconds:g} s")
    measured = Measurement()
    used, began = processor_seconds(pids), time.perf_counter()
    await asyncio.gather(*(_act(page, plan, number, measured) for number, page in enumerate(pages)))
    measured.elapsed = time.perf_counter() - began
    measured.processor = processor_seconds(pids) - used
    for page in pages:
        measured.failures += [f"{page.faults} messages lost or repeated"] * page.faults
        await page.socket.close()
    return Cell("yichuang", "live", plan.citizens, figures_of(measured, total_memory(pids)))


async def _cookie(url: str, transport: httpx.AsyncBaseTransport) -> str:
    client = httpx.AsyncClient(base_url=url, transport=transport, timeout=_WAIT)
    answer = await client.post("/api/v1/conversation")
    answer.raise_for_status()
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


async def _page(url: str, cookie: str) -> Connected:
    address = f"{url.replace('http', 'ws', 1)}/api/v1/conversation/live"
    socket = await connect(address, additional_headers={"Cookie": cookie}, proxy=None, open_timeout=_WAIT)
    await socket.send(json.dumps({"type": "seen", "seq": 0}))
    page = Connected(socket)
    page.seen += [message["seq"] for message in json.loads(await socket.recv())["messages"]]
    return page


async def _act(page: Connected, plan: Plan, number: int, measured: Measurement) -> None:
    chance = random.Random(number)  # noqa: S311 - repeatable, not secret
    ends = time.perf_counter() + plan.seconds
    due = time.perf_counter() + chance.uniform(0, plan.every)
    turn = number
    while due < ends:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        # Counted from when it was due: who waits for an earlier answer waits for this one too.
        try:
            await page.say(_SAID[turn % len(_SAID)])
        except (TimeoutError, WebSocketException, RuntimeError) as error:
            measured.failures.append(f"{type(error).__name__}: {error}")
            return
        measured.durations.append(time.perf_counter() - due)
        due += plan.every
        turn += 1
