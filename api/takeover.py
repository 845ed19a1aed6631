"""A person takes a conversation over. From that moment until it is handed back nothing is said by the bot.

Both change the conversation's row, which every turn holds while it is decided: a reply that was being computed finds
the conversation taken and is not stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.conversations import repository
from api.conversations.models import Conversation, Flag
from api.conversations.service import locked, say_as_staff, say_as_system
from api.database import now
from api.errors import ConflictError, UnprocessableError

_LONG_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{4,12}(\d{4}|\d{3}[xX])(?![\dxX])")


async def take_over(session: AsyncSession, conversation_id: UUID, by: str, notice: str) -> Conversation:
    """Take a conversation over and tell the citizen; raises ConflictError when somebody else has it in hand."""
    conversation = await locked(session, conversation_id)
    if conversation.taken_by == by:
        return conversation
    if conversation.taken_by is not None:
        raise ConflictError("taken_by_other", name=conversation.taken_by)
    conversation.taken_by, conversation.taken_at, conversation.confirming = by, now(), None
    say_as_system(session, conversation, notice)
    audit.record(session, by, "write", "conversation", conversation.id, conversation.id, fields=["taken_by"])
    return conversation


async def reply(session: AsyncSession, conversation_id: UUID, by: str, text: str) -> Conversation:
    """Say something to the citizen; raises ConflictError for who has not taken the conversation over."""
    conversation = await in_hand(session, conversation_id, by)
    if not text.strip():
        raise UnprocessableError("message_empty")
    say_as_staff(session, conversation, text.strip())
    return conversation


async def hand_back(session: AsyncSession, conversation_id: UUID, by: str, notice: str) -> Conversation:
    """Give a conversation back to the bot with a last word to the citizen; its flags are dealt with."""
    conversation = await in_hand(session, conversation_id, by)
    say_as_system(session, conversation, notice)
    conversation.taken_by = conversation.taken_at = None
    await resolve(session, conversation.id, by)
    audit.record(session, by, "write", "conversation", conversation.id, conversation.id, fields=["taken_by"])
    return conversation


async def resolve(session: AsyncSession, conversation_id: UUID, by: str) -> int:
    """The flags of a conversation are dealt with; how many there were."""
    return await repository.resolve_flags(session, conversation_id, by)


async def flags_of(session: AsyncSession, conversation_id: UUID) -> Sequence[Flag]:
    """All flags of a conversation, oldest first."""
    return await repository.flags_of(session, conversation_id)


def masked_text(text: str) -> str:
    """A text without the middle of its long numbers: identity cards, telephones, bank accounts."""
    return _LONG_NUMBER.sub(lambda found: f"{found[1]}{'*' * (len(found.group()) - 7)}{found.group()[-4:]}", text)


async def in_hand(session: AsyncSession, conversation_id: UUID, by: str) -> Conversation:
    """A conversation that somebody has in hand, held by this transaction; raises ConflictError when they have not."""
    conversation = await locked(session, conversation_id)
    if conversation.taken_by != by:
        raise ConflictError("not_taken")
    return conversation
