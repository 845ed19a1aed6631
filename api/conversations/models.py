"""Conversations, their messages and their flags."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedJSON, SealedText
from api.texts.voices import Voice


class Conversation(Base):
    """One citizen's thread, on however many channels.

    Its row is locked while a turn is decided, so turns never interleave.
    """

    __tablename__ = "conversations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    citizen_id: Mapped[UUID | None] = mapped_column(ForeignKey("citizens.id"), unique=True)
    """Whose it is, once somebody in it has proved who they are."""
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    """Where what was said here has gone, when its sender turned out to be somebody with a conversation already."""
    merged_offset: Mapped[int | None]
    """What to add to a message's number to find it there."""
    last_seq: Mapped[int] = mapped_column(default=0)
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The open question: {"kind": "field" | "material", "id", "task"}; `task` when a supplement asks."""
    failures: Mapped[int] = mapped_column(default=0)
    """How often the open question was answered unusably in a row."""
    confirming: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("conversations.confirming"))
    """What a yes would do now: {"what": "cancel" | "restart" | "switch", …}."""
    voice: Mapped[Voice] = mapped_column(String, default="plain", server_default="plain")
    """How this citizen is spoken to."""
    taken_by: Mapped[str | None]
    """Who of the staff has it in hand; the bot says nothing meanwhile."""
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    last_message_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Citizen(Base):
    """Somebody who has proved who they are."""

    __tablename__ = "citizens"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    mobile: Mapped[str] = mapped_column(SealedText("citizens.mobile"))
    mobile_mark: Mapped[bytes] = mapped_column(unique=True)
    """By which the number is found without being readable."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Sender(Base):
    """Somebody on a channel: one browser, one WeChat account, one sender id of a REST client."""

    __tablename__ = "senders"
    __table_args__ = (
        UniqueConstraint("channel", "name", name="one_sender_per_name"),
        UniqueConstraint("link", name="one_sender_per_link"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, server_default=text("gen_random_uuid()"))
    channel: Mapped[str]
    name: Mapped[str]
    """Who it is on that channel: the hash of the visitor's cookie, the sender id of a REST client."""
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    link: Mapped[str | None]
    """The mark of the link by which this sender came; a link lets in one."""
    proved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When this sender last proved to be the conversation's citizen."""
    last_heard_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    seen_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    """Up to which message this sender's page has shown the conversation."""
    told_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    """Up to which message this sender was told of news by a message of another kind: of WeChat's, or a short one."""


class Message(Base):
    """One message. `seq` counts within the conversation; a bot message names the message it answers."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id", name="one_message_per_client_id"),
        Index("messages_by_answered", "conversation_id", "in_reply_to"),
        Index("messages_of_staff", "conversation_id", postgresql_where=text("role = 'staff'")),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    text: Mapped[str] = mapped_column(SealedText("messages.text"))
    client_id: Mapped[UUID | None]
    sender_id: Mapped[UUID | None] = mapped_column(ForeignKey("senders.id", ondelete="SET NULL"))
    """Who has said it; None for what the bot says."""
    in_reply_to: Mapped[int | None]
    buttons: Mapped[list[dict[str, str]]] = mapped_column(SealedJSON("messages.buttons"), default=list)
    card: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("messages.card"))
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Flag(Base):
    """A reason why a person should look at a conversation."""

    __tablename__ = "flags"
    __table_args__ = (Index("flags_open", "raised_at", postgresql_where=text("resolved_at IS NULL")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    reason: Mapped[str]
    message_seq: Mapped[int | None]
    raised_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    resolved_by: Mapped[str | None]
