"""Finding facts in a message by rules."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from components.facts import addresses, dates, names, numbers
from components.facts.model import Fact
from components.normalise import flatten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Fact", "find_facts"]

# What wins where two facts overlap: an identity number contains no telephone number, an address no count.
_STRENGTH = ("uscc", "id_no", "mobile", "org_name", "address", "date", "area", "money", "person_name", "count")


def find_facts(text: str, is_word: Callable[[str], bool] = lambda _: False) -> list[Fact]:
    """The facts of a message in the order of their places, none overlapping another."""
    flat = flatten(text)
    return _resolved(chain(numbers.find(flat), dates.find(flat), addresses.find(flat), names.find(flat, is_word)))


def _resolved(found: Iterable[Fact]) -> list[Fact]:
    ranked = sorted(found, key=lambda fact: (_STRENGTH.index(fact.kind), fact.start - fact.end, fact.start))
    kept: list[Fact] = []
    for fact in ranked:
        if not any(fact.overlaps(other) for other in kept):
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact.start)
