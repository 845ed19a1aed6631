"""Pages of the staff that follow what happens, over real connections: server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from api import takeover
from api.attention import service as attention
from api.cases import service as cases
from api.cases.service import DepartmentEvent
from api.cases.stages import Stage
from api.console import live
from api.conversations import service as conversations
from api.dialogue.news import take_department_event
from api.staff import accounts
from api.staff import service as staff
from tests.api.test_console import PASSWORD, cheap_hashes, log_in

__all__ = ["cheap_hashes"]
QUEUE = "/console/conversations"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    kind: str
    data: str
    id: str


class Stream:
    """An open stream, read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self._events = self._read(response)

    async def _read(self, response: httpx.Response) -> AsyncIterator[Event]:
        event: dict[str, list[str]] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                event.setdefault(name, []).append(value)
            elif "data" in event or "event" in event:
                yield Event(*("\n".join(event.get(part, [])) for part in ("event", "data", "id")))
                event = {}

    async def next(self, seconds: float = 5) -> Event:
        return await asyncio.wait_for(anext(self._events), seconds)

    async def until(self, words: str, seconds: float = 5) -> Event:
        """The first event that holds these words."""
        async with asyncio.timeout(seconds):
            while words not in (event := await self.next(seconds)).data:
                pass
        return event

    async def is_over(self, seconds: float = 5) -> bool:
        async with asyncio.timeout(seconds):
            async for _event in self._events:
                pass
        return True


@pytest.fixture
async def desk(address, database):
    """A function that logs somebody in and opens a stream."""
    async with database.transaction() as session:
        await accounts.save_reviewer(session, "chen", PASSWORD)
        await accounts.save_reviewer(session, "liu", PASSWORD)
        await accounts.save_coordinator(session, "zhao", PASSWORD)
        for department in ("scjg", "xfj"):
            await accounts.save_clerk(session, department, PASSWORD, department)
    async with contextlib.AsyncExitStack() as opened:

        async def open_stream(name: str, where: str, **headers: str) -> Stream:
            browser = await opened.enter_async_context(httpx.AsyncClient(base_url=address, timeout=10))
            await log_in(browser, name)
            response = await opened.enter_async_context(browser.stream("GET", where, headers=headers))
            assert response.status_code == 200
            return Stream(response)

        yield open_stream


async def test_the_queue_tells_within_a_second_that_a_citizen_waits(desk, citizen):
    await citizen.begin()
    queue = await desk("chen", f"{QUEUE}/live")
    assert (await queue.next()).kind == "changed", "a page that was away is right again"
    await asyncio.sleep(0.5)
    began = time.monotonic()
    await citizen.say("human", "转人工")
    assert (await queue.next()).kind == "changed"
    assert time.monotonic() - began < 1


async def test_the_queue_tells_that_somebody_has_taken_one_or_labelled_it(desk, citizen):
    await citizen.begin()
    queue = await desk("chen", f"{QUEUE}/live")
    await queue.next()
    async with citizen.database.transaction() as session:
        await attention.label(session, citizen.conversation_id, "消防")
    await queue.next()
    async with citizen.database.transaction() as session:
        await takeover.take_over(session, citizen.conversation_id, "reviewer/liu", "接手了")
    assert (await queue.next()).kind == "changed"


async def test_what_is_said_comes_to_the_page_once_and_masked(desk, applicant):
    last = (await applicant.history())[-1].seq
    stream = await desk("chen", f"{QUEUE}/{applicant.conversation_id}/live?after={last}")
    await applicant.say("thanks_bye", "谢谢，有事打13905384321")
    newest = (await applicant.history())[-1].seq
    told: list[Event] = []
    while not told or f"message-{newest}" not in told[-1].data:
        told.append(await stream.next())
    everything = "".join(event.data for event in told)
    assert "有事打139****4321" in everything
    numbers = re.findall(r'id="message-(\d+)"', everything)
    assert numbers == [str(seq) for seq in range(last + 1, newest + 1)]
    event = told[-1]
    again = await desk("chen", f"{QUEUE}/{applicant.conversation_id}/live?after={last}", **{"Last-Event-ID": event.id})
    assert "<li" not in (await again.next()).data, "what was told before is not told to the page that connects again"


async def test_the_page_tells_who_else_has_the_conversation_open_until_they_leave(desk, citizen, address):
    await citizen.begin()
    page = f"{QUEUE}/{citizen.conversation_id}/live"
    chen = await desk("chen", page)
    async with httpx.AsyncClient(base_url=address) as browser:
        await log_in(browser, "liu")
        async with browser.stream("GET", page):
            await chen.until("liu 也开着这段对话")
    while "liu" in (await chen.next(8)).data:
        pass


async def test_the_page_tells_that_somebody_has_taken_over(desk, citizen):
    await citizen.begin()
    chen = await desk("chen", f"{QUEUE}/{citizen.conversation_id}/live")
    await chen.next()
    async with citizen.database.transaction() as session:
        await takeover.take_over(session, citizen.conversation_id, "reviewer/liu", "接手了")
    assert "reviewer/liu 正在处理" in (await chen.until("正在处理")).data
    assert await chen.next() == Event("taken", "reviewer/liu", "")


async def test_a_department_hears_of_its_own_tasks_and_the_coordinator_of_all(desk, begun_case, database):
    own, other, coordinator = [
        await desk(name, where)
        for name, where in (
            ("scjg", "/console/tasks/live"), ("xfj", "/console/tasks/live"), ("zhao", "/console/desk/live"),
        )
    ]  # fmt: skip
    for stream in (own, other, coordinator):
        await stream.next()
    async with database.transaction() as session:
        tasks = await cases.tasks_of(session, begun_case.id)
        task = next(each for each in tasks if (each.department_id, each.stage) == ("scjg", "dispatched"))
        event = DepartmentEvent(event_id="e1", kind=Stage.ACCEPTED, actor="clerk/scjg")
        await take_department_event(session, task.id, "scjg", event)
    assert (await own.next()).kind == (await coordinator.next()).kind == "changed"
    with pytest.raises(TimeoutError):
        await other.next(2)


async def test_a_stream_ends_when_the_log_in_does(address, database, desk, monkeypatch):
    monkeypatch.setattr(live, "_TURN_OF_A_MINUTE", 0.2)
    async with httpx.AsyncClient(base_url=address) as browser:
        await log_in(browser, "chen")
        token = browser.cookies["yichuang_staff"]
        async with browser.stream("GET", f"{QUEUE}/live") as response:
            stream = Stream(response)
            await stream.next()
            async with database.transaction() as session:
                await staff.log_out(session, token)
            assert await stream.is_over()


async def test_a_conversation_that_nobody_knows_is_refused_before_the_stream(address, desk):
    del desk
    async with httpx.AsyncClient(base_url=address) as browser:
        await log_in(browser, "chen")
        assert (await browser.get(f"{QUEUE}/00000000-0000-0000-0000-000000000007/live")).status_code == 404


async def test_what_was_written_is_on_the_page_after_a_refusal(address, desk, citizen):
    del desk
    await citizen.begin()
    page = f"{QUEUE}/{citizen.conversation_id}"
    async with httpx.AsyncClient(base_url=address) as browser, citizen.database.transaction() as session:
        await log_in(browser, "chen")
        await conversations.read(session, citizen.conversation_id)
        csrf = (await browser.get(page)).text.partition('name="csrf" value="')[2].partition('"')[0]
        refused = await browser.post(f"{page}/reply", data={"csrf": csrf, "text": "您好，我看看"})
    assert refused.status_code == 409
    assert "您好，我看看" in refused.text
