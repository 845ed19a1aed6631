"""The jobs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.departments.delivery import announce_withdrawal as announce
from api.departments.delivery import deliver
from api.jobs.app import jobs
from api.jobs.context import worker_context
from api.jobs.retries import DeliveryRetry, PromptRetry
from api.sms import service as sms
from api.sms.gateways import gateway_of


@jobs.task(name="deliver_task", retry=DeliveryRetry())
async def deliver_task(task_id: str, revision: int, **_: Any) -> None:
    """Bring a released task to its department."""
    context = worker_context()
    await deliver(context.database, context.http, UUID(task_id), revision)


@jobs.task(name="announce_withdrawal", retry=DeliveryRetry())
async def announce_withdrawal(task_id: str, **_: Any) -> None:
    """Tell a department that the citizen has withdrawn a task that it had received."""
    context = worker_context()
    await announce(context.database, context.http, UUID(task_id))


@jobs.task(name="send_short_message", retry=PromptRetry())
async def send_short_message(message_id: str, **_: Any) -> None:
    """Bring a short message to the gateway."""
    context = worker_context()
    await sms.bring(context.database, gateway_of(context.http), UUID(message_id))
