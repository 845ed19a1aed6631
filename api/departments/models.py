"""How departments are connected, and the nonces they have used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedText


class Connection(Base):
    """One department's connection. A department without one is served through the console."""

    __tablename__ = "department_connections"

    department_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """push (signed HTTP to its own system), pull (it fetches with a key) or console."""
    url: Mapped[str | None]
    key_id: Mapped[str | None] = mapped_column(unique=True)
    secret: Mapped[str | None] = mapped_column(SealedText("department_connections.secret"))
    """Shared secret of the signed HTTP."""
    previous_key_id: Mapped[str | None] = mapped_column(unique=True)
    previous_secret: Mapped[str | None] = mapped_column(SealedText("department_connections.previous_secret"))
    previous_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Until when the key before the last rotation is still taken, so that both sides need not change at once."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many deliveries in a row have failed."""
    rests_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """The circuit breaker: until then nothing is sent to a system that has failed too often."""
    api_key_hash: Mapped[str | None] = mapped_column(unique=True)
    """SHA-256 of the key for pulling."""
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)


class UsedNonce(Base):
    """A nonce that a department has used; the same message is not taken twice."""

    __tablename__ = "used_nonces"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
