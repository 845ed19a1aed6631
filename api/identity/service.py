"""Proving who one is, and what follows from it: one conversation for one citizen, on whatever channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.conversations import citizens
from api.conversations.models import Conversation, Sender
from api.database import now
from api.errors import ConflictError
from api.identity.joining import Joined, join
from api.settings import settings

_VOUCHED_FOR = frozenset({"rest"})
"""Channels whose caller has made sure who a sender is: a city's app behind Rasa's REST channel."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody has proved who they are."""

    conversation: Conversation
    """Where they go on: their own, or the one that they had before on another channel."""
    joined: Joined | None = None
    """What was brought together, where there was something before."""


def is_proved(sender: Sender) -> bool:
    """Whether a sender may submit and see cases."""
    return not settings().proof_required or sender.channel in _VOUCHED_FOR or has_proved(sender)


def has_proved(sender: Sender) -> bool:
    """Whether a sender has proved it here, and not too long ago."""
    return sender.proved_at is not None and sender.proved_at + timedelta(days=settings().proof_days) > now()


async def prove(session: AsyncSession, conversation: Conversation, sender: Sender, mobile: str) -> Proof:
    """A sender has shown that a number is theirs. Both have to be held by this transaction.

    Raises ConflictError when the sender is known by another number already.
    """
    citizen = await citizens.keep_citizen(session, mobile)
    if conversation.citizen_id not in {None, citizen.id}:
        raise ConflictError("other_number")
    sender.proved_at = now()
    earlier = await citizens.conversation_of(session, citizen)
    if earlier is None or earlier.id == conversation.id:
        conversation.citizen_id = citizen.id
        audit.record(session, audit.CITIZEN, "write", "citizen", citizen.id, conversation.id)
        return Proof(conversation)
    joined = await join(session, conversation, earlier)
    audit.record(session, audit.CITIZEN, "write", "citizen", citizen.id, earlier.id)
    return Proof(earlier, joined)
