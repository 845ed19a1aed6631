"""One exchange: the citizen's message is stored, understood, acted on, and answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.bot.client import BotClient
from api.conversations import service as conversations
from api.conversations.models import Conversation, Message
from api.database import Database
from api.dialogue import proving, rating
from api.drafts import service as drafts
from api.errors import UnavailableError, UnprocessableError
from forms.model import Path

MAX_TEXT = 1000
"""Characters in one message."""


_ABOUT_NO_PATH: dict[str, tuple[str, Callable[[], list[str]]]] = {
    rating.RATING: ("choice", rating.words),
    rating.COMMENT: ("text", rating.words_of_comment),
    **{question: (kind, proving.words) for question, kind in proving.KINDS.items()},
}
"""Questions that belong to no draft: what kind of answer they want, and words that are one."""


async def exchange(
    database: Database, bot: BotClient, channel: str, sender: str, text: str, client_id: UUID | None = None
) -> tuple[Message, Sequence[Message]]:
    """Store a sender's message, have it understood and acted on; returns it with its replies.

    Sending the same client id again is safe at any point: what was stored stays, what was answered is not answered
    twice. Nobody answers while one of the staff has the conversation in hand. Raises NotFoundError for an unknown
    sender, UnprocessableError for an empty or overlong message, and UnavailableError when the bot does not answer.
    """
    clean = text.replace("\x00", "").strip()
    if not clean:
        raise UnprocessableError("message_empty")
    if len(clean) > MAX_TEXT:
        raise UnprocessableError("message_too_long", limit=str(MAX_TEXT))
    async with database.transaction(writes_last=True) as session:
        conversation, who = await conversations.locked_of_sender(session, channel, sender)
        conversation_id = conversation.id
        message = await conversations.hear(session, conversation, clean, client_id, who)
        seq = message.seq
        audit.record(session, audit.CITIZEN, "write", "message", seq, conversation_id)
        # After the newest message there is no reply to it.
        is_newest = seq == conversation.last_seq
        replies = [] if is_newest else await conversations.replies_to(session, conversation_id, seq)
        metadata = await _metadata(session, conversation, seq)
        meant = await conversations.pressed(session, conversation_id, message) or message.text
        taken = conversation.taken_by is not None
    if not replies and not taken:
        await bot.understand_and_act(conversation_id, meant, metadata)
        async with database.reading() as session:
            where, there, taken, replies = await conversations.answers(session, conversation_id, seq)
            if where != conversation_id:  # the conversation has gone into the citizen's own
                message = await conversations.message(session, where, there) or message
    if not replies and not taken:
        # Rasa hides the failure of an action behind an empty answer.
        raise UnavailableError("bot_unavailable")
    return message, replies


async def _metadata(session: AsyncSession, conversation: Conversation, seq: int) -> dict[str, Any]:
    """What the understanding may know: the path under way and the question that is open."""
    path = current = await drafts.path_under_way(session, conversation.id)
    if path is None and conversation.asked and conversation.asked.get("task"):
        latest = await drafts.find_latest(session, conversation.id)
        path = latest.path if latest else None
    return {
        "message_id": seq,
        "path": current.id if current else None,
        "asked": _asked(path, conversation.asked),
        "confirming": conversation.confirming is not None,
    }


def _asked(path: Path | None, asked: dict[str, Any] | None) -> dict[str, Any] | None:
    if not asked:
        return None
    if asked["kind"] in _ABOUT_NO_PATH:
        kind, words_of = _ABOUT_NO_PATH[asked["kind"]]
        return {"field": asked["kind"], "kind": kind, "words": words_of()}
    if path is None:
        return None
    if asked["kind"] == "material":
        return {"field": asked["id"], "kind": "material", "words": []}
    field = path.field(asked["id"])
    words = [word for option in field.options for word in (option.label, *option.words)]
    return {"field": field.id, "kind": field.kind.value, "words": words}
