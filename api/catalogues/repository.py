"""Catalogue versions, publications and proposals in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues.models import CatalogueVersion, Proposal, Publication
from api.database import Base

_SHOWN = 100
_PUBLISHING = 0x59_43_43_41
"""The advisory lock under which one publication follows the other."""


def add(session: AsyncSession, row: Base) -> None:
    """Store something new."""
    session.add(row)


async def keep_version(session: AsyncSession, version: str, sources: Mapping[str, str]) -> None:
    """Store a version, if it is new."""
    statement = insert(CatalogueVersion).values(version=version, sources=dict(sources))
    await session.execute(statement.on_conflict_do_nothing())


async def version(session: AsyncSession, name: str) -> CatalogueVersion | None:
    """A stored version."""
    return await session.get(CatalogueVersion, name)


async def published_version(session: AsyncSession) -> str | None:
    """The version that was published last; None when none ever was."""
    return await session.scalar(select(Publication.version).order_by(Publication.id.desc()).limit(1))


async def publications(session: AsyncSession) -> Sequence[tuple[Publication, Proposal]]:
    """What was published, the newest first, each with the proposal that it came of."""
    found = select(Publication, Proposal).join(Proposal, Proposal.id == Publication.proposal_id)
    return [(row[0], row[1]) for row in await session.execute(found.order_by(Publication.id.desc()).limit(_SHOWN))]


async def one_at_a_time(session: AsyncSession) -> None:
    """Wait until no other transaction is publishing."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PUBLISHING})


async def proposal(session: AsyncSession, proposal_id: UUID, *, held: bool = False) -> Proposal | None:
    """A proposal; held until the transaction ends, where it is going to be changed."""
    return await session.get(Proposal, proposal_id, with_for_update=held or None, populate_existing=held)


async def proposals(session: AsyncSession) -> Sequence[Proposal]:
    """The one written in last first."""
    return (await session.scalars(select(Proposal).order_by(Proposal.written_at.desc()).limit(_SHOWN))).all()
