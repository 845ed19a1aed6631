"""Storing and reading what is said in a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Citizen, Conversation, Flag, Message, Sender
from api.conversations.pressing import button_named
from api.database import now
from api.errors import NotFoundError

_MOST_MESSAGES = 2**31 - 1
_HISTORY = 200
"""How many messages a client gets at once; older ones stay in the database."""


async def open_conversation(session: AsyncSession, channel: str, name: str) -> Conversation:
    """The sender's conversation, new or old, locked by this transaction."""
    await repository.find_or_create(session, channel, name)
    return (await locked_of_sender(session, channel, name))[0]


async def find_sender(session: AsyncSession, channel: str, name: str) -> Sender:
    """Somebody on a channel; raises NotFoundError for a newcomer."""
    sender = await repository.find_sender(session, channel, name)
    if sender is None:
        raise NotFoundError("no_conversation")
    return sender


async def find_conversation(session: AsyncSession, channel: str, name: str) -> Conversation:
    """The sender's conversation; raises NotFoundError."""
    sender = await find_sender(session, channel, name)
    conversation = await repository.get(session, sender.conversation_id)
    if conversation is None:
        raise NotFoundError("no_conversation")
    return conversation


async def locked_of_sender(session: AsyncSession, channel: str, name: str) -> tuple[Conversation, Sender]:
    """The sender's conversation, held until this transaction ends, and the sender; raises NotFoundError."""
    found = await repository.sender_with_conversation(session, channel, name)
    if found is None:
        raise NotFoundError("no_conversation")
    sender, conversation = found
    if conversation.merged_into is not None:  # it was merged while this waited
        conversation = await locked(session, conversation.merged_into)
        await session.refresh(sender)
    return conversation, sender


async def locked(session: AsyncSession, conversation_id: UUID) -> Conversation:
    """The conversation, or the one that it has gone into, held until this transaction ends; raises NotFoundError."""
    conversation = await repository.lock(session, conversation_id)
    if conversation is None:
        raise NotFoundError("no_conversation")
    return conversation if conversation.merged_into is None else await locked(session, conversation.merged_into)


async def read(session: AsyncSession, conversation_id: UUID) -> Conversation:
    """The conversation, or the one that it has gone into, without holding it; raises NotFoundError."""
    conversation = await repository.get(session, conversation_id)
    if conversation is None:
        raise NotFoundError("no_conversation")
    return conversation if conversation.merged_into is None else await read(session, conversation.merged_into)


async def is_in(session: AsyncSession, channel: str, name: str, conversation_id: UUID) -> bool:
    """Whether somebody on a channel speaks in this conversation."""
    found = await repository.find_sender(session, channel, name)
    return found is not None and found.conversation_id == conversation_id


async def sender(session: AsyncSession, sender_id: UUID) -> Sender | None:
    """A sender by id."""
    return await repository.sender(session, sender_id)


async def senders_of(session: AsyncSession, conversation_id: UUID) -> Sequence[Sender]:
    """Everybody who speaks in a conversation, who was heard last first."""
    return await repository.senders_of(session, conversation_id)


async def citizen_of(session: AsyncSession, conversation: Conversation) -> Citizen | None:
    """Whose conversation it is; None while nobody in it has proved who they are."""
    return await repository.citizen(session, conversation.citizen_id) if conversation.citizen_id else None


async def join_by_link(session: AsyncSession, channel: str, name: str, conversation: Conversation, link: str) -> None:
    """Let somebody new on a channel speak in a conversation, held by this transaction.

    Raises NotFoundError when somebody has come by this link before.
    """
    if await repository.came_by(session, link) is not None:
        raise NotFoundError("link_used")
    repository.add(session, Sender(channel=channel, name=name, conversation_id=conversation.id, link=link))


async def note_seen(session: AsyncSession, channel: str, name: str, seq: int) -> None:
    """The page of this sender shows the conversation up to this message."""
    await repository.note_seen(session, channel, name, min(seq, _MOST_MESSAGES))


async def everything_merged(session: AsyncSession, conversation_id: UUID) -> Sequence[UUID]:
    """A conversation with all that have gone into it."""
    return [conversation_id, *await repository.merged(session, conversation_id)]


async def where_to(session: AsyncSession, conversation_id: UUID, seq: int) -> tuple[UUID, int]:
    """Where a message is now, after its conversation may have gone into another."""
    conversation = await repository.get(session, conversation_id)
    if conversation is None or conversation.merged_into is None:
        return conversation_id, seq
    return conversation.merged_into, seq + (conversation.merged_offset or 0)


async def hear(
    session: AsyncSession,
    conversation: Conversation,
    text: str,
    client_id: UUID | None = None,
    sender: Sender | None = None,
) -> Message:
    """Store what the citizen said. The same client id stores it once, however often it is sent."""
    if sender is not None:
        sender.last_heard_at = now()
    if client_id is not None:
        known = await repository.by_client_id(session, conversation.id, client_id)
        if known is not None:
            return known
    return _append(
        session, conversation, role="citizen", text=text, client_id=client_id, sender_id=sender and sender.id
    )


def speak(
    session: AsyncSession,
    conversation: Conversation,
    text: str,
    *,
    in_reply_to: int | None = None,
    buttons: list[dict[str, str]] | None = None,
    card: dict[str, Any] | None = None,
) -> Message:
    """Store what the bot says, in the same transaction as what it did.

    While a person has the conversation in hand, it is news of the case and no word of the bot's: it asks nothing.
    """
    role, shown = ("bot", buttons or []) if conversation.taken_by is None else ("system", [])
    return _append(session, conversation, role=role, text=text, in_reply_to=in_reply_to, buttons=shown, card=card)


