"""Two conversations of one citizen become one: one history, one open draft, all cases."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import service as cases
from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.drafts import service as drafts


@dataclass(frozen=True, slots=True)
class Joined:
    """What came together."""

    went_on: str | None
    """The path of the draft that is open now."""
    put_aside: str | None
    """The path of the draft that waits, where both had begun one."""


async def join(session: AsyncSession, guest: Conversation, citizens: Conversation) -> Joined:
    """Bring what a guest said, filled in and submitted into the conversation that the same citizen had before.

    Both have to be held by this transaction, the guest's first. Of two open drafts for one path one is made, in which
    what was said last counts; of two paths the one begun here goes on and the other is put aside.
    """
    ours, theirs = await drafts.find_open(session, guest.id), await drafts.find_open(session, citizens.id)
    put_aside = None
    if ours is not None and theirs is not None:
        if ours.path.id == theirs.path.id:
            await drafts.carry_over(session, ours, theirs)
            drafts.close(ours, "cancelled")
            ours = theirs
        else:
            drafts.close(theirs, "aside")
            put_aside = theirs.path.id
    await session.flush()
    citizens.voice = guest.voice
    citizens.asked = citizens.confirming = None
    await drafts.move(session, guest.id, citizens.id)
    await cases.move(session, guest.id, citizens.id)
    await conversations.move(session, guest, citizens)
    current = ours or theirs
    return Joined(current.path.id if current else None, put_aside)
