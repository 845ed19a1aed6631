"""The simulator's HTTP: takes signed tasks for all departments, decides after a while, and reports signed events."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

from api.departments.signing import SignatureError, read_headers, sign, verify
from api.simulators.departments.behaviour import Behaviour, sayings
from api.simulators.departments.ledger import Ledger, Saying

_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Key:
    """What a department was given when it was connected."""

    key_id: str
    secret: str


class Instruction(BaseModel):
    """Tell a department how to behave from now on."""

    department: str
    behaviour: Behaviour


def create_simulator(
    keys: Mapping[str, Key], ledger: Ledger, behaviours: dict[str, Behaviour], seconds: float, report_to: str = ""
) -> FastAPI:
    """The simulator for the departments of `keys`; each decision takes about `seconds`.

    `report_to` is the address to which they report, where it is another than the one that came with a task.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=10) as http:
            speaker = asyncio.create_task(_speak(http, keys, ledger, behaviours, report_to))
            yield
            speaker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await speaker

    used_nonces: set[str] = set()
    simulator = FastAPI(title="Yichuang department simulator", lifespan=lifespan)

    @simulator.post("/{department}/tasks")
    async def receive(department: str, request: Request) -> dict[str, Any]:
        behaviour = behaviours.get(department, Behaviour.APPROVE)
        if behaviour is Behaviour.DOWN:
            raise HTTPException(503, "the department's system is down")
        body = await request.body()
        _check_signature(keys, department, request, body, used_nonces)
        payload = _json(body)
        key = request.headers.get("idempotency-key", payload["task_id"])
        is_new = ledger.receive(key, department, payload, sayings(department, payload, behaviour, seconds))
        return {"received": True, "new": is_new}

    @simulator.post("/{department}/withdrawals")
    async def withdraw(department: str, request: Request) -> dict[str, bool]:
        if behaviours.get(department, Behaviour.APPROVE) is Behaviour.DOWN:
            raise HTTPException(503, "the department's system is down")
        body = await request.body()
        _check_signature(keys, department, request, body, used_nonces)
        ledger.withdraw(department, _json(body)["task_id"])
        return {"received": True}

    @simulator.get("/control/received")
    async def received() -> dict[str, Any]:
        return {"received": ledger.received(), "withdrawn": ledger.withdrawn()}

    @simulator.post("/control/behaviour")
    async def instruct(instruction: Instruction) -> dict[str, str]:
        behaviours[instruction.department] = instruction.behaviour
        return dict(behaviours)

    return simulator


def _check_signature(
    keys: Mapping[str, Key], department: str, request: Request, body: bytes, used_nonces: set[str]
) -> None:
    key = keys.get(department)
    try:
        signature = read_headers(request.headers)
        known = key is not None and signature.key_id == key.key_id
        verify(key.secret if key and known else "", signature, request.method, request.url.path, body)
    except SignatureError as error:
        raise HTTPException(401, str(error)) from error
    if signature.nonce in used_nonces:
        raise HTTPException(401, "this very message came before")
    used_nonces.add(signature.nonce)


def _json(body: bytes) -> dict[str, Any]:
    """What the body holds; a body that is no JSON object is refused."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, "the body is no JSON") from error
    if not isinstance(content, dict):
        raise HTTPException(400, "the body is no JSON object")
    return content


async def _speak(
    http: httpx.AsyncClient,
    keys: Mapping[str, Key],
    ledger: Ledger,
    behaviours: Mapping[str, Behaviour],
    report_to: str,
) -> None:
    """Report what is due, again and again until it is taken."""
    while True:
        for saying in ledger.due():
            if behaviours.get(saying.department) is not Behaviour.DOWN and await _report(http, keys, saying, report_to):
                ledger.said(saying.event_id)
        await asyncio.sleep(_PAUSE_SECONDS)


async def _report(http: httpx.AsyncClient, keys: Mapping[str, Key], saying: Saying, report_to: str) -> bool:
    """Report one event; False when it has to be tried again. What is refused for good is not repeated."""
    key = keys[saying.department]
    callback = f"{report_to}{urlsplit(saying.callback).path}" if report_to else saying.callback
    url = f"{callback}/tasks/{saying.task_id}/events"
    body = orjson.dumps(saying.event)
    headers = {
        "Content-Type": "application/json",
        **sign(key.secret, key.key_id, "POST", urlsplit(url).path, body),
    }
    try:
        response = await http.post(url, content=body, headers=headers)
    except httpx.HTTPError:
        return False
    return not response.is_server_error and response.status_code != httpx.codes.UNAUTHORIZED
