"""Messages as clients see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from api.conversations.models import Message


class MessageOut(BaseModel):
    """One message of a conversation."""

    seq: int
    role: str
    text: str
    at: datetime
    client_id: UUID | None
    buttons: list[dict[str, str]]
    card: dict[str, Any] | None

    @classmethod
    def of(cls, message: Message) -> MessageOut:
        """The stored message, as the client sees it."""
        return cls(
            seq=message.seq,
            role=message.role,
            text=message.text,
            at=message.created_at,
            client_id=message.client_id,
            buttons=message.buttons,
            card=message.card,
        )
