"""Numbers that stand beside the words which name them: 总重68吨, 车长22米, 十二间客房, 三个股东."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from forms.facts.others import tells_of_others
from forms.model import Field, Kind, Path, Value
from forms.patterns import compiled
from forms.rows import row_of
from forms.values import Unusable, parse_value
from forms.values.choices import is_question
from forms.values.numerals import plain_numerals
from forms.values.quantities import measures_another, number_said, people_listed

_KINDS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.ROWS})
_NUMBER = r"(?:(?:百分之)?\d+(?:\.\d+)?|(?:百分之)?[零一二两俩仨三四五六七八九十百千万半]+)"
_FILLER = r"(?:是|有|为|约|大概|大约|差不多|一共|共|总共|能坐?|装|安|摆|开|用|要|交|按|缴|的话|:|：|了|\s){0,4}"
_COUNTER = r"(?:个|位|名|张|间|辆|台|把|块|处|条|口|家|多|来|几)?"
_OF_PEOPLE = "[个位名人]|口子?"
_REST = r"[^，,。；;\s和跟]{0,5}"
_PLAIN = re.compile(_NUMBER)
_BEHIND_A_SUM = re.compile(r"[万千元块](?P<value>(?:\d{1,2}|[一二三四五六七八九十]{1,3})\D?)$")
_WORD = 2
"""A shorter word names its field only together with the field's unit."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A field with the number that the text gives it, and where."""

    field_id: str
    value: Value
    span: tuple[int, int]


def amounts(path: Path, text: str, taken: Collection[str], today: date) -> list[Amount]:
    """The numbers beside cues of fields that are not in `taken`."""
    fields = [path.field(use.field) for use in path.fields if use.field not in taken and not row_of(use.field)]
    sole = {unit for unit, count in Counter(field.unit for field in fields).items() if count == 1} & _MEASURES.keys()
    counted = [f for f in fields if f.kind in _KINDS and (f.cues or f.unit in sole)]
    found = (_amount(field, text, today, alone=field.unit in sole) for field in counted)
    taken_spans: list[tuple[int, int]] = []
    kept: list[Amount] = []
    for each in found:
        if each is None:
            continue
        # Of 最浅1米2最深1米8 the first takes its number alone, though words behind it were read with it.
        number = _PLAIN.match(text, each.span[0])
        start, end = number.span() if number else each.span
        if not any(s < end and start < e for s, e in taken_spans):
            taken_spans.append((start, end))
            kept.append(each)
    return kept


_MEASURES = {
    "岁": re.compile(
        rf"(?<!满)(?P<value>{_NUMBER})\s*(?:周)?岁"
        r"|(?:^|[，,。\s])(?:今年|都|快)?(?P<years>(?:[二三四五六七八九]十[一二三四五六七八九]?|[2-9]\d))了(?=$|[，,。；;！!\s])"
        r"|今年(?:都|快|刚|整)?(?P<this_year>(?:[二三四五六七八九]十[一二三四五六七八九]?|[2-9]\d))(?=$|[，,。；;！!\s])"
    ),
    "层": re.compile(rf"(?<!第)(?P<value>{_NUMBER}\s*层)(?!以)"),
    "间": re.compile(rf"(?P<value>{_NUMBER})\s*间(?![屋房])"),
    "千伏安": re.compile(rf"(?P<value>{_NUMBER}\s*(?:千伏安|kva|千瓦|kw))", re.IGNORECASE),
    "轴": re.compile(rf"(?P<value>{_NUMBER}\s*(?:根车?)?轴)"),
    "吨": re.compile(rf"(?P<value>{_NUMBER}\s*吨)"),
    "周": re.compile(rf"(?P<value>{_NUMBER}\s*周)(?!岁|年|[一二三四五六日末])"),
    "厘米": re.compile(rf"(?P<value>{_NUMBER}\s*(?:厘米|公分|cm))", re.IGNORECASE),
    "克": re.compile(
        rf"(?<!点)(?P<value>{_NUMBER}\s*斤(?:{_NUMBER}两|半)?|{_NUMBER}\s*(?:千克|公斤|kg|克|g(?![a-z])))",
        re.IGNORECASE,
    ),
}
"""Units that tell the field where only one of the form is measured in them."""


