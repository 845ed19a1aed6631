"""The only door to the table of one-time codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.identity.models import OneTimeCode


async def latest_code(session: AsyncSession, sender_id: UUID) -> OneTimeCode | None:
    """The newest code that was sent for a sender, held until the transaction ends."""
    return await session.scalar(
        select(OneTimeCode)
        .where(OneTimeCode.sender_id == sender_id)
        .order_by(OneTimeCode.sent_at.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def sent_since(session: AsyncSession, since: datetime, mark: bytes, sender_id: UUID) -> Sequence[OneTimeCode]:
    """The codes sent since then to a number or for a sender, the newest first."""
    concerns = (OneTimeCode.mobile_mark == mark) | (OneTimeCode.sender_id == sender_id)
    found = select(OneTimeCode).where(concerns, OneTimeCode.sent_at >= since).order_by(OneTimeCode.sent_at.desc())
    return (await session.scalars(found)).all()


def add(session: AsyncSession, code: OneTimeCode) -> None:
    """Store a code with this transaction."""
    session.add(code)


async def remove_older(session: AsyncSession, than: datetime) -> int:
    """Delete old codes; how many."""
    return len((await session.execute(delete(OneTimeCode).where(OneTimeCode.sent_at < than).returning(1))).all())
