"""The only door to the tables of coordination."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.coordination.models import Coordination, CoordinationNote, SiteVisit


def add(session: AsyncSession, entity: SiteVisit | Coordination | CoordinationNote) -> None:
    """Store with this transaction."""
    session.add(entity)


async def visit(session: AsyncSession, case_id: UUID, *, lock: bool = False) -> SiteVisit | None:
    """The site visit of a case."""
    return await session.get(SiteVisit, case_id, with_for_update=lock or None, populate_existing=lock)


async def visits(session: AsyncSession, statuses: Collection[str]) -> Sequence[SiteVisit]:
    """Site visits of these statuses, the most urgent first."""
    return (await session.scalars(select(SiteVisit).where(SiteVisit.status.in_(statuses)).order_by(SiteVisit.by))).all()


async def coordination(session: AsyncSession, coordination_id: UUID) -> Coordination | None:
    """A coordination, held by this transaction."""
    return await session.get(Coordination, coordination_id, with_for_update=True, populate_existing=True)


async def open_coordinations(session: AsyncSession) -> Sequence[Coordination]:
    """Everything that is not agreed yet, the oldest first."""
    found = select(Coordination).where(Coordination.closed_at.is_(None)).order_by(Coordination.opened_at)
    return (await session.scalars(found)).all()


async def of_case(session: AsyncSession, case_id: UUID) -> Sequence[Coordination]:
    """All coordinations of a case, oldest first."""
    found = select(Coordination).where(Coordination.case_id == case_id).order_by(Coordination.opened_at)
    return (await session.scalars(found)).all()


async def proposed_changes(session: AsyncSession) -> Sequence[Coordination]:
    """Coordinations that ended with a change of the catalogue being proposed, the newest first."""
    found = select(Coordination).where(Coordination.catalogue_change.is_not(None))
    return (await session.scalars(found.order_by(Coordination.closed_at.desc()))).all()


async def notes(session: AsyncSession, coordination_id: UUID) -> Sequence[CoordinationNote]:
    """What was said about a coordination, oldest first."""
    found = select(CoordinationNote).where(CoordinationNote.coordination_id == coordination_id)
    return (await session.scalars(found.order_by(CoordinationNote.id))).all()
