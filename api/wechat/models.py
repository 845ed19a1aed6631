"""What has to be remembered of WeChat: its pushes, so that each is answered once, and our access token."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now
from api.database.sealing import SealedJSON, SealedText


class WeChatPush(Base):
    """A push that has to be answered: once, by whichever way comes first."""

    __tablename__ = "wechat_pushes"

    key: Mapped[str] = mapped_column(primary_key=True)
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("senders.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[UUID | None]
    seq: Mapped[int | None]
    """The message that it became; found again through `conversations.service.replies_to`."""
    content: Mapped[dict[str, str] | None] = mapped_column(SealedJSON("wechat_pushes.content"))
    """What was pushed, until it is answered."""
    sent: Mapped[int] = mapped_column(default=0)
    """How many of the answer's texts have gone out by messages of ours."""
    answered: Mapped[str | None]
    """`passive` in the answer to the push itself, `service` by a message of ours; None while nothing has gone out."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class WeChatToken(Base):
    """An account's access token, shared by all processes."""

    __tablename__ = "wechat_tokens"

    app_id: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(SealedText("wechat_tokens.token"))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
