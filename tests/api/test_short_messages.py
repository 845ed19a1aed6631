"""Short messages: brought once, by a gateway of the city's choice."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from sqlalchemy import select

from api.sms import service as sms
from api.sms.gateways import ConsoleGateway, GatewayError, HttpGateway
from api.sms.models import ShortMessage
from tests.api.conftest import MOBILE
from tests.serving import serving


async def test_a_short_message_is_brought_once_and_forgotten(database, tmp_path):
    file = tmp_path / "short-messages.jsonl"
    async with database.transaction() as session:
        await sms.queue(session, MOBILE, "您好")
    async with database.transaction() as session:
        [message] = (await session.scalars(select(ShortMessage))).all()
    for _ in range(2):
        await sms.bring(database, ConsoleGateway(file), message.id)
    assert file.read_text(encoding="utf-8").count("您好") == 1
    assert file.stat().st_mode & 0o077 == 0


@pytest.fixture
def carrier() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]], list[int]]]:
    """A carrier's HTTP service: where it is, what it got, and the statuses that it will answer with."""
    got: list[tuple[str, dict[str, str]]] = []
    answers: list[int] = []
    application = FastAPI()

    @application.post("/send")
    async def take(request: Request) -> Response:
        got.append((request.headers["Authorization"], await request.json()))
        return Response(status_code=answers.pop() if answers else 200)

    with serving(application) as url:
        yield f"{url}/send", got, answers


async def test_a_carrier_is_asked_again_until_it_takes_the_message(database, carrier):
    url, got, answers = carrier
    answers.append(503)
    async with database.transaction() as session:
        await sms.queue(session, MOBILE, "您好")
    async with database.transaction() as session:
        [message] = (await session.scalars(select(ShortMessage))).all()
    async with httpx.AsyncClient(trust_env=False) as http:
        gateway = HttpGateway(http, url, "secret")
        with pytest.raises(GatewayError, match="503"):
            await sms.bring(database, gateway, message.id)
        await sms.bring(database, gateway, message.id)
    assert got == [("Bearer secret", {"id": str(message.id), "mobile": MOBILE, "text": "您好"})] * 2
