"""The audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now


class AuditEntry(Base):
    """One read or write of personal data: who, what, whose, when. It names fields and files, never their values.

    An entry is written in the transaction of the access itself. Soon after, the worker gives it its `position` in the
    chain and its `digest`, which covers the entry and the digest before it.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("audit_of_conversation", "conversation_id"),
        Index("audit_unsealed", "id", postgresql_where="position IS NULL"),
        Index("audit_of_listed_tasks", "details", postgresql_using="gin", postgresql_ops={"details": "jsonb_path_ops"}),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    actor: Mapped[str]
    """`citizen`, `public`, a department (`scjg`), one of its clerks (`scjg/li`), `system` or an `operator`."""
    action: Mapped[str]
    """read, write or remove."""
    what: Mapped[str]
    """conversation, message, draft, file, case, task, tasks (a list), licence, citizen."""
    subject: Mapped[str]
    """The id of the thing; of a list, the department's."""
    conversation_id: Mapped[UUID | None]
    """Whose data: the citizen's conversation; None for a list that holds data of several."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Which fields or files; of a list, `tasks`."""
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    digest: Mapped[str | None]
