"""What a message says and takes back in the same breath: 十万吧，不对，五十万."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from forms.facts.model import Fact

_TAKEN_BACK = re.compile(r"(?:不对|错了|说错|[写打记]错|口误|不是不是)[^\d]*$")


def without_retracted(facts: Sequence[Fact], text: str) -> list[Fact]:
    """The facts without those that a later one of their kind replaces, with the words for it between them.

    What replaces one stands in its place, behind the words that name its field.
    """
    replacing = {later: fact for later in facts for fact in facts if _replaces(later, fact, text)}
    kept = [fact for fact in facts if fact not in replacing and fact not in replacing.values()]
    final = [(fact, later) for later, fact in replacing.items() if later not in replacing.values()]
    return sorted([*kept, *(replace(fact, raw=later.raw) for fact, later in final)], key=lambda fact: fact.start)


def retracted(facts: Sequence[Fact], text: str) -> list[tuple[int, int]]:
    """Where the facts stand that are taken back."""
    return [(f.start, f.end) for f in facts if any(_replaces(later, f, text) for later in facts)]


def _replaces(later: Fact, fact: Fact, text: str) -> bool:
    between = text[fact.end : later.start]
    return later.kind == fact.kind and later.start >= fact.end and _TAKEN_BACK.search(between) is not None
