"""Bring a citizen's typing to one form, while every character remembers where it came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from opencc import OpenCC

_CJK = re.compile(r"[\u3400-\u9fff]")
_LONGEST_RUN = 2  # 好好 is a word, 好好好 is enthusiasm
_DECORATION = {"Cf", "Mn", "Sk"}  # joiners, variation selectors, skin tones: they only change how a sign looks


@dataclass(frozen=True)
class NormalText:
    """Normal text; `origins[i]` is the index of its character `i` in the original text."""

    text: str
    origins: tuple[int, ...]
    original_length: int

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the original text."""
        if start >= end:
            at = self.origins[start] if start < len(self.origins) else self.original_length
            return at, at
        return self.origins[start], self.origins[end - 1] + 1


def normalise(text: str) -> NormalText:
    """NFKC, lower case, simplified, repetitions collapsed, no white space beside a Chinese character, no decoration."""
    folded = [(piece, index) for index, char in enumerate(text) for piece in _fold(char)]
    kept = _without_idle_spaces(_collapsed(folded))
    return NormalText("".join(char for char, _ in kept), tuple(index for _, index in kept), len(text))


def flatten(text: str) -> str:
    """Like `normalise`, but strictly one character for one, so that offsets need no translation."""
    return "".join(folded if len(folded := _fold(char)) == 1 else char for char in text)


@lru_cache(maxsize=20_000)
def _fold(char: str) -> str:
    """One character's normal form: full-width to half-width, traditional to simplified; decoration is nothing.

    Character by character, so that every place in the normal text has one in the citizen's; what is lost is the choice
    between words (乾 in 乾隆), which nothing here depends on.
    """
    if unicodedata.category(char) in _DECORATION:
        return ""
    return _simplifier().convert(unicodedata.normalize("NFKC", char).lower())


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _collapsed(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Digits and letters stay (13800000000, www), everything else repeats at most as often as a word would."""
    kept: list[tuple[str, int]] = []
    for char, group in groupby(chars, key=lambda pair: pair[0]):
        run = list(group)
        if char.isascii() and char.isalnum():
            kept += run
        elif _CJK.match(char):
            kept += run if len(run) <= _LONGEST_RUN else run[:1]
        else:
            kept += run[:1]
    return kept


def _without_idle_spaces(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    kept = []
    for position, (char, index) in enumerate(chars):
        if char.isspace():
            around = [chars[i][0] for i in (position - 1, position + 1) if 0 <= i < len(chars)]
            if len(around) < _LONGEST_RUN or any(_CJK.match(neighbour) for neighbour in around):
                continue
        kept.append((char, index))
    return kept
