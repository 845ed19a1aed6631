"""Which conversations have been kept longer than their rule allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.models import Case
from api.conversations.models import Conversation, Message


async def overdue(session: AsyncSession, quiet_since: datetime, closed_before: datetime, limit: int) -> Sequence[UUID]:
    """Conversations of which something is left, quiet since then, and with no case but ones closed long enough ago."""
    something_left = exists().where(Message.conversation_id == Conversation.id)
    kept = or_(Case.closed_at.is_(None), Case.closed_at >= closed_before)
    case_in_the_way = exists().where(Case.conversation_id == Conversation.id, kept)
    found = select(Conversation.id).where(Conversation.last_message_at < quiet_since, something_left, ~case_in_the_way)
    return (await session.scalars(found.order_by(Conversation.last_message_at).limit(limit))).all()
