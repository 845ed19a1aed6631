"""Messages of an evaluation set that were learnt, or nearly: measuring on them would flatter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from api.evaluation.examples import Example

_NEAR = 0.8
"""Share of common character pairs from which two messages count as the same."""
_SHORTEST = 5
"""Shorter messages (开药店) are only compared as wholes: two people do say the same few words."""
_NO_WORD = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A message of the evaluation set and the one in the training data that it repeats."""

    evaluated: Example
    learnt: Example
    likeness: float


def near_duplicates(evaluated: Sequence[Example], learnt: Sequence[Example]) -> list[Duplicate]:
    """For each evaluated message the learnt one that it repeats, if there is one."""
    by_pair: dict[str, list[int]] = defaultdict(list)
    pairs_of = [_pairs(example.text) for example in learnt]
    for number, pairs in enumerate(pairs_of):
        for pair in pairs:
            by_pair[pair].append(number)
    found = (_nearest(example, learnt, pairs_of, by_pair) for example in evaluated)
    return [duplicate for duplicate in found if duplicate is not None]


def _nearest(
    example: Example, learnt: Sequence[Example], pairs_of: Sequence[frozenset[str]], by_pair: dict[str, list[int]]
) -> Duplicate | None:
    pairs = _pairs(example.text)
    if len(pairs) < _SHORTEST:
        return None
    common: dict[int, int] = defaultdict(int)
    for pair in pairs:
        for number in by_pair.get(pair, ()):
            common[number] += 1
    likest, likeness = -1, 0.0
    for number, shared in common.items():
        share = shared / (len(pairs) + len(pairs_of[number]) - shared)
        if share > likeness:
            likest, likeness = number, share
    return Duplicate(example, learnt[likest], round(likeness, 3)) if likeness >= _NEAR else None


def _pairs(text: str) -> frozenset[str]:
    plain = _NO_WORD.sub("", text.lower())
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))
