"""What the labels of the training data mean.

`<path-id>` wants to apply, `<path-id>+<aspect>` asks about that path, `ask+<aspect>` asks without naming a matter,
and everything in `INTENTS` or `OUTSIDE` is what it says. Whatever is in neither is the id of a path.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["path", "intent", "voice", "none"]

ASPECTS = ("materials", "time", "fee", "place", "who", "online", "how")
APPLY = "apply"
NO_ASPECT = "none"

CONTROL = frozenset(
    {
        "status",
        "human",
        "complaint",
        "correct",
        "back",
        "restart",
        "resume",
        "repeat",
        "help",
        "cancel",
        "skip",
        "review",
        "submit",
        "why",
        "abuse",
        "urgent",
    },
)
SOCIAL = frozenset({"greet", "thanks_bye", "smalltalk"})
YES_NO = frozenset({"affirm", "deny"})
INTENTS = CONTROL | SOCIAL | YES_NO | {"ask", "inform"}
OUTSIDE = frozenset({"other_government", "not_government"})

# Rasa maps the intent `restart` to its own action_restart before it looks at any rule.
RASA_NAMES = {"restart": "restart_draft"}


class Label(NamedTuple):
    """A training label, taken apart for the two heads of the classifier."""

    topic: str
    aspect: str


def split_label(label: str) -> Label:
    """`open-gym+fee` → (open-gym, fee); `open-gym` → (open-gym, apply); `status` → (status, none)."""
    topic, _, aspect = label.partition("+")
    if aspect:
        return Label(topic, aspect)
    return Label(topic, APPLY if kind_of(topic) == "path" else NO_ASPECT)


def kind_of(topic: str) -> Kind:
    """Whether a topic is a path, an intent of the conversation, or outside of what we do."""
    if topic in OUTSIDE:
        return "none"
    return "intent" if topic in INTENTS else "path"


def final_intent(intent: str) -> str:
    """The name under which the rules know an intent."""
    return RASA_NAMES.get(intent, intent)
