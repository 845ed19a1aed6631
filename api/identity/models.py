"""One-time codes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedText


class OneTimeCode(Base):
    """A code that was sent to a number for a sender. What is stored of the code cannot be turned back into it."""

    __tablename__ = "one_time_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    mobile: Mapped[str] = mapped_column(SealedText("one_time_codes.mobile"))
    mobile_mark: Mapped[bytes] = mapped_column(index=True)
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("senders.id", ondelete="CASCADE"), index=True)
    code_mark: Mapped[bytes]
    failures: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
