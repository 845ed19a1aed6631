"""The parts of a question: what is remembered of it, its buttons, its example, and how long the rest takes."""

from __future__ import annotations

from collections.abc import Iterable

from api.dialogue.turn import Buttons, Turn, button
from api.texts import say
from api.texts.translation import translated
from api.texts.voices import voice_now
from forms.engine import open_fields, open_materials
from forms.model import Field, Kind
from forms.requirements import Situation

CHOOSABLE = frozenset({Kind.YES_NO, Kind.CHOICE, Kind.CHOICES})
MOST_BUTTONS = 12
_SECONDS_TO_CHOOSE = 8
_SECONDS_TO_WRITE = 20
_SECONDS_TO_HAND_IN = 45
"""Of somebody who is not quick: reading the question, finding the paper, taking the photo."""


def remember(turn: Turn, kind: str | None, identifier: str | None, task: str | None = None) -> None:
    """Keep what is being asked; a new question starts with no failures."""
    asked = None if kind is None else {"kind": kind, "id": identifier, "task": task}
    if asked != turn.conversation.asked:
        turn.conversation.failures = 0
    turn.conversation.asked = asked


def option_buttons(field: Field) -> Buttons:
    """The options as buttons; more than fit on a phone are written instead (56 peoples)."""
    few = field.kind in CHOOSABLE and len(field.options) <= MOST_BUTTONS
    return [button(translated(option.label), option.label) for option in field.options] if few else []


def wording(field: Field, *, otherwise: bool = False) -> str:
    """The question; said otherwise to somebody whom it did not help. In English there is one wording only."""
    if otherwise and field.again and voice_now() != "en":
        return field.again
    return translated(field.ask)


def several_chosen(field: Field) -> str:
    """An example of an answer that chooses several options; in English made of what the buttons say."""
    return ", ".join(translated(o.label) for o in field.options[:2]) if voice_now() == "en" else field.example


def example_line(field: Field) -> str:
    """An example of a good answer."""
    return say("ask.example", example=field.example)


def minutes_left(seen: Situation) -> int:
    """About how many minutes the open questions take, at least one; what may follow later does not count."""
    fields = (seen.path.field(use.field) for use in open_fields(seen))
    materials = [use for use in open_materials(seen) if not seen.catalogue.materials[use.material].later]
    seconds = _seconds(fields) + _SECONDS_TO_HAND_IN * len(materials)
    return max(1, round(seconds / 60))


def _seconds(fields: Iterable[Field]) -> int:
    return sum(_SECONDS_TO_CHOOSE if field.kind in CHOOSABLE else _SECONDS_TO_WRITE for field in fields)
