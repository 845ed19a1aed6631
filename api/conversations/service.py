"""Storing and reading what is said in a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Conversation, Flag, Message
from api.database import now
from api.errors import NotFoundError

_HISTORY = 200
"""How many messages a client gets at once; older ones stay in the database."""


async def open_conversation(session: AsyncSession, channel: str, sender: str) -> Conversation:
    """The sender's conversation, new or old, locked by this transaction."""
    conversation = await repository.find_or_create(session, channel, sender)
    return await locked(session, conversation.id)


async def find_conversation(session: AsyncSession, channel: str, sender: str) -> Conversation:
    """The sender's conversation; raises NotFoundError."""
    conversation = await repository.find(session, channel, sender)
    if conversation is None:
        raise NotFoundError("no_conversation")
    return conversation


async def locked_of_sender(session: AsyncSession, channel: str, sender: str) -> Conversation:
    """The sender's conversation, held until this transaction ends; raises NotFoundError."""
    conversation = await repository.find_locked(session, channel, sender)
    if conversation is None:
        raise NotFoundError("no_conversation")
    return conversation


async def locked(session: AsyncSession, conversation_id: UUID) -> Conversation:
    """The conversation, held until this transaction ends; raises NotFoundError."""
    conversation = await repository.lock(session, conversation_id)
    if conversation is None:
        raise NotFoundError("no_conversation")
    return conversation


async def hear(session: AsyncSession, conversation: Conversation, text: str, client_id: UUID | None = None) -> Message:
    """Store what the citizen said. The same client id stores it once, however often it is sent."""
    if client_id is not None:
        known = await repository.by_client_id(session, conversation.id, client_id)
        if known is not None:
            return known
    return _append(session, conversation, role="citizen", text=text, client_id=client_id)


def speak(
    session: AsyncSession,
    conversation: Conversation,
    text: str,
    *,
    in_reply_to: int | None = None,
    buttons: list[dict[str, str]] | None = None,
    card: dict[str, Any] | None = None,
) -> Message:
    """Store what the bot says, in the same transaction as what it did."""
    return _append(
        session, conversation, role="bot", text=text, in_reply_to=in_reply_to, buttons=buttons or [], card=card
    )


async def replies_to(session: AsyncSession, conversation_id: UUID, seq: int) -> Sequence[Message]:
    """The answers to a message, if it has been answered."""
    return await repository.replies_to(session, conversation_id, seq)


async def message(session: AsyncSession, conversation_id: UUID, seq: int) -> Message | None:
    """One message of the conversation."""
    return await repository.message(session, conversation_id, seq)


async def last_bot_messages(session: AsyncSession, conversation_id: UUID) -> Sequence[Message]:
    """What the bot said last."""
    return await repository.last_bot_messages(session, conversation_id)


async def pressed(session: AsyncSession, conversation_id: UUID, said: Message) -> str | None:
    """What the button sends whose label the citizen typed; None where no button of the last replies has this label."""
    label = said.text.strip().casefold()
    shown = await repository.bot_messages_before(session, conversation_id, said.seq)
    return next((b["text"] for each in shown for b in each.buttons if b["label"].casefold() == label), None)


async def history(session: AsyncSession, conversation_id: UUID, after: int = 0) -> Sequence[Message]:
    """The messages after `after`, oldest first."""
    return await repository.messages_after(session, conversation_id, after, _HISTORY)


async def everything_said(session: AsyncSession, conversation_id: UUID) -> Sequence[Message]:
    """All messages of a conversation, oldest first."""
    return await repository.all_messages(session, conversation_id)


async def erase(session: AsyncSession, conversation_id: UUID, *, keep_row: bool) -> dict[str, int]:
    """Delete what was said; the conversation's row stays where a case belongs to it. How much was removed."""
    return {"messages": await repository.erase(session, conversation_id, keep_row=keep_row)}


def flag(session: AsyncSession, conversation: Conversation, reason: str, message_seq: int | None = None) -> None:
    """Ask for a person's attention."""
    repository.add(session, Flag(conversation_id=conversation.id, reason=reason, message_seq=message_seq))


def _append(session: AsyncSession, conversation: Conversation, **values: Any) -> Message:
    conversation.last_seq += 1
    conversation.last_message_at = now()
    blank: dict[str, Any] = {"client_id": None, "in_reply_to": None, "buttons": [], "card": None, "created_at": now()}
    message = Message(conversation_id=conversation.id, seq=conversation.last_seq, **{**blank, **values})
    repository.add(session, message)
    return message
