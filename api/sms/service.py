"""Queueing short messages, and bringing them to the gateway."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database
from api.jobs.app import defer
from api.sms.gateways import Gateway
from api.sms.models import ShortMessage


async def queue(session: AsyncSession, mobile: str, text: str) -> None:
    """Have a message sent when this transaction has been committed, and only then."""
    message = ShortMessage(mobile=mobile, text=text)
    session.add(message)
    await session.flush()
    await defer(session, "send_short_message", message_id=str(message.id))


async def bring(database: Database, gateway: Gateway, message_id: UUID) -> None:
    """Bring a message to the gateway and forget it; nothing to do where that has been done.

    Raises GatewayError; a message may be brought twice when the process dies in between.
    """
    async with database.transaction() as session:
        message = await session.get(ShortMessage, message_id)
    if message is None:
        return
    await gateway.send(message.id, message.mobile, message.text)
    async with database.transaction() as session:
        await session.delete(message)
