"""The page's WebSocket and Rasa's Socket.IO channel, over real connections; without a bot."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any
from uuid import uuid4

import pytest
import socketio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from api.cases.stages import Stage
from api.web.visitor import COOKIE
from tests.api.conftest import VISITOR, Citizen


@contextlib.asynccontextmanager
async def page(address: str, token: str = VISITOR, origin: str | None = None):
    """A page's connection."""
    url = address.replace("http", "ws", 1) + "/api/v1/conversation/live"
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    async with connect(url, additional_headers=headers, origin=origin, proxy=None) as opened:  # type: ignore[arg-type]
        yield opened


async def hear(opened: ClientConnection, seconds: float = 5) -> dict[str, Any]:
    return json.loads(await asyncio.wait_for(opened.recv(), seconds))  # type: ignore[no-any-return]


async def seen(opened: ClientConnection, seq: int) -> None:
    await opened.send(json.dumps({"type": "seen", "seq": seq}))


async def test_a_page_is_told_what_it_has_not_seen(address, applicant):
    history = await applicant.history()
    async with page(address) as opened:
        await seen(opened, history[-3].seq)
        told = await hear(opened)
    assert [message["seq"] for message in told["messages"]] == [history[-2].seq, history[-1].seq]
    assert told["conversation"] == str(applicant.conversation_id)


async def test_news_come_by_themselves_to_every_page(address, applicant, begun_case):
    last = (await applicant.history())[-1].seq
    async with page(address) as one, page(address) as other:
        for opened in (one, other):
            await seen(opened, last)
        await asyncio.sleep(0.3)
        await applicant.decide(begun_case, "sign", Stage.GRANTED)
        for opened in (one, other):
            told = await hear(opened)
            assert "办好了" in told["messages"][0]["text"]


async def test_after_a_lost_connection_nothing_is_lost_and_nothing_repeated(address, applicant, begun_case):
    shown: list[int] = []
    last = (await applicant.history())[-1].seq
    for item in ("sign", "food", "drain"):
        async with page(address) as opened:
            await seen(opened, shown[-1] if shown else last)
            await asyncio.sleep(0.2)
            await applicant.decide(begun_case, item, Stage.GRANTED)
            shown += [message["seq"] for message in (await hear(opened))["messages"]]
        await applicant.say("thanks_bye", "谢谢")
    async with page(address) as opened:
        await seen(opened, shown[-1])
        shown += [message["seq"] for message in (await hear(opened))["messages"]]
    assert shown == list(range(last + 1, shown[-1] + 1))


async def test_what_is_said_is_stored_and_a_refusal_comes_back(address, applicant):
    last = (await applicant.history())[-1].seq
    client_id = str(uuid4())
    async with page(address) as opened:
        await seen(opened, last)
        await opened.send(json.dumps({"type": "say", "client_id": client_id, "text": "你好"}))
        heard = [await hear(opened), await hear(opened)]
    stored = next(each for each in heard if each["type"] == "messages")
    refused = next(each for each in heard if each["type"] == "refused")
    assert [message["client_id"] for message in stored["messages"]] == [client_id]
    assert (refused["client_id"], refused["error"]["code"]) == (client_id, "bot_unavailable")


@pytest.mark.parametrize(
    ("token", "origin", "code"),
    [("", None, 4404), ("nobody", None, 4404), (VISITOR, "https://evil.example", 4403)],
)
async def test_strangers_are_turned_away(address, applicant, token, origin, code):
    async with page(address, token, origin) as opened:
        with contextlib.suppress(ConnectionClosedError):
            await seen(opened, 0)
        with pytest.raises(ConnectionClosedError) as closed:
            await hear(opened)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


@pytest.mark.parametrize("nonsense", ["", "[]", '{"type": "say"}', '{"type": "seen", "seq": "x"}', "\x00"])
async def test_nonsense_ends_the_connection_and_nothing_else(address, applicant, nonsense):
    async with page(address) as opened:
        await opened.send(nonsense)
        with pytest.raises(ConnectionClosedError):
            await hear(opened)
    async with page(address) as opened:
        await seen(opened, 0)
        assert (await hear(opened))["messages"]


# --- Rasa's Socket.IO channel ------------------------------------------------------------------------------------------


class Widget:
    """A Socket.IO client as Rasa's widgets are."""

    def __init__(self) -> None:
        self.client = socketio.AsyncClient()
        self.heard: asyncio.Queue[Any] = asyncio.Queue()
        self.client.on("bot_uttered", self.heard.put)
        self.confirmed: asyncio.Queue[Any] = asyncio.Queue()
        self.client.on("session_confirm", self.confirmed.put)


@pytest.fixture
async def widget(address):
    made = Widget()
    await made.client.connect(address, transports=["websocket"])
    yield made
    await made.client.disconnect()


async def test_a_session_is_confirmed_under_its_name_or_a_new_one(widget):
    await widget.client.emit("session_request", {"session_id": "mine"})
    assert await asyncio.wait_for(widget.confirmed.get(), 5) == "mine"
    await widget.client.emit("session_request", {})
    assert len(await asyncio.wait_for(widget.confirmed.get(), 5)) == 32


async def test_without_the_bot_a_sentence_comes_back(widget):
    await widget.client.emit("user_uttered", {"message": "你好", "session_id": "mine"})
    assert (await asyncio.wait_for(widget.heard.get(), 5))["text"]


@pytest.mark.parametrize("nonsense", [None, "x", {}, {"message": 1}, {"message": "a", "session_id": "\x00"}])
async def test_nonsense_is_left_alone(widget, nonsense):
    await widget.client.emit("user_uttered", nonsense)
    await widget.client.emit("session_request", {"session_id": "mine"})
    assert await asyncio.wait_for(widget.confirmed.get(), 5) == "mine"


async def test_no_applicants_conversation_is_open_to_a_socket(widget, applicant: Citizen, address):
    """The page's visitors and the sockets' sessions are different senders, even under one name."""
    await widget.client.emit("session_request", {"session_id": VISITOR})
    await asyncio.wait_for(widget.confirmed.get(), 5)
    await widget.client.emit("user_uttered", {"message": "看看我填了什么", "session_id": VISITOR})
    assert "王建国" not in str(await asyncio.wait_for(widget.heard.get(), 5))
