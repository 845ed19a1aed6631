"""Periods in a message: of 从三月一号开始 and 租三年 the form asks for the end."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from forms.facts.model import Fact

_BEGINNING = re.compile(r"\s*(?:开始|租起|起租|起(?!来)|签)")
_FROM = re.compile(r"(?:从|自|打)\s*$")
_UNTIL = re.compile(r"^\s*(?:到|至|[-~—–])")
_BETWEEN = re.compile(r"\s*(?:到|至|[-~—–])+\s*")
_LENGTH = re.compile(r"(?<!\d)(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:年半?|个月)(?![底末前后])")
_CHANGED_TO = re.compile(
    r"[元块整平\s]{0,3}[，,]?(?:给|要|想)?(?:增资|减资|增加?|减少?|降低?|涨|提高?|扩大?|缩小?|加|变更?|改|换|调整?)(?:到|至|成|为)了?"
)
"""从二百万减到五十万: what is to be afterwards stays."""
_REACH = 14
"""How many characters may stand between the beginning of a lease and its length."""


def without_beginnings(facts: Sequence[Fact], text: str, both: Collection[str] = ()) -> list[Fact]:
    """Of a period, or a change from one amount to another, only the end stays: it is what a form asks for.

    `both` are the kinds of which the form asks for what was before as well.
    """
    beginnings = [
        fact
        for fact, later in pairwise(facts)
        if fact.kind == later.kind
        and fact.kind not in both
        and (_BETWEEN if fact.kind == "date" else _CHANGED_TO).fullmatch(text[fact.end : later.start])
    ]
    return [fact for fact in facts if fact not in beginnings]


def begins(fact: Fact, text: str) -> bool:
    """Whether a date is said to be a beginning: 从三月一号开始."""
    return fact.kind == "date" and bool(
        _BEGINNING.match(text[fact.end :]) or (_FROM.search(text[: fact.start]) and not _UNTIL.search(text[fact.end :]))
    )


def period(fact: Fact, text: str) -> tuple[int, int] | None:
    """From a beginning to the length of the period, whichever stands first, if the length is said near it."""
    after = _LENGTH.search(text[fact.end : fact.end + _REACH])
    if after is not None:
        start = fact.start - 1 if _FROM.search(text[: fact.start]) else fact.start
        return start, fact.end + after.end()
    near = max(0, fact.start - _REACH)
    before = _LENGTH.search(text[near : fact.start])
    if before is None:
        return None
    opening = _BEGINNING.match(text[fact.end :])
    return near + before.start(), fact.end + (opening.end() if opening else 0)