def _amount(field: Field, text: str, today: date, *, alone: bool) -> Amount | None:
    if (said := number_said(text, field)) is not None and not _is_of_others(text, *said[1]):
        return Amount(field.id, *said)
    found: dict[str, Amount] = {}
    for start, end in _places(field, text, alone=alone):
        if _is_of_others(text, start, end):
            continue
        try:
            amount = Amount(field.id, parse_value(field, text[start:end], today), (start, end))
        except Unusable:
            continue
        found.setdefault(str(amount.value), amount)
    if field.kind in {Kind.INTEGER, Kind.ROWS} and (listed := people_listed(plain_numerals(text))):
        # 司机四个，装卸工两个: only their sum, where it is named, is a number of all: 雇六个人，两个厨师四个服务员.
        found = {key: each for key, each in found.items() if each.value == sum(listed)}
    total = [each for each in found.values() if _TOTAL.search(text[: each.span[0]])]
    several = len({each.span[0] for each in found.values()}) > 1
    return (total[0] if total else None) if several else next(iter(found.values()), None)


def _is_of_others(text: str, start: int, end: int) -> bool:
    """Whether the clause tells of others or of earlier, or asks."""
    return tells_of_others(text[:start]) or is_question(_clause_around(text, start, end))


def _clause_around(text: str, start: int, end: int) -> str:
    return _CLAUSE_END.split(text[:start])[-1] + text[start:end] + _CLAUSE_END.split(text[end:])[0]


_CLAUSE_END = re.compile(r"[，,。；;！!\s]")
_TOTAL = re.compile(r"(?:一共|总共|共|合计|拢共|统共|加起来|算下来)(?:是|有)?$")


def _places(field: Field, text: str, *, alone: bool) -> Iterator[tuple[int, int]]:
    """Where a number follows a cue, or stands before it; the longest cue first."""
    units = "|".join(re.escape(unit) for unit in (field.unit, *field.unit_words) if unit)
    for cue in sorted(field.cues, key=len, reverse=True):
        if cue not in text or (len(cue) < _WORD and not (units or field.kind is Kind.INTEGER)):
            continue
        # 雇三个店员: a cue of one character needs the unit, or a word that counts people, behind the number.
        rest = _REST if len(cue) >= _WORD else rf"\s*(?:{units or _OF_PEOPLE})(?:{_NUMBER})?"
        after = compiled(rf"(?P<cue>{re.escape(cue)}){_FILLER}(?P<value>{_NUMBER}{rest})")
        counted = rf"(?<![\d.点米])(?P<value>{_NUMBER}{_COUNTER}(?:{units or _COUNTER})?)"
        before = compiled(rf"{counted}(?:之?内|就|全部?|要)?(?P<cue>{re.escape(cue)})")
        named = [*before.finditer(text)] if len(cue) >= _WORD else []
        # 十八间房三十张床: what a number stands right before is not followed by another one of its own.
        said = {match.start("cue") for match in named}
        for match in (*(m for m in after.finditer(text) if m.start("cue") not in said), *named):
            if ahead := _BEHIND_A_SUM.search(text, *match.span("value")):
                yield ahead.span("value")  # 一百二十万三年缴齐: the sum ends before the years
                continue
            yield match.span("value")
            # 监控二十个头存九十天: where the words behind the number hold another one, the number goes without them.
            plain = _PLAIN.match(text, match.start("value"), match.end("value"))
            if plain and not measures_another(text, plain.end(), field):
                yield plain.span()
    if alone and len(sole := list(_MEASURES[field.unit].finditer(text))) == 1:
        yield sole[0].span(sole[0].lastgroup or 0)
