"""Corrections and candidates in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Base
from api.improving.models import Candidate, Correction, FactCorrection

_SHOWN = 100


def add(session: AsyncSession, row: Base) -> None:
    """Store something new."""
    session.add(row)


async def correction_of(session: AsyncSession, conversation_id: UUID, seq: int) -> Correction | None:
    """The correction of a message."""
    where = (Correction.conversation_id == conversation_id, Correction.message_seq == seq)
    return await session.scalar(select(Correction).where(*where))


async def corrections_of(session: AsyncSession, conversation_id: UUID) -> Sequence[Correction]:
    """The corrections of a conversation."""
    return (await session.scalars(select(Correction).where(Correction.conversation_id == conversation_id))).all()


async def fact_correction_of(
    session: AsyncSession, conversation_id: UUID, seq: int, field: str
) -> FactCorrection | None:
    """What was said about a field in a message."""
    message = (FactCorrection.conversation_id == conversation_id, FactCorrection.message_seq == seq)
    return await session.scalar(select(FactCorrection).where(*message, FactCorrection.field == field))


async def fact_corrections(session: AsyncSession, conversation_id: UUID | None = None) -> Sequence[FactCorrection]:
    """Those of a conversation, or all of them; the oldest first."""
    found = select(FactCorrection).order_by(FactCorrection.at, FactCorrection.id)
    if conversation_id is not None:
        found = found.where(FactCorrection.conversation_id == conversation_id)
    return (await session.scalars(found)).all()


async def corrections(session: AsyncSession) -> Sequence[Correction]:
    """All of them, the oldest first."""
    return (await session.scalars(select(Correction).order_by(Correction.at, Correction.id))).all()


async def confusions(
    session: AsyncSession, since: datetime, until: datetime, most: int
) -> Sequence[tuple[str, str, int]]:
    """What was taken for what, the most frequent first."""
    pair = (Correction.understood, Correction.label)
    counted = select(*pair, func.count().label("times")).where(Correction.at >= since, Correction.at < until)
    rows = await session.execute(counted.group_by(*pair).order_by(func.count().desc(), *pair).limit(most))
    return [(row.understood, row.label, row.times) for row in rows]


async def candidates(session: AsyncSession) -> Sequence[Candidate]:
    """The newest first."""
    return (await session.scalars(select(Candidate).order_by(Candidate.started_at.desc()).limit(_SHOWN))).all()


async def candidate(session: AsyncSession, candidate_id: UUID) -> Candidate | None:
    """One of them, held until this transaction ends."""
    return await session.get(Candidate, candidate_id, with_for_update=True)


async def in_use(session: AsyncSession) -> Sequence[Candidate]:
    """Who was promoted and not retired since, the newest first; held until this transaction ends."""
    found = select(Candidate).where(Candidate.promoted_at.is_not(None), Candidate.retired_at.is_(None))
    return (await session.scalars(found.order_by(Candidate.promoted_at.desc()).with_for_update())).all()
