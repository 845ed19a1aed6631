"""The only door to the tables of conversations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Citizen, Conversation, Flag, Message, Sender
from api.database import now

# What every turn asks for is written once: putting a statement together costs as much as running it.
_SENDER = select(Sender).where(Sender.channel == bindparam("channel"), Sender.name == bindparam("name"))
_WITH_CONVERSATION = (
    select(Sender, Conversation)
    .join(Conversation, Conversation.id == Sender.conversation_id)
    .where(Sender.channel == bindparam("channel"), Sender.name == bindparam("name"))
    .with_for_update(of=Conversation)
    .execution_options(populate_existing=True)
)
_HERE = Message.conversation_id == bindparam("conversation_id")
_LAST_HEARD = (
    select(func.max(Message.seq)).where(_HERE, Message.role != "bot", Message.seq < bindparam("seq")).scalar_subquery()
)
_AROUND = (
    select(Message)
    .where(_HERE, Message.seq > func.coalesce(_LAST_HEARD, 0))
    .where((Message.seq <= bindparam("seq")) | (Message.in_reply_to == bindparam("seq")))
    .order_by(Message.seq)
)
_ANSWERED = (
    select(Conversation.merged_into, Conversation.taken_by, Message)
    .outerjoin(Message, (Message.conversation_id == Conversation.id) & (Message.in_reply_to == bindparam("seq")))
    .where(Conversation.id == bindparam("conversation_id"))
    .order_by(Message.seq)
)


async def find_or_create(session: AsyncSession, channel: str, name: str) -> Sender:
    """Somebody on a channel; a newcomer is made, with a conversation of their own."""
    found = await find_sender(session, channel, name)
    if found is not None:
        return found
    conversation_id = uuid4()
    await session.execute(insert(Conversation).values(id=conversation_id))
    values = {"channel": channel, "name": name, "conversation_id": conversation_id}
    made = await session.execute(insert(Sender).values(**values).on_conflict_do_nothing().returning(1))
    if made.first() is None:  # somebody else was faster
        await session.execute(delete(Conversation).where(Conversation.id == conversation_id))
    created = await find_sender(session, channel, name)
    if created is None:
        message = f"sender on {channel} could not be made"
        raise RuntimeError(message)
    return created


async def find_sender(session: AsyncSession, channel: str, name: str) -> Sender | None:
    """Somebody on a channel."""
    return await session.scalar(_SENDER, {"channel": channel, "name": name})


async def sender_with_conversation(
    session: AsyncSession, channel: str, name: str
) -> tuple[Sender, Conversation] | None:
    """Somebody on a channel, and the conversation they speak in, held by this transaction until it ends."""
    found = (await session.execute(_WITH_CONVERSATION, {"channel": channel, "name": name})).first()
    return None if found is None else (found[0], found[1])


async def came_by(session: AsyncSession, link: str) -> UUID | None:
    """Who has come by a link."""
    return await session.scalar(select(Sender.id).where(Sender.link == link))


async def sender(session: AsyncSession, sender_id: UUID) -> Sender | None:
    """A sender by id, as it is now."""
    return await session.get(Sender, sender_id, populate_existing=True)


async def note_seen(session: AsyncSession, channel: str, name: str, seq: int) -> None:
    """Remember how far a sender has seen; nothing is written where that is known."""
    known = (Sender.channel == channel, Sender.name == name, Sender.seen_seq < seq)
    await session.execute(update(Sender).where(*known).values(seen_seq=seq))


async def senders_of(session: AsyncSession, conversation_id: UUID) -> Sequence[Sender]:
    """Everybody who speaks in a conversation, who was heard last first."""
    found = select(Sender).where(Sender.conversation_id == conversation_id).order_by(Sender.last_heard_at.desc())
    return (await session.scalars(found)).all()


async def get(session: AsyncSession, conversation_id: UUID) -> Conversation | None:
    """A conversation."""
    return await session.get(Conversation, conversation_id)


async def citizen_by_mark(session: AsyncSession, mark: bytes) -> Citizen | None:
    """Whose number this is."""
    return await session.scalar(select(Citizen).where(Citizen.mobile_mark == mark))


async def citizen(session: AsyncSession, citizen_id: UUID) -> Citizen | None:
    """A citizen by id."""
    return await session.get(Citizen, citizen_id)


async def of_citizen(session: AsyncSession, citizen_id: UUID) -> Conversation | None:
    """The conversation of a citizen, held by this transaction until it ends."""
    return await session.scalar(
        select(Conversation)
        .where(Conversation.citizen_id == citizen_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def merged(session: AsyncSession, conversation_id: UUID) -> Sequence[UUID]:
    """The conversations that have gone into this one."""
    return (await session.scalars(select(Conversation.id).where(Conversation.merged_into == conversation_id))).all()


async def move(session: AsyncSession, guest: Conversation, into: Conversation) -> None:
    """Put everything that was said in one conversation behind what was said in another, and its senders with it.

    Both have to be held by this transaction.
    """
    offset = into.last_seq
    await session.flush()
    await session.execute(
        update(Message)
        .where(Message.conversation_id == guest.id)
        .values(conversation_id=into.id, seq=Message.seq + offset, in_reply_to=Message.in_reply_to + offset)
        .execution_options(synchronize_session=False)
    )
    later = {name: getattr(Sender, name) + offset for name in ("seen_seq", "told_seq")}
    for of_guest, changed in ((Flag, {}), (Sender, later)):
        await session.execute(
            update(of_guest)
            .where(of_guest.conversation_id == guest.id)
            .values(conversation_id=into.id, **changed)
            .execution_options(synchronize_session="fetch")
        )
    # What went into the guest's conversation before goes along; its messages are found in two steps.
    into.last_seq += guest.last_seq
    guest.merged_into, guest.merged_offset = into.id, offset
    guest.asked = guest.confirming = None
    await session.flush()
    # Whoever looks on the guest's conversation elsewhere finds it gone.
    await session.execute(select(func.pg_notify("yichuang_messages", f"{guest.id} {2**31 - 1}")))
    for each in [each for each in session.identity_map.values() if isinstance(each, Message)]:
        session.expunge(each)  # they have other keys now


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


async def messages_around(session: AsyncSession, conversation_id: UUID, seq: int) -> Sequence[Message]:
    """A message with what the bot had said right before it, and with its answers; in the order of their numbers."""
    return (await session.scalars(_AROUND, {"conversation_id": conversation_id, "seq": seq})).all()


async def answered(
    session: AsyncSession, conversation_id: UUID, seq: int
) -> tuple[UUID | None, str | None, Sequence[Message]]:
    """Where a conversation has gone, who of the staff has it in hand, and the answers to a message of it."""
    rows = (await session.execute(_ANSWERED, {"conversation_id": conversation_id, "seq": seq})).all()
    merged_into, taken_by, _ = rows[0] if rows else (None, None, None)
    return merged_into, taken_by, [row[2] for row in rows if row[2] is not None]


async def open_flags(session: AsyncSession) -> Sequence[Flag]:
    """Flags that nobody has dealt with, oldest first."""
    found = select(Flag).where(Flag.resolved_at.is_(None)).order_by(Flag.raised_at)
    return (await session.scalars(found)).all()


async def flags_of(session: AsyncSession, conversation_id: UUID) -> Sequence[Flag]:
    """All flags of a conversation, oldest first."""
    found = select(Flag).where(Flag.conversation_id == conversation_id).order_by(Flag.raised_at)
    return (await session.scalars(found)).all()


async def resolve_flags(session: AsyncSession, conversation_id: UUID, by: str) -> int:
    """Mark the open flags of a conversation as dealt with; how many."""
    dealt_with = (
        update(Flag)
        .where(Flag.conversation_id == conversation_id, Flag.resolved_at.is_(None))
        .values(resolved_at=now(), resolved_by=by)
        .returning(1)
    )
    return len((await session.execute(dealt_with)).all())


def add(session: AsyncSession, entity: Message | Flag | Citizen | Sender) -> None:
    """Store a message, a flag, a citizen or a sender with this transaction."""
    session.add(entity)


async def texts_of(session: AsyncSession, conversation_ids: Sequence[UUID]) -> Sequence[tuple[UUID, str]]:
    """What citizens and staff have said in these conversations, each with its conversation."""
    found = select(Message.conversation_id, Message.text)
    said = await session.execute(found.where(Message.conversation_id.in_(conversation_ids), Message.role != "bot"))
    return [(row[0], row[1]) for row in said]


async def all_messages(session: AsyncSession, conversation_id: UUID) -> Sequence[Message]:
    """Everything that was said, oldest first."""
    found = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    return (await session.scalars(found)).all()


async def erase(session: AsyncSession, conversation_id: UUID, *, keep_row: bool) -> int:
    """Delete what was said and what was noted about it, and the conversation with whoever spoke in it.

    With `keep_row` those two stay. Returns how many messages there were.
    """
    erased = await session.execute(delete(Message).where(Message.conversation_id == conversation_id).returning(1))
    count = len(erased.all())
    await session.execute(delete(Flag).where(Flag.conversation_id == conversation_id))
    whole = Conversation.id == conversation_id
    if keep_row:
        await session.execute(update(Conversation).where(whole).values(asked=None, confirming=None))
        return count
    whose = await session.scalar(select(Conversation.citizen_id).where(whole))
    await session.execute(delete(Sender).where(Sender.conversation_id == conversation_id))
    await session.execute(delete(Conversation).where(Conversation.merged_into == conversation_id))
    await session.execute(delete(Conversation).where(whole))
    await session.execute(delete(Citizen).where(Citizen.id == whose))
    return count