def say_as_staff(session: AsyncSession, conversation: Conversation, text: str) -> Message:
    """Store what one of the staff says."""
    return _append(session, conversation, role="staff", text=text)


def say_as_system(session: AsyncSession, conversation: Conversation, text: str) -> Message:
    """Store a notice that neither the bot nor a person says."""
    return _append(session, conversation, role="system", text=text)


async def replies_to(session: AsyncSession, conversation_id: UUID, seq: int) -> Sequence[Message]:
    """The answers to a message, if it has been answered, wherever its conversation has gone."""
    return await repository.replies_to(session, *await where_to(session, conversation_id, seq))


async def message(session: AsyncSession, conversation_id: UUID, seq: int) -> Message | None:
    """One message of the conversation, wherever that has gone."""
    return await repository.message(session, *await where_to(session, conversation_id, seq))


async def last_bot_messages(session: AsyncSession, conversation_id: UUID) -> Sequence[Message]:
    """What the bot said last."""
    return await repository.last_bot_messages(session, conversation_id)


async def last_said_by_bot(session: AsyncSession, conversation: Conversation) -> Sequence[Message]:
    """What the bot has said since the citizen's last words, the newest first."""
    around = await repository.messages_around(session, conversation.id, conversation.last_seq + 1)
    return [each for each in reversed(around) if each.role == "bot"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it is found when it is to be answered."""

    message: Message | None
    """None where there is none of this number."""
    replies: Sequence[Message]
    """The answers that it has had already."""
    pressed: str | None
    """What the button of the last replies sends that the citizen named by its label; None where they named none."""


async def heard(session: AsyncSession, conversation_id: UUID, seq: int) -> Heard:
    """A message of the conversation, wherever that has gone, with what it answers and what has answered it."""
    where, there = await where_to(session, conversation_id, seq)
    around = await repository.messages_around(session, where, there)
    message = next((each for each in around if each.seq == there), None)
    return Heard(
        message,
        [each for each in around if each.in_reply_to == there],
        _pressed(around, message) if message else None,
    )


async def pressed(session: AsyncSession, conversation_id: UUID, said: Message) -> str | None:
    """See `Heard.pressed`."""
    return _pressed(await repository.messages_around(session, conversation_id, said.seq), said)


def _pressed(around: Sequence[Message], said: Message) -> str | None:
    shown = [each for each in reversed(around) if each.seq < said.seq]
    return button_named([button for each in shown for button in each.buttons], said.text)


async def answers(session: AsyncSession, conversation_id: UUID, seq: int) -> tuple[UUID, int, bool, Sequence[Message]]:
    """Where a message is now and under which number, whether staff has the conversation in hand, and the answers."""
    merged_into, taken_by, replies = await repository.answered(session, conversation_id, seq)
    if merged_into is None:
        return conversation_id, seq, taken_by is not None, replies
    where, there = await where_to(session, conversation_id, seq)
    _, taken_by, replies = await repository.answered(session, where, there)
    return where, there, taken_by is not None, replies


async def history(session: AsyncSession, conversation_id: UUID, after: int = 0) -> Sequence[Message]:
    """The messages after `after`, oldest first."""
    return await repository.messages_after(session, conversation_id, after, _HISTORY)


async def in_which_is_said(session: AsyncSession, conversation_ids: Sequence[UUID], words: Sequence[str]) -> set[UUID]:
    """Those of the conversations in which citizens and staff have said all the words, in whatever messages.

    What was said is encrypted and has to be opened for it: about 20 microseconds a message.
    """
    heard: dict[UUID, set[str]] = {}
    for conversation_id, said in await repository.texts_of(session, conversation_ids):
        heard.setdefault(conversation_id, set()).update(word for word in words if word in said.casefold())
    return {conversation_id for conversation_id, found in heard.items() if found >= set(words)}


async def everything_said(session: AsyncSession, conversation_id: UUID) -> Sequence[Message]:
    """All messages of a conversation, oldest first."""
    return await repository.all_messages(session, conversation_id)


async def erase(session: AsyncSession, conversation_id: UUID, *, keep_row: bool) -> dict[str, int]:
    """Delete what was said; the conversation's row stays where a case belongs to it. How much was removed."""
    return {"messages": await repository.erase(session, conversation_id, keep_row=keep_row)}


async def move(session: AsyncSession, guest: Conversation, into: Conversation) -> None:
    """Put all of one conversation behind another; both are held by this transaction."""
    await repository.move(session, guest, into)


def flag(session: AsyncSession, conversation: Conversation, reason: str, message_seq: int | None = None) -> None:
    """Ask for a person's attention."""
    repository.add(session, Flag(conversation_id=conversation.id, reason=reason, message_seq=message_seq))


def _append(session: AsyncSession, conversation: Conversation, **values: Any) -> Message:
    conversation.last_seq += 1
    conversation.last_message_at = now()
    nothing = dict.fromkeys(("client_id", "sender_id", "in_reply_to", "card"))
    blank: dict[str, Any] = {**nothing, "buttons": [], "created_at": now()}
    message = Message(conversation_id=conversation.id, seq=conversation.last_seq, **{**blank, **values})
    repository.add(session, message)
    return message
