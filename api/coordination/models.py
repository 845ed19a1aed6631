"""Site visits and coordinations."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now


class SiteVisit(Base):
    """联合踏勘: the departments of a case that have to see the place come together, once."""

    __tablename__ = "site_visits"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    items: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(default="proposed")
    """proposed, arranged or dropped."""
    by: Mapped[date]
    """The first promised day of the tasks concerned: later it is of no use to one of them."""
    day: Mapped[date | None]
    half: Mapped[str | None]
    """上午 or 下午."""
    arranged_by: Mapped[str | None]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Coordination(Base):
    """协调: a question between departments about a case, opened by the coordinator and ended by what was agreed."""

    __tablename__ = "coordinations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    """conflict, overdue, urgent or other."""
    subject: Mapped[str]
    departments: Mapped[list[str]] = mapped_column(JSON)
    opened_by: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    agreed: Mapped[str | None]
    catalogue_change: Mapped[str | None]
    """What is to be changed in the catalogue, where they choose so: for the catalogue's editor."""
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CoordinationNote(Base):
    """What somebody concerned says about it."""

    __tablename__ = "coordination_notes"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    coordination_id: Mapped[UUID] = mapped_column(ForeignKey("coordinations.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    text: Mapped[str]
