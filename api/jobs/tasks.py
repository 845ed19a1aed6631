"""The jobs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.announcing.service import announce
from api.departments.delivery import announce_withdrawal as tell_withdrawal
from api.departments.delivery import deliver
from api.improving import service as improving
from api.jobs.app import jobs
from api.jobs.context import worker_context
from api.jobs.retries import DeliveryRetry, PromptRetry
from api.settings import settings
from api.sms import service as sms
from api.sms.gateways import gateway_of
from api.wechat.client import WeChatClient
from api.wechat.service import Answering


@jobs.task(name="deliver_task", retry=DeliveryRetry())
async def deliver_task(task_id: str, revision: int, **_: Any) -> None:
    """Bring a released task to its department."""
    context = worker_context()
    await deliver(context.database, context.http, UUID(task_id), revision)


@jobs.task(name="announce_withdrawal", retry=DeliveryRetry())
async def announce_withdrawal(task_id: str, **_: Any) -> None:
    """Tell a department that the citizen has withdrawn a task that it had received."""
    context = worker_context()
    await tell_withdrawal(context.database, context.http, UUID(task_id))


@jobs.task(name="send_short_message", retry=PromptRetry())
async def send_short_message(message_id: str, **_: Any) -> None:
    """Bring a short message to the gateway."""
    context = worker_context()
    await sms.bring(context.database, gateway_of(context.http), UUID(message_id))


@jobs.task(name="answer_wechat_push", retry=PromptRetry())
async def answer_wechat_push(key: str, **_: Any) -> None:
    """Send by messages what a push of WeChat's is answered with."""
    context = worker_context()
    client = WeChatClient(context.database, context.http)
    await Answering(context.database, context.bot, client).answer_later(key)


@jobs.task(name="train_candidate")
async def train_candidate(candidate_id: str, **_: Any) -> None:
    """Train a model on what was reviewed, and judge it."""
    await improving.train(worker_context().database, UUID(candidate_id))


@jobs.task(name="announce", retry=PromptRetry())
async def announce_news(conversation_id: str, **_: Any) -> None:
    """Tell a citizen what happened while they were not looking."""
    context = worker_context()
    client = WeChatClient(context.database, context.http) if settings().wechat_app_id else None
    wait = await announce(context.database, client, UUID(conversation_id))
    if wait is not None:
        later = announce_news.configure(schedule_in={"seconds": int(wait.total_seconds()) + 1})
        await later.defer_async(conversation_id=conversation_id)
