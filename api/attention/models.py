"""What staff puts on a conversation: whose it is, labels, notes, and who has it open."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedText


class Attention(Base):
    """Whose a conversation is, and how it is labelled."""

    __tablename__ = "attention"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    assigned_to: Mapped[str | None] = mapped_column(index=True)
    labels: Mapped[list[str]] = mapped_column(JSON, default=list)


class StaffNote(Base):
    """What one of the staff wants the others to know; the citizen does not see it in the chat."""

    __tablename__ = "staff_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(SealedText("staff_notes.text"))
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Looking(Base):
    """Who has a conversation open on a screen, and when their page last said so."""

    __tablename__ = "staff_looking"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
