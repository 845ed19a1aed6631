"""The queue of conversations that need a person, assignment, labels, notes, and who else has one open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.attention import repository
from api.attention.models import Attention, StaffNote
from api.clock import CHINA
from api.conversations import service as conversations
from api.database import now
from api.errors import UnprocessableError

TARGETS = {
    "urgent": timedelta(minutes=2),
    "human": timedelta(minutes=5),
    "submission_failed": timedelta(minutes=15),
    "complaint": timedelta(minutes=30),
    "abuse": timedelta(minutes=30),
    "not_understood": timedelta(hours=2),
    "unsure": timedelta(hours=4),
    "bad_rating": timedelta(hours=8),
    "sample": timedelta(days=3),
}
"""Why a person should look at a conversation, the most pressing first, and within what time."""
MOST = 200
"""Rows of the queue that are shown; who has more waiting than that sees the most pressing."""
_NUMBER = re.compile(r"\d{5}")
_FRESH = timedelta(seconds=12)
"""A page that is open says so every few seconds; after this long it counts as closed."""
_MOST_LABELS, _LONGEST_LABEL, _LONGEST_NOTE = 10, 20, 2000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that needs a person."""

    conversation_id: UUID
    reason: str
    """The most pressing of its flags."""
    since: datetime
    due: datetime
    """By when somebody should have looked."""
    flags: int
    taken_by: str | None
    assigned_to: str | None
    labels: tuple[str, ...]
    path_id: str | None
    """What the citizen is filling in."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue; an empty text leaves a question open, `-` as `assigned` means nobody's."""

    reason: str = ""
    assigned: str = ""
    label: str = ""
    case_no: str = ""


async def queue(session: AsyncSession, wanted: Wanted | None = None) -> list[Waiting]:
    """Conversations with open flags, what has to be looked at first at the beginning; at most MOST."""
    found = await repository.waiting(session, TARGETS, asdict(wanted or Wanted()), MOST)
    return [
        Waiting(
            row["conversation_id"], row["reason"], row["since"], row["due"], int(row["flags"]),
            row["taken_by"], row["assigned_to"], tuple(row["labels"] or ()), row["path_id"],
        )
        for row in found
    ]  # fmt: skip


async def queue_with_words(session: AsyncSession, wanted: Wanted, words: str) -> list[Waiting]:
    """The part of the queue in which the words were said, whatever capitals; raises UnprocessableError for numbers.

    Who looks for a number wants to know whose it is; that is for case numbers, which are looked for as such.
    """
    if _NUMBER.search(words):
        raise UnprocessableError("no_numbers_in_search")
    found = await queue(session, wanted)
    saying = await conversations.in_which_is_said(
        session, [each.conversation_id for each in found], words.casefold().split()
    )
    return [each for each in found if each.conversation_id in saying]


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many conversations wait for each reason."""
    found = await repository.counts(session)
    return {reason: found.get(reason, 0) for reason in TARGETS}


async def labels_in_use(session: AsyncSession) -> list[str]:
    """Every label that some conversation has."""
    return await repository.labels(session)


async def marks_of(session: AsyncSession, conversation_id: UUID) -> Attention:
    """What was put on a conversation."""
    found = await repository.attention(session, conversation_id)
    return found or Attention(conversation_id=conversation_id, assigned_to=None, labels=[])


async def assign(session: AsyncSession, conversation_id: UUID, name: str | None) -> None:
    """Make a conversation somebody's to look after; nobody's with None."""
    await repository.put(session, conversation_id, assigned_to=name)


async def label(session: AsyncSession, conversation_id: UUID, written: str) -> None:
    """Label a conversation, in place of the labels it has; written with spaces or commas between them."""
    labels = list(dict.fromkeys(written.replace("，", " ").replace(",", " ").replace("、", " ").split()))
    if len(labels) > _MOST_LABELS or any(len(each) > _LONGEST_LABEL for each in labels):
        raise UnprocessableError("bad_labels", most=str(_MOST_LABELS), longest=str(_LONGEST_LABEL))
    await repository.put(session, conversation_id, labels=labels)


def note(session: AsyncSession, conversation_id: UUID, text: str, by: str) -> None:
    """Write something down for the others; raises UnprocessableError when it is empty or too long."""
    text = text.strip()
    if not text or len(text) > _LONGEST_NOTE:
        raise UnprocessableError("bad_note", longest=str(_LONGEST_NOTE))
    repository.add_note(session, StaffNote(conversation_id=conversation_id, text=text, by=by))


async def notes_of(session: AsyncSession, conversation_id: UUID) -> Sequence[StaffNote]:
    """What was written down about a conversation, oldest first."""
    return await repository.notes_of(session, conversation_id)


async def look(session: AsyncSession, conversation_id: UUID, name: str) -> list[str]:
    """Somebody has a conversation open; returns who else has."""
    moment = now()
    await repository.look(session, conversation_id, name, moment)
    return [each for each in await repository.lookers(session, conversation_id, moment - _FRESH) if each != name]


async def look_away(session: AsyncSession, conversation_id: UUID, name: str) -> None:
    """Somebody has closed a conversation; if they have it open twice, the other page says so again."""
    await repository.look_away(session, conversation_id, name)


async def take_daily_samples(session: AsyncSession, at: datetime, count: int) -> int:
    """Flag some conversations of the day before at random, so that people also see what nothing drew attention to.

    Once a day, however often and by however many workers it is tried; how many were flagged.
    """
    today = at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    if not count or await repository.sampled_since(session, today):
        return 0
    found = await repository.unseen(session, today - timedelta(days=1), today, count)
    for conversation_id in found:
        conversations.flag(session, await conversations.locked(session, conversation_id), "sample")
    return len(found)


async def erase(session: AsyncSession, conversation_id: UUID) -> dict[str, int]:
    """Remove what staff has put on a conversation; how much that was."""
    return {"notes": await repository.erase(session, conversation_id)}
