"""A fact: a piece of the citizen's own text and what kind of thing it is. Nothing is added to what was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Digits, or digits written in Chinese.
CHINESE_DIGITS = "零〇一二两三四五六七八九十百千万亿"
NUMBER = rf"(?:\d+(?:[.,]\d+)*|[{CHINESE_DIGITS}]+)"


class Fact(NamedTuple):
    """`text[start:end]` is a `kind`."""

    kind: str
    start: int
    end: int

    def overlaps(self, other: Fact) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def facts_of(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Fact]:
    """Every match of the pattern; its group `value`, when it has one, is the fact."""
    group = "value" if "value" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        yield Fact(kind, match.start(group), match.end(group))
