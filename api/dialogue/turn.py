"""One turn: a citizen's message as understood, and the replies to it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import service as conversations
from api.conversations.models import Conversation, Message, Sender
from api.texts import plainly, say
from api.texts.voices import speak_as
from forms.facts import Fact

Buttons = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something the message may mean."""

    kind: str
    id: str
    confidence: float = 0.0


HARDLY_SURE = 0.85
"""A person should look where a matter was taken up with less; acting takes 0.8 (`open.act` in bot/decision.yml)."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the understanding made of a message."""

    id: str | None = None
    aspect: str | None = None
    candidates: tuple[Candidate, ...] = ()
    facts: tuple[Fact, ...] = ()
    decision: str | None = None
    """`act`, `clarify` or `reject`."""
    confidence: float | None = None

    @property
    def is_hardly_sure(self) -> bool:
        """Whether it was acted upon with a confidence just above what acting takes."""
        return self.decision == "act" and self.confidence is not None and self.confidence < HARDLY_SURE

    def noted(self, handler: str) -> dict[str, Any]:
        """What is kept of it beside the message: places of facts, not their words, and the rule that answered it."""
        return {
            "handler": handler,
            "id": self.id,
            "aspect": self.aspect,
            "decision": self.decision,
            "confidence": self.confidence,
            "candidates": [[each.id, each.confidence] for each in self.candidates],
            "facts": [[each.kind, each.start, each.end] for each in self.facts],
        }


@dataclass(slots=True)
class Turn:
    """What a handler works with. Replies are stored as they are spoken."""

    session: AsyncSession
    conversation: Conversation
    message: Message | None
    """The citizen's message; None when something else gives rise to the turn (an upload, a department's news)."""
    today: date
    understanding: Understanding = Understanding()
    sender: Sender | None = None
    """Who acts; None when it is none of the citizen's doing."""
    replies: list[Message] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    pressed: str | None = None
    """What the button says whose label the message is; None when it is none's."""

    def __post_init__(self) -> None:
        """Everything said in this turn is said in the conversation's voice."""
        speak_as(self.conversation.voice)

    @property
    def text(self) -> str:
        """The citizen's words, or those of the button that they name."""
        return self.pressed or (self.message.text if self.message else "")

    @property
    def seq(self) -> int | None:
        """The number of the citizen's message."""
        return self.message.seq if self.message else None

    @property
    def asked_field(self) -> str | None:
        """The field whose question is open."""
        asked = self.conversation.asked
        return asked["id"] if asked and asked["kind"] == "field" else None

    @property
    def asked_in_draft(self) -> str | None:
        """The field or material that the draft's open question is about; a supplement's question is not the draft's."""
        asked = self.conversation.asked
        return asked["id"] if asked and asked["kind"] in {"field", "material"} and not self.asks_supplement else None

    @property
    def asks_supplement(self) -> bool:
        """Whether the open question is about something that a department wants to have added."""
        asked = self.conversation.asked
        return bool(asked and asked.get("task"))

    def reply(
        self, key: str, *, buttons: Buttons | None = None, card: dict[str, Any] | None = None, **details: object
    ) -> None:
        """Say the sentence of this key."""
        self.speak(say(key, **details), buttons=buttons, card=card)

    def note(self, text: str) -> None:
        """Keep a line; the lines kept are said together, before whatever is said next."""
        self.notes.append(text)

    def speak_notes(self, *, card: dict[str, Any] | None = None) -> None:
        """Say the lines kept, as one message."""
        if self.notes or card:
            text = "\n".join(self.notes)
            self.notes.clear()
            self.speak(text, card=card)

    def speak(self, text: str, *, buttons: Buttons | None = None, card: dict[str, Any] | None = None) -> None:
        """Say this text, made of sentences of the message catalogue; what was noted before is said first.

        Nothing is said while one of the staff has the conversation in hand.
        """
        if self.conversation.taken_by is not None:
            self.notes.clear()
            return
        self.speak_notes()
        self.replies.append(
            conversations.speak(self.session, self.conversation, text, in_reply_to=self.seq, buttons=buttons, card=card)
        )


def button(label: str, text: str | None = None) -> dict[str, str]:
    """A button that sends its text (or its label) as a message."""
    return {"label": label, "text": text or label}


def button_of(key: str, means: str | None = None) -> dict[str, str]:
    """The button that this sentence labels; it sends the sentence `means` (or its own) in plain Chinese."""
    return button(say(key), plainly(means or key))
