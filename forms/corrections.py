"""Which earlier answer a message corrects, and to what: 店名改成老张家, 不是租的是自己的, 不对 是95.

The message says it by naming the field, by naming the old value with the new one, by an option that only one answer
can mean, or, as a bare value, about the last answer. When more than one answer could be meant, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from forms.draft import Draft, counts_of, use_of
from forms.engine import Learnt, Outcome
from forms.facts import Fact
from forms.model import Field, Kind, Path, Value
from forms.rows import with_rows
from forms.values import Unusable, parse_value

_QUESTION = re.compile(r"[?？]|吗|怎么|咋|为什么|多少|哪|能不能|可不可以|行不行")
_OLD_AND_NEW = re.compile(r"(?:不是|不叫)(.+?)[，,。；;\s]*(?:而是|改成|应该是|应该叫|是|叫)\s*(.+)$")
_REMARK = re.compile(
    r"^(?:(?:哎呀?|啊|嗯|那个|等等|刚才|前面|上面|不对|不是|错了|我|俺|[写说打填弄搞记]错了)[，,。！!\s]*)+"
)
_NAME_AND_NEW = re.compile(
    r"^(.*?)(?:(?:[写说打填弄搞记]?错了|不对)[，,。！!\s]*(?:应该)?(?:是|叫|改成|改为)?"
    r"|改成|改为|换成|改叫|应该是|应该叫|是|叫)[:：\s]*(.+)$"
)
_SAYS_NEW = re.compile(r"改成|改为|换成|是|叫")
_CHOICES = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO})
_NEED_WORDS = frozenset({Kind.TEXT, Kind.ORG_NAME})
"""Kinds that would take almost any sentence for a value."""
_SHORTEST_NAME = 2


def correction(
    path: Path,
    draft: Draft,
    text: str,
    facts: Sequence[Fact],
    today: date,
    last_field: str | None,
) -> Outcome | None:
    """The draft with the one earlier answer replaced that the message corrects; None when that is not clear.

    `facts` only tell that a value stands in the message; the words themselves are read. `last_field` is what was
    answered last.
    """
    path = with_rows(path, counts_of(draft))
    said = text.strip().rstrip("。！!")
    if not said or (_QUESTION.search(said) and not facts):
        return None
    answered = [path.field(name) for name in draft.answers if use_of(path, name) is not None]
    if match := _OLD_AND_NEW.search(said):
        return _only(draft, list(_of_old_value(answered, draft, match.group(1), match.group(2), today)), last_field)
    plain = _REMARK.sub("", said)
    match = _NAME_AND_NEW.search(plain)
    head, new = match.groups() if match else (plain, plain)
    named = _named(path, head)
    if named:
        return _only(draft, list(_readings([f for f in named if f in answered], draft, (new, plain), today)), None)
    options = [field for field in answered if field.kind in _CHOICES and _names_option(field, new)]
    if options:
        return _only(draft, list(_readings(options, draft, (new,), today)), last_field)
    last = [field for field in answered if field.id == last_field]
    if not last or plain == said or (last[0].kind in _NEED_WORDS and not _SAYS_NEW.search(said)):
        return None
    return _only(draft, list(_readings(last, draft, (new,), today)), None)


def named_anew(path: Path, text: str, today: date) -> tuple[str, Value] | None:
    """The field that a correction names with its new value, whatever was answered before; None if not one alone."""
    said = text.strip().rstrip("。！!")
    if match := _OLD_AND_NEW.search(said):
        head, new = said[: match.start()], match.group(2)
    elif match := _NAME_AND_NEW.search(_REMARK.sub("", said)):
        head, new = match.groups()
    else:
        return None
    named = _named(path, head)
    named = [field for field in named if field.primary] or named
    values = [(field.id, value) for field in named if (value := _parsed(field, new, today)) is not None]
    return values[0] if len(values) == 1 else None


def _of_old_value(
    answered: Sequence[Field], draft: Draft, old: str, new: str, today: date
) -> Iterator[tuple[Field, Value]]:
    """The fields that hold the old value and can hold the new one."""
    for field in answered:
        before = _parsed(field, old, today)
        if before == draft.answers[field.id].value:
            yield from _readings([field], draft, (new,), today)


def _readings(
    fields: Sequence[Field], draft: Draft, texts: Sequence[str], today: date
) -> Iterator[tuple[Field, Value]]:
    """For each field the first of the texts that gives it another value than it has."""
    for field in fields:
        values = (_parsed(field, text, today) for text in texts if text.strip())
        value = next((each for each in values if each is not None), None)
        if value is not None and value != draft.answers[field.id].value:
            yield field, value


def _parsed(field: Field, text: str, today: date) -> Value | None:
    try:
        return parse_value(field, text, today)
    except Unusable:
        return None


def _named(path: Path, text: str) -> list[Field]:
    """The fields that the words name best, asked or not: 后厨面积 is never the shop's."""
    found = [
        (len(name), field)
        for use in path.fields
        for field in [path.field(use.field)]
        for name in (re.sub(r"（.*?）", "", field.label), *field.cues)
        if len(name) >= _SHORTEST_NAME and name in text
    ]
    longest = max((length for length, _field in found), default=0)
    return list({field.id: field for length, field in found if length == longest}.values())


def _names_option(field: Field, text: str) -> bool:
    """Whether one of the field's own words stands in the text, not only a yes or a number."""
    return any(len(word) >= _SHORTEST_NAME and word in text for o in field.options for word in (o.label, *o.words))


def _only(draft: Draft, readings: list[tuple[Field, Value]], preferred: str | None) -> Outcome | None:
    """The draft with the reading if there is one only, or one of the preferred field."""
    if len(readings) > 1:
        readings = [(field, value) for field, value in readings if field.id == preferred]
    if len(readings) != 1:
        return None
    field, value = readings[0]
    learnt = Learnt(field.id, value, draft.answers[field.id].value)
    return Outcome(draft.with_answer(field.id, value), (learnt,))
