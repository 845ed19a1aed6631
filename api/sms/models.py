"""Short messages on their way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedText


class ShortMessage(Base):
    """A message that no gateway has taken yet; deleted as soon as one has."""

    __tablename__ = "short_messages"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    mobile: Mapped[str] = mapped_column(SealedText("short_messages.mobile"))
    text: Mapped[str] = mapped_column(SealedText("short_messages.text"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
