"""Drafts and the files handed in for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from api.database import Base, now
from api.database.sealing import SealedBytes, SealedJSON, SealedText


class DraftRow(Base):
    """A draft. At most one per conversation is open; its answers keep the order in which they were given."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("one_open_draft", "conversation_id", unique=True, postgresql_where=text("status = 'open'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    path_id: Mapped[str]
    catalogue_version: Mapped[str] = mapped_column(ForeignKey("catalogue_versions.version"))
    version: Mapped[int] = mapped_column(default=1)
    """Counts changes, so that nobody submits what they have not seen."""
    status: Mapped[str] = mapped_column(default="open")
    """open, aside (for another one that is open), submitted or cancelled."""
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJSON("drafts.answers"), default=dict)
    hints: Mapped[dict[str, str]] = mapped_column(SealedJSON("drafts.hints"), default=dict)
    skipped: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)


class Upload(Base):
    """A file handed in for a material. It lives in the database, so it is as durable as the answers."""

    __tablename__ = "uploads"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    material_id: Mapped[str]
    file_name: Mapped[str] = mapped_column(SealedText("uploads.file_name"))
    media_type: Mapped[str]
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    content: Mapped[bytes] = deferred(mapped_column(SealedBytes("uploads.content"), nullable=False))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
