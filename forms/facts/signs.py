"""Numbers of a fixed form that stand in a message: number plates, bank cards, certificate numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from forms.facts.model import CLAUSE_END, Bound
from forms.model import Field, Kind, Path
from forms.rows import row_of
from forms.values import Unusable, parse_value
from forms.values.choices import is_question

_PLATE = re.compile(r"[\u4e00-\u9fff][A-Za-z][·\s]?[0-9A-Za-z]{4,5}(?:[0-9A-Za-z学港澳]|挂(?!车))(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![\dA-Za-z])62\d{2}(?:[ -]?\d{4}){2,3}[ -]?\d{1,4}(?:[ -]?\d{1,3})?(?![\dA-Za-z])")
_TITLE = re.compile(r"鲁\s*[（(]\s*(?:19|20)\d\d\s*[）)]\s*\w{1,6}不动产权第\s*\d{5,8}\s*号")
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z][0-9A-Za-z-]{7,28}(?![0-9A-Za-z])")
_BANK = re.compile(
    r"(?:中国)?(?:工商|农业|建设|交通|邮政储蓄|邮储|农商|农村商业|齐鲁|泰安|威海|招商|民生|光大|中信|浦发|兴业|华夏|平安|莱商|日照|恒丰|北京)"
    r"银行(?:[\u4e00-\u9fff]{1,8}支行)?|中国银行(?:[\u4e00-\u9fff]{1,8}支行)?|(?:[工农中交]|(?<![基修])建)行(?![业为动驶车政人李程使])"
)
_BANK_WORDS = ("银行",)
_TITLE_WORDS = ("不动产权证号", "房产证号", "产权证号")
_LICENCE_WORDS = ("执业证号", "注册证号", "资格证号")
_LICENCE = re.compile(r"(?<=[号码书为是:：])\s*(?<![\dA-Z])[A-Z]{0,4}\d{8,18}[A-Z]?(?![\dA-Z])")
"""The number of somebody's licence to practise: the only one of the message that stands behind a word for it."""
_TRAILER = "挂"
_FLOOR = "floor"
_NUMERAL = r"[\d一二三四五六七八九十]{1,3}"
_STOREY = re.compile(
    rf"(?:[店在占]|位于|开在|^)(?P<value>(?:地下|负)?{_NUMERAL}(?:[层楼]?[到至-]{_NUMERAL})?[层楼](?![\d一二三四五六七八九十]|上|道|梯)"
    rf"(?:[（(，,]?(?:整[栋个]?楼?|全楼|楼)?(?:总共|一共|共|就|是|有){{0,2}}{_NUMERAL}层(?:的楼)?[）)]?)?)"
)
_HOSPITAL = "医院"
_BORN_IN = re.compile(
    r"在(?P<value>[\u4e00-\u9fff]{1,12}?(?:医院|卫生院|妇幼(?:保健院)?))[^，,。；;！!？?]{0,4}(?:生|出生|分娩|剖|顺产|去世|走|没|过世|病逝|抢救)"
)
_CLOCK = "时刻"
_HOUR = r"[\d一二两三四五六七八九十]{1,3}"
_AT = re.compile(
    rf"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?(?:{_HOUR}点(?:{_HOUR}分?|半|整|多)?|(?<!\d)\d{{1,2}}[:：]\d\d)(?![\d一二两三四五六七八九十元块万号斤公千克平米])"
)
_REACH = 12
_TELLING = 3


def signs(path: Path, text: str, taken: Collection[str], today: date) -> Iterator[Bound]:
    """Those that clearly belong to one of the fields that are not in `taken`."""
    fields = [path.field(use.field) for use in path.fields if use.field not in taken and not row_of(use.field)]
    yield from _plates([f for f in fields if f.kind is Kind.PLATE], text, today)
    yield from _sole([f for f in fields if f.kind is Kind.BANK_ACCOUNT], _CARD, text, today)
    yield from _sole([f for f in fields if f.kind is Kind.TEXT and f.label.endswith(_TITLE_WORDS)], _TITLE, text, today)
    yield from _sole([f for f in fields if f.kind is Kind.TEXT and f.label.endswith(_BANK_WORDS)], _BANK, text, today)
    yield from _sole([f for f in fields if f.label.endswith(_LICENCE_WORDS)], _LICENCE, text, today)
    for field in fields:
        if field.id == _FLOOR and (match := _STOREY.search(text)) and not is_question(_clause_at(match, text)):
            yield from _parsed(field, match, today, group="value")
        if field.kind is Kind.TEXT and field.label.endswith(_HOSPITAL) and (match := _BORN_IN.search(text)):
            yield from _parsed(field, match, today, group="value")
        if field.kind is Kind.TEXT and field.label.endswith(_CLOCK) and len(found := list(_AT.finditer(text))) == 1:
            yield from _parsed(field, found[0], today)
        if field.kind is Kind.CODE:
            yield from _named_code(field, text, today)


def _clause_at(match: re.Match[str], text: str) -> str:
    return match.group() + CLAUSE_END.split(text[match.end() :])[0]


def _plates(fields: list[Field], text: str, today: date) -> Iterator[Bound]:
    """A plate with 挂 is a trailer's; any other belongs to the other vehicle.

    The only one of a message is left to the open question, if that asks for one (`fields` is then without it).
    """
    found = list(_PLATE.finditer(text))
    for match in found if len(found) > 1 or len(fields) > 1 else ():
        trailer = match.group().endswith(_TRAILER)
        own = [field for field in fields if (_TRAILER in field.label) == trailer]
        if len(own) == 1:
            yield from _parsed(own[0], match, today)


def _sole(fields: list[Field], pattern: re.Pattern[str], text: str, today: date) -> Iterator[Bound]:
    """The only one in the message, of the only field that it can fill or of the one that is named before it."""
    found = list(pattern.finditer(text))
    if len(found) != 1:
        return
    before = CLAUSE_END.split(text[max(0, found[0].start() - _REACH) : found[0].start()])[-1]
    named = [field for field in fields if any(len(cue) >= _TELLING and cue in before for cue in field.cues)]
    primary = named or [field for field in fields if not field.id.startswith("baby_father")]
    if len(primary) == 1:
        yield from _parsed(primary[0], found[0], today)


def _named_code(field: Field, text: str, today: date) -> Iterator[Bound]:
    words = (field.label.removesuffix("号"), *field.cues)
    for match in _CODE.finditer(text):
        if any(word in text[max(0, match.start() - _REACH) : match.start()] for word in words):
            yield from _parsed(field, match, today)
            return


def _parsed(field: Field, match: re.Match[str], today: date, group: str | int = 0) -> Iterator[Bound]:
    try:
        yield Bound(field.id, parse_value(field, match[group], today), cued=True, span=match.span(group))
    except Unusable as refusal:
        yield Bound(field.id, None, refusal, cued=True, span=match.span(group))
