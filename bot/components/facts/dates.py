"""Facts that are dates: written out, in Chinese digits, or relative to today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from components.facts.model import Fact, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_MONTH_DAY = rf"{_SHORT}\s*月份?\s*(?:{_SHORT}\s*[日号]|[底初末])?"
_YEAR = r"(?:(?:19|20)\d{2}|[一二][零〇九][零〇一二三四五六七八九]{2})"
_YEAR_WORD = r"(?:今年|明年|后年|去年|前年)"

_PATTERNS = [
    re.compile(rf"(?<!\d){_YEAR}\s*年\s*(?:{_MONTH_DAY}|年?[底初末])?"),
    re.compile(r"(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?![\d-])"),
    re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(rf"(?<![\d.])[2-4]\d\s*年\s*(?:{_MONTH_DAY}|年?[底初末])"),
    re.compile(rf"{_YEAR_WORD}\s*(?:{_MONTH_DAY}|年?[底初末])"),
    re.compile(rf"(?:这个|本|当|下下?个?|上个?)月(?:{_SHORT}\s*[日号]|[底初末中]旬?)"),
    re.compile(rf"(?<![\d个]){_SHORT}\s*月份?\s*{_SHORT}\s*[日号]?(?![\d个])"),
    re.compile(rf"^\s*(?P<value>{_SHORT}\s*[日号]|{_SHORT}\s*月份?)\s*$"),
    re.compile(r"(?<![今明后去])年[底初末](?!了)|月底"),
    re.compile(r"(?:这|本|下下?|上)?个?(?:周|星期|礼拜)[一二三四五六日天]"),
    re.compile(r"大?[后前]天|[今明昨]天"),
    re.compile(
        r"(?:(?<!\d)\d{1,4}|(?<![零一二两三四五六七八九十几数])[一二两三四五六七八九十半]{1,4})\s*个?(?:天|月|周|星期|年)(?:以|之)?后"
    ),
]


def find(text: str) -> Iterator[Fact]:
    """All date facts of a flattened text; they may overlap."""
    for pattern in _PATTERNS:
        yield from facts_of("date", pattern, text)
