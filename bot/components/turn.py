"""What the decider is given and what it gives back; plain values, nothing of Rasa."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from components.labels import APPLY, NO_ASPECT, Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FREE_TEXT = frozenset({"text", "person_name", "org_name", "address"})
# The kinds of fact that answer a question of a kind; a wrong number is still an answer.
_ANSWERS: dict[str, frozenset[str]] = {
    "person_name": frozenset({"person_name"}),
    "org_name": frozenset({"org_name"}),
    "id_no": frozenset({"id_no", "uscc"}),
    "uscc": frozenset({"uscc", "id_no"}),
    "mobile": frozenset({"mobile", "id_no"}),
    "address": frozenset({"address"}),
    "area": frozenset({"area", "count"}),
    "money": frozenset({"money"}),
    "integer": frozenset({"count"}),
    "date": frozenset({"date"}),
    "number": frozenset({"count", "area", "money"}),
    "rows": frozenset({"count"}),
    "phone": frozenset({"mobile", "id_no"}),
    "bank_account": frozenset({"id_no", "uscc", "mobile"}),
    "code": frozenset({"id_no", "uscc", "mobile"}),
}
NUMERIC = frozenset(
    {"area", "money", "integer", "number", "rows", "mobile", "phone", "id_no", "uscc", "bank_account", "code", "date"}
)

# Answered by a run of letters and digits, as a vehicle's or a certificate's number is.
SIGNS = frozenset({"code", "plate", "bank_account", "uscc", "id_no", "text"})


# Numbers so long that nobody types one who means something else.
SPELT = frozenset({"id_no", "uscc", "mobile", "phone", "bank_account"})


@dataclass(frozen=True)
class Asked:
    """The question that the citizen is looking at; `words` are the labels and words of its options."""

    field: str
    kind: str
    words: tuple[str, ...] = ()

    def answered_by(self, fact_kind: str) -> bool:
        """Whether a fact of this kind answers the question."""
        return fact_kind in _ANSWERS.get(self.kind, frozenset())


@dataclass(frozen=True)
class Context:
    """Where the conversation stands: the path being applied for and the question being asked."""

    path: str | None = None
    asked: Asked | None = None
    confirming: bool = False
    """Whether the api has just asked 真的不办了吗 or the like, beside the question that is open."""

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, Any] | None) -> Context:
        """Read the message's metadata; anything malformed counts as absent."""
        metadata = metadata or {}
        path = metadata.get("path")
        asked = metadata.get("asked")
        question = None
        if isinstance(asked, dict) and isinstance(asked.get("field"), str):
            words = tuple(word for word in asked.get("words") or () if isinstance(word, str))
            question = Asked(asked["field"], str(asked.get("kind") or "text"), words)
        return cls(path if isinstance(path, str) and path else None, question, metadata.get("confirming") is True)


@dataclass(frozen=True)
class Piece:
    """A part of the message between its facts and its commas, read on its own."""

    text: str
    topics: Mapping[str, float]
    aspects: Mapping[str, float]


@dataclass(frozen=True)
class Evidence:
    """What is known of one message: its normal text, both distributions, the kinds of its facts."""

    text: str
    topics: Mapping[str, float] = field(default_factory=dict)
    aspects: Mapping[str, float] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    outside_facts: int = 0
    """How many characters of the message belong to no fact."""
    pieces: tuple[Piece, ...] = ()

    def of(self, topic: str) -> float:
        """The probability of a topic."""
        return self.topics.get(topic, 0.0)

    def ranked(self) -> list[tuple[str, float]]:
        """Topics, the likeliest first."""
        return sorted(self.topics.items(), key=lambda item: -item[1])

    def best(self, *, kind: Kind | None = None, among: frozenset[str] | None = None) -> tuple[str, float]:
        """The likeliest topic of a kind or of a set, or ("", 0)."""
        fitting = (
            (topic, p)
            for topic, p in self.topics.items()
            if (kind is None or kind_of(topic) == kind) and (among is None or topic in among)
        )
        return max(fitting, key=lambda item: item[1], default=("", 0.0))

    def aspect(self, *, question: bool = False) -> str | None:
        """The aspect asked about; None when the message rather wants to apply (or `how`, in a `question`)."""
        left_out = {NO_ASPECT, APPLY} if question else {NO_ASPECT}
        fitting = {aspect: p for aspect, p in self.aspects.items() if aspect not in left_out}
        best = max(fitting, key=lambda aspect: fitting[aspect], default=None)
        return None if best == APPLY else best


@dataclass(frozen=True)
class Candidate:
    """One reading of the message."""

    kind: Kind
    id: str
    confidence: float


@dataclass(frozen=True)
class Decision:
    """What to do: the final intent for the rules, and the understanding for the actions."""

    intent: str
    kind: Kind
    id: str | None
    aspect: str | None
    confidence: float
    decision: Literal["act", "clarify", "reject"] = "act"
    candidates: tuple[Candidate, ...] = ()

    def understanding(self) -> dict[str, Any]:
        """The part that travels in the parse output."""
        return {
            "kind": self.kind,
            "id": self.id,
            "aspect": self.aspect,
            "confidence": round(self.confidence, 4),
            "decision": self.decision,
            "candidates": [{"kind": c.kind, "id": c.id, "confidence": round(c.confidence, 4)} for c in self.candidates],
        }
