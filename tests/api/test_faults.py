"""The drill's own parts: a line that loses requests, and counting that notices what is missing or double."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from fastapi import FastAPI, Request

from api.cases.stages import Stage
from api.simulators.departments.ledger import Ledger
from api.simulators.faults.findings import findings
from api.simulators.faults.network import BadLine, Fate
from tests.serving import serving

REQUESTS = 60


@pytest.fixture
def receiver() -> Iterator[tuple[int, list[bytes]]]:
    """A program behind the line: its port, and what has arrived."""
    arrived: list[bytes] = []
    application = FastAPI()

    @application.post("/task")
    async def take(request: Request) -> dict[str, int]:
        arrived.append(await request.body())
        return {"number": len(arrived)}

    with serving(application) as url:
        yield urlsplit(url).port or 0, arrived


async def send_all(port: int) -> int:
    """Send many requests over one client; how many were answered."""
    answered = 0
    async with httpx.AsyncClient(trust_env=False) as http:
        for number in range(REQUESTS):
            try:
                response = await http.post(f"http://127.0.0.1:{port}/task", content=f"任务{number}" * 50)
            except httpx.HTTPError:
                continue
            assert response.is_success
            answered += 1
    return answered


async def test_a_good_line_relays_everything(receiver):
    port, arrived = receiver
    line = BadLine(port, 0.0, random.Random(1))
    assert await send_all(await line.open()) == REQUESTS
    assert arrived[7].decode() == "任务7" * 50
    await line.close()


async def test_a_bad_line_loses_some_on_the_way_and_some_on_the_way_back(receiver):
    port, arrived = receiver
    line = BadLine(port, 0.5, random.Random(1))
    answered = await send_all(await line.open())
    await line.close()

    assert sum(line.fates.values()) == REQUESTS, "every request has a fate of its own"
    assert answered == line.fates[Fate.RELAYED]
    assert len(arrived) == REQUESTS - line.fates[Fate.NEVER_SENT]
    assert min(line.fates.values()) > 0


async def test_a_mended_line_loses_nothing_more(receiver):
    port, _ = receiver
    line = BadLine(port, 1.0, random.Random(1))
    at = await line.open()
    assert await send_all(at) == 0
    line.mend()
    assert await send_all(at) == REQUESTS
    await line.close()


async def counted(database, ledger: Ledger, case_numbers: list[str]) -> dict[str, tuple[int, int]]:
    async with database.transaction() as session:
        found = await findings(session, ledger, case_numbers)
    return {each.promise: (each.held, each.broken) for each in found}


async def test_what_is_missing_is_found(applicant, begun_case, database, tmp_path):
    tasks = await applicant.tasks(begun_case)
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for item in ("food", "sign"):
        payload = {"task_id": str(tasks[item].id), "item": {"id": item}}
        ledger.receive(f"{tasks[item].id}:1", tasks[item].department_id, payload, [])
    await applicant.decide(begun_case, "sign", Stage.GRANTED)

    found = await counted(database, ledger, [begun_case.case_no, "37098220990101000001"])

    assert found["a confirmed submission is there once"] == (1, 1)
    assert found["a task was new to its department once"] == (2, len(tasks) - 2)
    assert found["a decision was applied once"] == (2, len(tasks) - 2), "biz-reg and sign"
    assert found["a licence was issued once"] == (2, len(tasks) - 2)


async def test_what_came_twice_is_found(applicant, begun_case, database, tmp_path):
    food = (await applicant.tasks(begun_case))["food"]
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for key in (f"{food.id}:1", "a-key-that-should-not-be"):
        ledger.receive(key, food.department_id, {"task_id": str(food.id), "item": {"id": "food"}}, [])
    await applicant.decide(begun_case, "food", Stage.GRANTED)
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "INSERT INTO task_events (task_id, event_id, actor, before, after, at)"
            " VALUES (%s, 'again', 'scjg', 'granted', 'granted', now())",
            (food.id,),
        )

    found = await counted(database, ledger, [begun_case.case_no])

    assert found["a task was new to its department once"][0] == 0
    assert found["a decision was applied once"][0] == 1, "only biz-reg's"
