"""Delivering a task to a department's own system: signed, and recognisable when it is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import orjson
import structlog

from api.cases import service as cases
from api.cases.stages import FINAL, Stage
from api.database import Database, now
from api.departments import service
from api.departments.signing import sign
from api.metrics import deliveries
from api.settings import settings

_log = structlog.get_logger()


class DeliveryError(Exception):
    """The department's system did not take the parcel; it will be tried again."""

    def __init__(self, reason: str, attempts: int | None = None) -> None:
        super().__init__(reason)
        self.attempts = attempts
        """How often it was really sent; None when each run of the job has sent it."""


class RestingError(Exception):
    """The department's system has failed too often and is left to rest; nothing was sent."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"resting until {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True)
class _Parcel:
    department_id: str
    url: str
    key_id: str
    secret: str
    body: bytes
    idempotency_key: str


async def deliver(database: Database, http: httpx.AsyncClient, task_id: UUID, revision: int) -> None:
    """Push a task once; raises DeliveryError when it has to be tried again, RestingError when it was not sent.

    A department that pulls or works in the console finds the task there already. A task that has moved on, or a
    later revision, makes the job void.
    """
    parcel = await _pack(database, task_id, revision)
    if parcel is None:
        return
    error = await _send(http, parcel)
    deliveries.labels("failed" if error else "delivered").inc()
    async with database.transaction() as session:
        attempts = await cases.note_delivery(session, task_id, revision, error)
        await service.note_outcome(session, parcel.department_id, failed=error is not None)
    if error:
        _log.warning("delivery failed", task=str(task_id), error=error)
        raise DeliveryError(error, attempts)


async def announce_withdrawal(database: Database, http: httpx.AsyncClient, task_id: UUID) -> None:
    """Tell a department's system once that a task was withdrawn; raises DeliveryError when it has to be tried again.

    One that pulls or works in the console sees it by the stage.
    """
    async with database.transaction() as session:
        task = await cases.task_by_id(session, task_id)
        target = await service.push_target(session, task.department_id)
        case_no = (task.payload or {}).get("case_no")
    if target is None or target.url is None or target.key_id is None or target.secret is None:
        return
    body = orjson.dumps({"task_id": str(task_id), "case_no": case_no})
    parcel = _Parcel(
        target.department_id, f"{target.url}/withdrawals", target.key_id, target.secret, body, f"{task_id}:withdrawn"
    )
    if error := await _send(http, parcel):
        _log.warning("withdrawal not announced", task=str(task_id), error=error)
        raise DeliveryError(error)


async def _pack(database: Database, task_id: UUID, revision: int) -> _Parcel | None:
    async with database.transaction() as session:
        task = await cases.task_by_id(session, task_id)
        target = await service.push_target(session, task.department_id)
        if target is None or task.revision != revision:
            return None
        # A task that is dispatched; or one that the department has, to which something was added.
        if task.stage != Stage.DISPATCHED and (revision == 1 or task.stage in FINAL):
            return None
        if target.url is None or target.key_id is None or target.secret is None:
            return None
        body: dict[str, Any] = {**(task.payload or {}), "callback": f"{settings().own_url}/api/v1/department"}
        if target.rests_until is not None and target.rests_until > now():
            raise RestingError(target.rests_until)
        return _Parcel(
            target.department_id,
            f"{target.url}/tasks",
            target.key_id,
            target.secret,
            orjson.dumps(body),
            f"{task_id}:{revision}",
        )


async def _send(http: httpx.AsyncClient, parcel: _Parcel) -> str | None:
    """Send it; what went wrong, or None."""
    address = urlsplit(parcel.url)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": parcel.idempotency_key,
        **sign(parcel.secret, parcel.key_id, "POST", address.path, parcel.body),
    }
    try:
        response = await http.post(parcel.url, content=parcel.body, headers=headers)
    except httpx.HTTPError as error:
        return type(error).__name__
    return None if response.is_success else f"HTTP {response.status_code}"
