"""Choosing between options: by number, by label, by any of the words people use, and yes or no in many forms."""

from __future__ import annotations

import re

from forms.model import Field, Option
from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_NO = re.compile(
    r"不|没|木有|无|否|拉倒|算了|别|甭|^(?:no|nope|n)$|❌|🙅",
    re.IGNORECASE,
)
_YES = re.compile(
    r"是|对|有|要|嗯|好|行|中|管|成|可以|可|得嘞|没错|没问题|当然|必须|办|做|接|卖|👌|👍|✅|^(?:ok|okay|yes|yep|y)$",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]|吗|啥|什么|怎么|咋|为何|哪")
_POSITIVE_NO = re.compile(r"没错|没问题|不错|可不是|不假")
_NUMBERED = re.compile(r"(?:第|选)?\s*([1-9一二三四五六七八九])\s*(?:个|项|号|种)?")
_NEGATION = re.compile(r"(?:不是|不|没有|没|别|甭|非)[^，,。；;]{0,2}$")
_DIGITS = "一二三四五六七八九"


def label_of(field: Field, value: str) -> str:
    """The label of an option; the value itself when the field has no such option."""
    return next((o.label for o in field.options if o.value == value), value)


def parse_yes_no(text: str, field: Field) -> bool:
    """Yes or no, by the field's own words first and by the language's second."""
    plain = half_width(text).strip().strip("。.!！~～ ")
    chosen = _chosen(plain, field.options)
    if len(chosen) == 1:
        return chosen[0].value == "yes"
    numbered = _by_number(plain, field.options)
    if numbered:
        return numbered[0].value == "yes"
    if _QUESTION.search(plain):
        raise Unusable("yes_no.unclear")
    if _POSITIVE_NO.search(plain):
        return True
    if _NO.search(plain):
        return False
    if _YES.search(plain):
        return True
    raise Unusable("yes_no.unclear")


def parse_choice(text: str, field: Field) -> str:
    """Exactly one of the options."""
    plain = half_width(text).strip()
    chosen = _by_number(plain, field.options) or _chosen(plain, field.options)
    if not chosen:
        raise Unusable("choice.none", options=_labels(field))
    if len(chosen) > 1:
        raise Unusable("choice.several", options=" / ".join(o.label for o in chosen))
    return chosen[0].value


def parse_choices(text: str, field: Field) -> list[str]:
    """One or more of the options, in the field's order."""
    plain = half_width(text).strip()
    numbers = re.fullmatch(r"[\s\d一二三四五六七八九和、,，与跟]+", plain)
    chosen = (
        [o for n in re.findall(r"[1-9一二三四五六七八九]", plain) for o in _by_number(n, field.options)]
        if numbers
        else _chosen(plain, field.options)
    )
    if not chosen:
        raise Unusable("choice.none", options=_labels(field))
    return [o.value for o in field.options if o in chosen]


def _labels(field: Field) -> str:
    return "、".join(option.label for option in field.options)


def _by_number(text: str, options: tuple[Option, ...]) -> list[Option]:
    match = _NUMBERED.fullmatch(text)
    if not match:
        return []
    digit = match.group(1)
    index = int(digit) - 1 if digit.isdigit() else _DIGITS.index(digit)
    return [options[index]] if index < len(options) else []


def _chosen(text: str, options: tuple[Option, ...]) -> list[Option]:
    """Options named in the text. The longest word wins where words overlap; a negated word does not count."""
    spans: list[tuple[int, int, Option]] = []
    for option in options:
        for word in (option.label, *option.words):
            spans += [(m.start(), m.end(), option) for m in re.finditer(re.escape(word), text)]
    spans.sort(key=lambda span: span[0] - span[1])
    taken: list[tuple[int, int, Option]] = []
    for start, end, option in spans:
        if all(end <= s or start >= e for s, e, _ in taken):
            taken.append((start, end, option))
    named = {id(o): o for s, _e, o in sorted(taken, key=lambda t: t[0]) if not _NEGATION.search(text[:s])}
    return list(named.values())
