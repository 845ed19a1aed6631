"""What reviewers have corrected, and the models that learnt from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedJSON, SealedText


class Correction(Base):
    """How a message should have been understood. Its text holds surrogates in place of personal data."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("conversation_id", "message_seq", name="one_correction_per_message"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_seq: Mapped[int]
    text: Mapped[str] = mapped_column(SealedText("corrections.text"))
    label: Mapped[str]
    """As in the training data: a path, `path+aspect`, or an intent."""
    understood: Mapped[str]
    """What it was taken for, as a label; empty when it was not understood."""
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class FactCorrection(Base):
    """What a message tells of a field, or that it tells nothing of it. Surrogates stand in place of personal data."""

    __tablename__ = "fact_corrections"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_seq", "field", name="one_correction_per_message_and_field"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_seq: Mapped[int]
    path: Mapped[str]
    field: Mapped[str]
    label: Mapped[str]
    """The field's name when it was corrected."""
    text: Mapped[str] = mapped_column(SealedText("fact_corrections.text"))
    words: Mapped[str] = mapped_column(SealedText("fact_corrections.words"))
    """The words of the message that tell it; empty when none do."""
    value: Mapped[Any | None] = mapped_column(SealedJSON("fact_corrections.value"))
    """What the form would hold for these words."""
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Candidate(Base):
    """A model that learnt from the reviewed messages, and how it did against the one that was serving."""

    __tablename__ = "candidates"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    by: Mapped[str]
    state: Mapped[str] = mapped_column(default="training")
    """`training`, `better`, `not_better` or `failed`."""
    corrections: Mapped[int] = mapped_column(default=0)
    """How many reviewed messages it has learnt from."""
    model: Mapped[str | None]
    """The model's file."""
    made_from: Mapped[str | None]
    """The model of the present data and configuration, by name; a candidate is worth nothing without that data."""
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """{"frozen": {name: [before, after]}, "reviewed": [before, after, of], "worse": [...]}."""
    promoted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    promoted_by: Mapped[str | None]
    retired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When another took its place, or it was rolled back."""
