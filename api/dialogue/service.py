"""The door to the dialogue: one message in, its replies out, all in one transaction.

A message is answered once. Whoever asks again (Rasa after a time-out, a client after a lost connection) gets the
stored replies, so a killed process neither loses nor doubles an answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from api.clock import today
from api.conversations import service as conversations
from api.conversations.models import Message
from api.database import Database
from api.dialogue import answering, binding, changing, chatting, following, informing, privacy, speaking, starting
from api.dialogue.turn import Turn, Understanding
from api.errors import NotFoundError

Handler = Callable[[Turn], Awaitable[None]]

HANDLERS: dict[str, Handler] = {
    "apply": starting.start_path,
    "clarify": starting.clarify,
    "ask": informing.ask,
    "why": informing.why,
    "answer": answering.answer,
    "affirm": changing.affirm,
    "deny": changing.deny,
    "correct": changing.correct,
    "back": changing.back,
    "skip": changing.skip,
    "restart_draft": changing.restart,
    "cancel": changing.cancel,
    "status": following.status,
    "resume": following.resume,
    "repeat": chatting.repeat,
    "review": chatting.review,
    "submit": chatting.submit,
    "voice": speaking.change_voice,
    "seen": privacy.who_has_seen,
    "bind": binding.bind,
    "help": chatting.help_,
    "human": chatting.human,
    "complaint": chatting.complaint,
    "abuse": chatting.abuse,
    "urgent": chatting.urgent,
    "greet": chatting.greet,
    "thanks_bye": chatting.thanks_bye,
    "smalltalk": chatting.smalltalk,
    "other_government": chatting.other_government,
    "not_government": chatting.not_government,
    "unclear": chatting.unclear,
}

_CHOOSES_A_MATTER = {"apply", "ask"}
_KEEPS_CONFIRMATION = {"affirm", "deny", "cancel", "restart_draft", "apply", "ask", "why", "voice", "seen"}
"""What may follow a question for confirmation; anything else leaves it behind."""


async def take_turn(
    database: Database, conversation_id: UUID, message_seq: int, handler: str, understanding: Understanding
) -> Sequence[Message]:
    """Answer a message by this handler, unless it has been answered; returns the replies."""
    async with database.transaction() as session:
        conversation = await conversations.locked(session, conversation_id)
        heard = await conversations.heard(session, conversation_id, message_seq)
        if heard.replies or conversation.taken_by is not None:
            return heard.replies
        message = heard.message
        if message is None:
            raise NotFoundError("no_conversation")
        sender = await conversations.sender(session, message.sender_id) if message.sender_id else None
        turn = Turn(session, conversation, message, today(), understanding, sender, pressed=heard.pressed)
        speaking.follow(turn)
        if handler not in _KEEPS_CONFIRMATION:
            conversation.confirming = None
        await HANDLERS[handler](turn)
        turn.speak_notes()
        if turn.message is not None:  # in the end, so that it is written together with the replies
            turn.message.understanding = understanding.noted(handler)
        if handler in _CHOOSES_A_MATTER and understanding.is_hardly_sure:
            conversations.flag(session, conversation, "unsure", message_seq)
        return turn.replies
