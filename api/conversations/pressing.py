"""The button that a citizen names instead of tapping it, also in other words than those of an English label.

What is typed in Chinese is understood as it stands. Somebody who speaks English sees only English labels, which the
understanding does not know, so their words are compared here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Button = Mapping[str, str]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_LIST = re.compile(r"[,;/&\n]|\band\b|\bplus\b")
_NO_CHOICE = re.compile(
    r"\?|^(?:what|how|where|when|which|who|why|can|could|do|does|is|are|will|should)\b|\b(?:mistake|wrong|change|correct|instead)\b"
)
"""What asks, or takes something back, chooses nothing."""
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an the it its is are am i we my our me us you your will would shall be been do does did has have had of to"
        " in on at for with as by there this that please just only so well yes ok want like need think m ll ve d s",
    )
)
"""Words that tell no option from another."""
_DENYING = frozenset({"no", "not", "none", "without", "never", "nothing", "don", "doesn", "isn", "t"})
_ENDINGS = ("ing", "ed", "s")
_STEM = 6  # letters; electric and electricity are the same word then
_LONGEST = 8  # words that count; more is a story, not a choice


def button_named(buttons: Sequence[Button], text: str) -> str | None:
    """What the button sends that the text names; None where it names none, or cannot tell between two.

    A label counts as it stands, in any language. Of an English label a part is enough if no other has the same part;
    a list of several sends the texts of all.
    """
    said = text.strip().casefold()
    exact = next((b["text"] for b in buttons if b["label"].casefold() == said), None)
    if exact is not None or _HAN.search(said) or _NO_CHOICE.search(said) or len(_telling(said)) > _LONGEST:
        return exact
    english = [button for button in buttons if not _HAN.search(button["label"])]
    parts = [part for part in _LIST.split(said) if _telling(part)]
    chosen = [named for part in parts if (named := _closest(english, part))]
    if len(parts) > 1 and len(chosen) == len(parts):
        return "、".join(dict.fromkeys(chosen))
    return _closest(english, said)


@dataclass(frozen=True)
class _Fit:
    """How a label fits what was said."""

    text: str
    common: frozenset[str]
    whole: bool
    """Whether all of the label was said, apart from what it explains in brackets."""


def _closest(buttons: Sequence[Button], said: str) -> str | None:
    words = _telling(said)
    fits = [fit for button in buttons if (fit := _fit(button, words))]
    best = max(fits, key=lambda fit: (len(fit.common), fit.whole), default=None)
    if best is None or any(f is not best and f.common >= best.common and f.whole >= best.whole for f in fits):
        return None
    return best.text


def _fit(button: Button, words: frozenset[str]) -> _Fit | None:
    label = button["label"].casefold()
    name, all_of_it = _telling(_IN_BRACKETS.sub("", label)), _telling(label)
    common = (words & all_of_it) - _DENYING
    if bool(name & _DENYING) != bool(words & _DENYING) or not (common or words == name):
        return None
    return _Fit(button["text"], common, name <= words)


def _telling(text: str) -> frozenset[str]:
    """The stems of the words that tell one label from another."""
    return frozenset(_stem(word) for word in _WORD.findall(text) if word not in _SMALL)


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) > len(e)), "")
    return word.removesuffix(ending)[:_STEM]
