"""Surrogates: what a message tells of a person is replaced by something of the same kind that is nobody's."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = re.compile(
    r"(?P<id_no>(?<!\d)\d{17}[\dXx](?![\dXx]))"
    r"|(?P<uscc>(?<![0-9A-Za-z])(?=[0-9]*[A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z]))"
    r"|(?P<mobile>(?<!\d)1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d))"
    r"|(?P<other>\d{6,})"
)
_STANDS_FOR = {"id_no": "11010519491231002X", "uscc": "91350100M000100Y43", "mobile": "13805381234"}
_NAMED = re.compile(
    r"((?:我叫|名字叫|姓名是?|联系人是?|老板叫|法人是?)\s*)([\u4e00-\u9fa5]{2,3})(?=[，,。、；;\s]|$|电话|手机|身份证)"
)
_SHORTEST = 2
"""A single character of an answer says nothing about anybody."""


def with_surrogates(text: str, known: Mapping[str, str]) -> str:
    """The text without anybody's data. `known` maps what this citizen has answered to what stands for it."""
    for value in sorted(known, key=len, reverse=True):
        if len(value) >= _SHORTEST:
            text = text.replace(value, known[value])
    return _NAMED.sub(r"\g<1>王建国", _NUMBER.sub(_surrogate, text))


def _surrogate(found: re.Match[str]) -> str:
    return _STANDS_FOR.get(found.lastgroup or "", "1" * len(found[0]))
