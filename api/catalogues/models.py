"""The tables of the catalogue: versions, what was published when, and the changes that editors propose."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now

ProposalState = Literal["editing", "waiting", "published", "dropped"]


class CatalogueVersion(Base):
    """The YAML sources of one catalogue version."""

    __tablename__ = "catalogue_versions"

    version: Mapped[str] = mapped_column(primary_key=True)
    sources: Mapped[dict[str, str]] = mapped_column(JSON)
    stored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Proposal(Base):
    """A change of the catalogue that editors are working on, or have worked on."""

    __tablename__ = "catalogue_proposals"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str]
    why: Mapped[str]
    base: Mapped[str] = mapped_column(ForeignKey("catalogue_versions.version"))
    """The version that it changes."""
    changed: Mapped[dict[str, str | None]] = mapped_column(JSON, default=dict)
    """The files that differ from the base, whole; None for one that is taken away."""
    state: Mapped[ProposalState] = mapped_column(String, default="editing")
    begun_by: Mapped[str]
    writers: Mapped[list[str]] = mapped_column(JSON)
    """Everybody who has written in it: none of them may publish it."""
    begun_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    remark: Mapped[str | None]
    """What who sent it back had to say."""


class Publication(Base):
    """From then on new applications are made under this version."""

    __tablename__ = "catalogue_publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("catalogue_versions.version"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_proposals.id"))
    by: Mapped[str]
    """Who approved it; never one of its writers."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
