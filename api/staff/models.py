"""Staff accounts and their sessions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedText


class StaffUser(Base):
    """Someone who works in the console."""

    __tablename__ = "staff_users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    department_id: Mapped[str | None]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """From then on nobody logs in with it; what it did stays under its name."""
    last_login_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_secret: Mapped[str | None] = mapped_column(SealedText("staff_users.totp_secret"))
    """With it the codes of the second factor are made; None while there is none."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The half minute of the last code that was used: none is taken twice."""


class StaffSession(Base):
    """A log-in. Only the hash of its token is stored; deleting the row ends it."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("staff_users.id"), index=True)
    csrf: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    browser: Mapped[str] = mapped_column(default="")
    """What the browser says it is, so that its owner recognises it."""
    waits_for_code: Mapped[bool] = mapped_column(default=False)
    """The password was right; until the code is given too, this opens nothing."""
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
