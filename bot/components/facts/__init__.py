"""Finding facts in a message by rules."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from components.facts import addresses, dates, names, numbers, people
from components.facts.model import Fact
from components.normalise import flatten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Fact", "find_facts"]

# What wins where two facts overlap: an identity number contains no telephone number, an address no count.
_STRENGTH = ("uscc", "id_no", "mobile", "org_name", "person_name", "address", "date", "area", "money", "count")


_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")


def find_facts(text: str, is_word: Callable[[str], bool] = lambda _: False, *, bare_name: bool = True) -> list[Fact]:
    """The facts of a message in the order of their places, none overlapping another.

    `bare_name`: whether a message that is nothing but two or three characters may be a person's name.
    """
    flat = flatten(text).translate(_FINANCIAL)
    named = chain(names.find(flat), people.find(flat, is_word, bare=bare_name))
    facts = _resolved(chain(numbers.find(flat), dates.find(flat), addresses.find(flat), named))
    # What follows a name at the start is the evidence that it is one.
    return _resolved(chain(facts, names.find_at_start(flat), people.find_at_start(flat, is_word))) if facts else facts


def _resolved(found: Iterable[Fact]) -> list[Fact]:
    ranked = sorted(found, key=lambda fact: (_STRENGTH.index(fact.kind), fact.start - fact.end, fact.start))
    kept: list[Fact] = []
    for fact in ranked:
        if not any(fact.overlaps(other) for other in kept):
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact.start)
