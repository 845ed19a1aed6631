"""Cases, tasks and what happened to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Sequence, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedJSON

case_numbers = Sequence("case_numbers", metadata=Base.metadata)


class Case(Base):
    """办件: one combined application. A draft becomes a case at most once."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("draft_id", name="one_case_per_draft"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_no: Mapped[str] = mapped_column(unique=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    path_id: Mapped[str]
    catalogue_version: Mapped[str] = mapped_column(ForeignKey("catalogue_versions.version"))
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJSON("cases.answers"))
    """Every answer as confirmed, with its source; results of items are added as they come."""
    consents: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Which department may see what, and that the citizen agreed to it, when and where."""
    rating: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """好差评: {"level": 1 to 5, "comment", "at"}; None while the citizen has not rated."""
    urgent: Mapped[str | None]
    """Why the coordinator has marked it as urgent."""
    promised_by: Mapped[date]
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Task(Base):
    """子办件: one department's share of a case. `payload` is all that the department gets to see."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("case_id", "item_id", name="one_task_per_item"),
        Index("tasks_by_department", "department_id", "stage"),
        Index("tasks_with_something_owed", "id", postgresql_where=text("owed::text <> '{}'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    item_id: Mapped[str]
    department_id: Mapped[str]
    position: Mapped[int]
    stage: Mapped[str]
    waits_for: Mapped[list[str]] = mapped_column(JSON)
    """Items of the same case that must be granted before."""
    payload: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("tasks.payload"))
    revision: Mapped[int] = mapped_column(default=1)
    """Counts what is sent to the department: 1 at first, one more after each supplement."""
    promised_by: Mapped[date]
    statutory_by: Mapped[date | None]
    """None where no law sets a limit."""
    released_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    clock_from: Mapped[date | None]
    """The day from which the clock counts, put off by the days on which it stood still; None while the task waits."""
    clock_stopped: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """While the clock stands still: what was left of it (`api.cases.clocks.Stopped`)."""
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    opinion: Mapped[str | None]
    licence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    supplement: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the department asked for: {"reason", "fields", "materials", "answered"}."""
    owed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    """容缺: materials that may follow, each with the day by which it has to."""
    reminded_on: Mapped[date | None]
    """When the citizen was reminded of what is owed."""
    procedure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """特别程序: {"what", "days", "from"}, while the clock stands still for it; kept after it is over."""
    delivery_attempts: Mapped[int] = mapped_column(default=0)
    delivery_error: Mapped[str | None]


class TaskFile(Base):
    """That a task's department may see a file. The database's row-level security reads this table."""

    __tablename__ = "task_files"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id"), primary_key=True, index=True)


class TaskEvent(Base):
    """What happened to a task, by whom. A department's event id makes the same event count once."""

    __tablename__ = "task_events"
    __table_args__ = (UniqueConstraint("task_id", "event_id", name="one_event_per_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), index=True)
    event_id: Mapped[str]
    actor: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Licence(Base):
    """证照: the document that a granted task results in. Its content is kept as it was when the decision was made."""

    __tablename__ = "licences"

    code: Mapped[str] = mapped_column(primary_key=True)
    """By which anybody verifies it; random, so that knowing it means having seen the licence."""
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), unique=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    name: Mapped[str]
    number: Mapped[str]
    department: Mapped[str]
    valid_until: Mapped[str | None]
    """As an ISO date; None when it has no end."""
    content: Mapped[list[dict[str, str]]] = mapped_column(SealedJSON("licences.content"))
    """What stands on it: {"label", "text", "kind"}."""
    issued_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
