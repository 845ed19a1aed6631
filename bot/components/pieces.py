"""Cutting a message at its facts and its punctuation, so that each part can be read on its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from components.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

_BREAK = re.compile(r"[\s,，。;；、!！:：\n]+")
# The words that announce a fact, left over where it was cut out.
_ANNOUNCEMENT = re.compile(
    r"(?:我|俺|的|地址|店名|名字|姓名|叫|身份证|号码?|手机|电话|联系方式|面积|位置|在|是|有|里|到|住|租|期)+$"
)
_SHORTEST = 3
_MOST = 6


def pieces_of(text: str, facts: Sequence[tuple[int, int]]) -> list[str]:
    """The normal texts of the first parts that lie outside the facts; none when the message is of one part."""
    cut = list(text)
    for start, end in facts:
        cut[start:end] = " " * (end - start)
    whole = normalise(text).text
    parts = (normalise(_ANNOUNCEMENT.sub("", part)).text for part in _BREAK.split("".join(cut)))
    return [part for part in parts if len(part) >= _SHORTEST and part != whole][:_MOST]
