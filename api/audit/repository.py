"""The only door to the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.models import AuditEntry

_SEALING_LOCK = 731_901
"""Only one worker at a time may continue the chain."""
_AT_ONCE = 1000


def add(session: AsyncSession, entry: AuditEntry) -> None:
    """Write an entry in this transaction."""
    session.add(entry)


async def may_seal(session: AsyncSession) -> bool:
    """Whether this transaction is the one that continues the chain."""
    got = await session.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _SEALING_LOCK})
    return bool(got.scalar_one())


async def last_sealed(session: AsyncSession) -> AuditEntry | None:
    """The head of the chain."""
    return await session.scalar(
        select(AuditEntry).where(AuditEntry.position.is_not(None)).order_by(AuditEntry.position.desc()).limit(1)
    )


async def unsealed(session: AsyncSession) -> Sequence[AuditEntry]:
    """The oldest entries that are not in the chain yet."""
    found = select(AuditEntry).where(AuditEntry.position.is_(None)).order_by(AuditEntry.id).limit(_AT_ONCE)
    return (await session.scalars(found)).all()


async def count_unsealed(session: AsyncSession) -> tuple[int, float]:
    """How many entries wait for the chain, and for how many seconds the oldest has waited."""
    age = func.extract("epoch", func.now() - func.min(AuditEntry.at))
    row = (await session.execute(select(func.count(), age).where(AuditEntry.position.is_(None)))).one()
    return int(row[0]), float(row[1] or 0)


async def sealed_in_order(session: AsyncSession) -> AsyncIterator[AuditEntry]:
    """The whole chain, from its beginning."""
    after = 0
    while True:
        found = (
            await session.scalars(
                select(AuditEntry)
                .where(AuditEntry.position > after)
                .order_by(AuditEntry.position)
                .limit(_AT_ONCE)
                .execution_options(populate_existing=True)
            )
        ).all()
        for entry in found:
            yield entry
        if len(found) < _AT_ONCE:
            return
        after = found[-1].position or 0
        session.expunge_all()


async def of_citizen(
    session: AsyncSession, conversation_ids: Collection[UUID], task_ids: Sequence[str]
) -> Sequence[AuditEntry]:
    """All entries about one citizen's data, oldest first: of their own things, and of lists that held them."""
    listed = [AuditEntry.details.contains({"tasks": [task_id]}) for task_id in task_ids]
    about = select(AuditEntry).where(or_(AuditEntry.conversation_id.in_(conversation_ids), *listed))
    return (await session.scalars(about.order_by(AuditEntry.id))).all()
