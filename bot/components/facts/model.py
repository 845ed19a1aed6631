"""A fact: a piece of the citizen's own text and what kind of thing it is. Nothing is added to what was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Digits, or digits written in Chinese, from their first on (几十 is no ten); bounded, so that a message of nothing but
# digits costs no quadratic time.
CHINESE_DIGITS = "零〇一二两三四五六七八九十百千万亿"
NUMBER = (
    r"(?:(?<![\d.])\d{1,12}(?:,\d{3}(?!\d)|\.\d{1,6}){0,4}"
    rf"|(?<![{CHINESE_DIGITS}几数])[{CHINESE_DIGITS}]{{1,12}}(?:点[零一二三四五六七八九]{{1,3}})?)"
)


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
