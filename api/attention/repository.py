"""The queue as one query, and the tables of what staff puts on a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.attention.models import Attention, Looking, StaffNote
from api.conversations.models import Conversation, Flag

_WAITING = """
WITH targets (reason, place, minutes) AS (
    SELECT * FROM unnest(CAST(:reasons AS text[]), CAST(:places AS int[]), CAST(:minutes AS int[]))
),
raised AS (
    SELECT f.conversation_id, f.reason, min(f.raised_at) AS since, count(*) AS flags,
           coalesce(t.place, 99) AS place, coalesce(t.minutes, 480) AS minutes
    FROM flags f LEFT JOIN targets t USING (reason)
    WHERE f.resolved_at IS NULL
    GROUP BY f.conversation_id, f.reason, t.place, t.minutes
),
first AS (
    SELECT DISTINCT ON (conversation_id) conversation_id, reason, since,
           since + make_interval(mins => minutes) AS due,
           sum(flags) OVER (PARTITION BY conversation_id) AS flags
    FROM raised ORDER BY conversation_id, place
)
SELECT first.*, c.taken_by, a.assigned_to, a.labels,
       (SELECT d.path_id FROM drafts d WHERE d.conversation_id = first.conversation_id AND d.status = 'open') AS path_id
FROM first JOIN conversations c ON c.id = first.conversation_id
LEFT JOIN attention a ON a.conversation_id = first.conversation_id
WHERE (CAST(:reason AS text) = '' OR first.reason = CAST(:reason AS text))
  AND (CAST(:assigned AS text) = '' OR coalesce(a.assigned_to, '-') = CAST(:assigned AS text))
  AND (CAST(:label AS text) = '' OR a.labels::jsonb ? CAST(:label AS text))
  AND (CAST(:case_no AS text) = '' OR EXISTS (SELECT 1 FROM cases WHERE cases.conversation_id = first.conversation_id
                                AND cases.case_no LIKE '%' || CAST(:case_no AS text) || '%'))
ORDER BY first.due LIMIT :most
"""
_COUNTS = """
SELECT reason, count(DISTINCT conversation_id) AS conversations FROM flags WHERE resolved_at IS NULL GROUP BY reason
"""
_UNSEEN = """
SELECT c.id FROM conversations c
WHERE c.last_message_at >= :since AND c.last_message_at < :until AND c.merged_into IS NULL AND c.last_seq > 2
  AND NOT EXISTS (SELECT 1 FROM flags f WHERE f.conversation_id = c.id AND f.raised_at >= :since)
ORDER BY random() LIMIT CAST(:count AS int)
"""
"""Conversations of a time in which something was said and nothing flagged."""


async def waiting(
    session: AsyncSession, targets: Mapping[str, timedelta], wanted: Mapping[str, str], most: int
) -> Sequence[Mapping[str, Any]]:
    """Conversations with open flags, what is due first at the beginning, at most `most`."""
    given = {
        "reasons": list(targets),
        "places": list(range(len(targets))),
        "minutes": [int(each.total_seconds() // 60) for each in targets.values()],
        "most": most,
    }
    rows = await session.execute(text(_WAITING), {**given, **wanted})
    return [dict(row) for row in rows.mappings()]


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many conversations have an open flag of each reason."""
    rows = await session.execute(text(_COUNTS))
    return {row.reason: row.conversations for row in rows}


async def attention(session: AsyncSession, conversation_id: UUID) -> Attention | None:
    """What was put on a conversation."""
    return await session.get(Attention, conversation_id)


async def put(session: AsyncSession, conversation_id: UUID, **values: Any) -> None:
    """Put something on a conversation."""
    row = {"conversation_id": conversation_id, "labels": [], **values}
    made = insert(Attention).values(**row)
    await session.execute(made.on_conflict_do_update(index_elements=["conversation_id"], set_=values))


async def labels(session: AsyncSession) -> list[str]:
    """Every label in use."""
    found = await session.execute(text("SELECT DISTINCT jsonb_array_elements_text(labels::jsonb) FROM attention"))
    return sorted(label for (label,) in found)


async def notes_of(session: AsyncSession, conversation_id: UUID) -> Sequence[StaffNote]:
    """The notes on a conversation and on those that have gone into it, oldest first."""
    merged = select(Conversation.id).where(Conversation.merged_into == conversation_id)
    own = (StaffNote.conversation_id == conversation_id) | StaffNote.conversation_id.in_(merged)
    return (await session.scalars(select(StaffNote).where(own).order_by(StaffNote.id))).all()


def add_note(session: AsyncSession, note: StaffNote) -> None:
    """Store a note with this transaction."""
    session.add(note)


async def look(session: AsyncSession, conversation_id: UUID, name: str, at: datetime) -> None:
    """Remember that somebody's page shows a conversation."""
    seen = insert(Looking).values(conversation_id=conversation_id, name=name, at=at)
    await session.execute(seen.on_conflict_do_update(index_elements=["conversation_id", "name"], set_={"at": at}))


async def look_away(session: AsyncSession, conversation_id: UUID, name: str) -> None:
    """Forget that somebody's page shows a conversation."""
    shown = (Looking.conversation_id == conversation_id) & (Looking.name == name)
    await session.execute(delete(Looking).where(shown))


async def lookers(session: AsyncSession, conversation_id: UUID, since: datetime) -> Sequence[str]:
    """Whose pages have shown a conversation since then."""
    found = select(Looking.name).where(Looking.conversation_id == conversation_id, Looking.at >= since)
    return (await session.scalars(found.order_by(Looking.name))).all()


async def sampled_since(session: AsyncSession, moment: datetime) -> bool:
    """Whether samples were taken since then, or are being taken by another transaction at this moment."""
    if not await session.scalar(text("SELECT pg_try_advisory_xact_lock(hashtext('daily samples'))")):
        return True
    found = select(Flag.id).where(Flag.reason == "sample", Flag.raised_at >= moment).limit(1)
    return await session.scalar(found) is not None


async def unseen(session: AsyncSession, since: datetime, until: datetime, count: int) -> Sequence[UUID]:
    """Some conversations of that time that nothing has drawn attention to, at random."""
    given = {"since": since, "until": until, "count": count}
    return [found for (found,) in await session.execute(text(_UNSEEN), given)]


async def erase(session: AsyncSession, conversation_id: UUID) -> int:
    """Remove what staff has put on a conversation; how many notes there were."""
    await session.execute(
        update(Attention).where(Attention.conversation_id == conversation_id).values(assigned_to=None, labels=[])
    )
    removed = delete(StaffNote).where(StaffNote.conversation_id == conversation_id).returning(StaffNote.id)
    return len((await session.scalars(removed)).all())
