"""The only door to the tables of conversations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Flag, Message

_LOOKED_BACK = 8
"""More than the bot says in one turn."""


async def find_or_create(session: AsyncSession, channel: str, sender: str) -> Conversation:
    """The conversation of this sender on this channel; made when there is none."""
    found = await find(session, channel, sender)
    if found is not None:
        return found
    await session.execute(insert(Conversation).values(channel=channel, sender=sender).on_conflict_do_nothing())
    created = await find(session, channel, sender)
    if created is None:
        message = f"conversation of {channel} could not be made"
        raise RuntimeError(message)
    return created


async def find(session: AsyncSession, channel: str, sender: str) -> Conversation | None:
    """The conversation of this sender on this channel."""
    return await session.scalar(
        select(Conversation).where(Conversation.channel == channel, Conversation.sender == sender)
    )


async def find_locked(session: AsyncSession, channel: str, sender: str) -> Conversation | None:
    """The conversation of this sender, held by this transaction until it ends."""
    return await session.scalar(
        select(Conversation)
        .where(Conversation.channel == channel, Conversation.sender == sender)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def lock(session: AsyncSession, conversation_id: UUID) -> Conversation | None:
    """The conversation, held by this transaction until it ends."""
    return await session.get(Conversation, conversation_id, with_for_update=True, populate_existing=True)


async def by_client_id(session: AsyncSession, conversation_id: UUID, client_id: UUID) -> Message | None:
    """The message that a client sent under this id."""
    return await session.scalar(
        select(Message).where(Message.conversation_id == conversation_id, Message.client_id == client_id)
    )


async def message(session: AsyncSession, conversation_id: UUID, seq: int) -> Message | None:
    """One message."""
    return await session.get(Message, (conversation_id, seq))


async def replies_to(session: AsyncSession, conversation_id: UUID, seq: int) -> Sequence[Message]:
    """The messages that answer this one."""
    rows = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.in_reply_to == seq)
        .order_by(Message.seq)
    )
    return rows.all()


async def messages_after(session: AsyncSession, conversation_id: UUID, seq: int, limit: int) -> Sequence[Message]:
    """The latest messages after `seq`, oldest first, at most `limit`."""
    rows = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq > seq)
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    return list(reversed(rows.all()))


async def last_bot_messages(session: AsyncSession, conversation_id: UUID) -> Sequence[Message]:
    """The messages of the last turn in which the bot spoke."""
    last = await session.scalar(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.role == "bot", Message.in_reply_to.is_not(None))
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return (
        [] if last is None or last.in_reply_to is None else await replies_to(session, conversation_id, last.in_reply_to)
    )


async def bot_messages_before(session: AsyncSession, conversation_id: UUID, seq: int) -> Sequence[Message]:
    """What the bot said last before a message, the newest first; no further back than the citizen's own last words."""
    recent = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq < seq)
        .order_by(Message.seq.desc())
        .limit(_LOOKED_BACK)
    )
    return list(takewhile(lambda message: message.role == "bot", recent))


def add(session: AsyncSession, entity: Message | Flag) -> None:
    """Store a message or a flag with this transaction."""
    session.add(entity)


async def all_messages(session: AsyncSession, conversation_id: UUID) -> Sequence[Message]:
    """Everything that was said, oldest first."""
    found = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    return (await session.scalars(found)).all()


async def erase(session: AsyncSession, conversation_id: UUID, *, keep_row: bool) -> int:
    """Delete what was said and what was noted about it, and the conversation itself; how many messages there were."""
    erased = await session.execute(delete(Message).where(Message.conversation_id == conversation_id).returning(1))
    count = len(erased.all())
    await session.execute(delete(Flag).where(Flag.conversation_id == conversation_id))
    whole = Conversation.id == conversation_id
    if keep_row:
        await session.execute(update(Conversation).where(whole).values(asked=None, confirming=None))
    else:
        await session.execute(delete(Conversation).where(whole))
    return count
