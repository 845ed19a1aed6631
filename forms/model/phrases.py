"""All that people say to the questions of a path, to be looked up by what is nearest to some words.

What two phrases have in common counts by how much it tells: 烟道 belongs to one question, 有 to nearly all.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forms.model.field import Field, Kind
from forms.model.record import Value

_CHOSEN = frozenset({Kind.YES_NO, Kind.CHOICE, Kind.CHOICES})
_SHORTEST = 2
_FILLERS = re.compile(
    r"[的了呢吧呀啊哈嘞哩咧呗嘛哦啦也都就还再又是我俺咱们你您他她它这那个\s]|不过|不光|不仅|差不多|已经|目前|现在|打算|准备|家里|店里|一共|总共"
)
"""What people put between the words that tell."""
_NOT = re.compile(r"[不没无未别甭]|木有")


@dataclass(frozen=True, slots=True)
class Likeness:
    """An option, and how much of what it and the words held against it say is the same, from 0 to 1."""

    field_id: str
    value: Value
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class _Phrase:
    field_id: str
    value: Value
    weight: float
    denies: bool


class Phrases:
    """The labels and words of all options of some fields."""

    def __init__(self, fields: Iterable[Field]) -> None:
        said = [
            (field.id, value, _grams(words), _denies(words)) for field in fields for value, words in _said_to(field)
        ]
        owners: dict[str, set[str]] = defaultdict(set)
        for field_id, _value, grams, _denied in said:
            for gram in grams:
                owners[gram].add(field_id)
        count = len({field_id for field_id, *_rest in said})
        self._weights = {gram: math.log((1 + count) / len(of)) for gram, of in owners.items()}
        self._unheard = math.log(1 + count)
        self._holding: dict[str, list[_Phrase]] = defaultdict(list)
        for field_id, value, grams, denied in said:
            phrase = _Phrase(field_id, value, self._weigh(grams), denied)
            for gram in grams:
                self._holding[gram].append(phrase)

    def nearest(self, words: str) -> list[Likeness]:
        """The options that have something in common with these words and deny as they do, the most alike first."""
        grams, denies = _grams(words), _denies(words)
        whole = self._weigh(grams)
        same: defaultdict[_Phrase, float] = defaultdict(float)
        for gram in grams:
            for phrase in self._holding.get(gram, ()):
                same[phrase] += self._weights[gram]
        best: dict[tuple[str, str], Likeness] = {}
        for phrase, common in same.items():
            share = common / (whole + phrase.weight - common)
            option = (phrase.field_id, str(phrase.value))
            if phrase.denies == denies and (option not in best or share > best[option].share):
                best[option] = Likeness(phrase.field_id, phrase.value, share)
        return sorted(best.values(), key=lambda each: each.share, reverse=True)

    def _weigh(self, grams: Iterable[str]) -> float:
        return sum(self._weights.get(gram, self._unheard) for gram in grams)


def _said_to(field: Field) -> Iterator[tuple[Value, str]]:
    for option in field.options if field.kind in _CHOSEN else ():
        value = option.value == "yes" if field.kind is Kind.YES_NO else option.value
        yield from ((value, words.lower()) for words in (option.label, *option.words) if len(words) >= _SHORTEST)


def _grams(words: str) -> frozenset[str]:
    """The characters and the pairs of neighbours, without fillers."""
    plain = _FILLERS.sub("", words)
    if len(plain) < _SHORTEST:
        return frozenset()  # 做个 or 我的 says nothing by itself
    return frozenset((*plain, *(plain[at : at + 2] for at in range(len(plain) - 1))))


def _denies(words: str) -> bool:
    return _NOT.search(_FILLERS.sub("", words)) is not None
