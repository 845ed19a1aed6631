"""Areas in m², money in yuan, and counts."""

from __future__ import annotations

import re

from forms.model import Field
from forms.values.numerals import find_numbers, is_range, plain_numerals
from forms.values.refusal import Unusable

_SQUARE_METRES = {"亩": 10000 / 15, "分地": 1000 / 15, "公顷": 10000.0}
_AREA_UNIT = re.compile(r"\s*(平方米|平方|平米|平|㎡|m2|m²|亩|分地|公顷|方)?", re.IGNORECASE)
_MONEY_UNIT = re.compile(r"\s*(万|千|w|k)?\s*(元|块|圆)?", re.IGNORECASE)
_FACTORS = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}
_NOBODY = re.compile(r"没有|没雇|不雇|没人|没用人|不用人|自己干|就我|就俺|俩口子|两口子|无|木有")


def parse_area(text: str, field: Field) -> float:
    """The first area in the text, in m²; 亩 and 公顷 are converted."""
    plain = plain_numerals(text)
    sized = [(value, _AREA_UNIT.match(plain, end)) for value, _start, end in find_numbers(plain)]
    with_unit = [(value, unit) for value, unit in sized if unit and unit.group(1)]
    candidates = with_unit or sized
    if not candidates:
        raise Unusable("area.missing", example=field.example)
    value, unit = candidates[0]
    area = round(value * _SQUARE_METRES.get(unit.group(1) or "", 1.0) if unit else value, 2)
    return _within(area, field, "area")


def parse_money(text: str, field: Field) -> float:
    """The first amount in the text, in yuan."""
    plain = plain_numerals(text)
    numbers = find_numbers(plain)
    if not numbers:
        if re.search(r"不花|没花|不装修|没有|不用装", plain) and field.minimum == 0:
            return 0.0
        raise Unusable("money.missing", example=field.example)
    value, _start, end = numbers[0]
    unit = _MONEY_UNIT.match(plain, end)
    factor = _FACTORS.get((unit.group(1) or "").lower(), 1) if unit else 1
    return _within(round(value * factor, 2), field, "money")


def parse_integer(text: str, field: Field) -> int:
    """The first whole number in the text; 'nobody' counts as 0 where 0 is allowed."""
    plain = plain_numerals(text)
    numbers = find_numbers(plain)
    if not numbers:
        if field.minimum == 0 and _NOBODY.search(text):
            return 0
        raise Unusable("integer.missing", example=field.example)
    value, start, end = numbers[0]
    if is_range(plain[start:end]):
        raise Unusable("integer.range", example=field.example)
    if value != int(value):
        raise Unusable("integer.not_whole", example=field.example)
    return int(_within(value, field, "integer"))


def show_money(value: float) -> str:
    """Yuan, in 万 where it comes out even."""
    return f"{value / 10_000:g}万元" if value >= 10_000 and value % 1_000 == 0 else f"{value:g}元"


def _within(value: float, field: Field, kind: str) -> float:
    if field.minimum is not None and value < field.minimum:
        raise Unusable(f"{kind}.too_small", example=field.example)
    if field.maximum is not None and value > field.maximum:
        raise Unusable(f"{kind}.too_large", example=field.example)
    return value
