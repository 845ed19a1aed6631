"""Areas in m², money in yuan, and counts. What could mean two numbers is refused: nobody's area is guessed."""

from __future__ import annotations

import re

from forms.model import Field
from forms.patterns import compiled
from forms.values.numerals import find_numbers, half_width, names_range, plain_numerals
from forms.values.refusal import Unusable

_SQUARE_METRES = {"亩": 10000 / 15, "分地": 1000 / 15, "公顷": 10000.0}
_AREA_UNIT = re.compile(
    r"\s*个?(平方米|平方|平米|平|㎡|sq(?:uare)?\.? ?m(?:et(?:er|re)s?)?|sqm|m2|m²|亩|分地|公顷|方)?", re.IGNORECASE
)
_SIDES = re.compile(
    r"长?\s*([\d.零一二三四五六七八九十百]+)\s*(?:米|m)?\s*(?:[x×*乘]\s*以?|[,、]?\s*宽)"
    r"\s*([\d.零一二三四五六七八九十百]+)\s*(?:米|m)?(?![\d平])",
    re.IGNORECASE,
)
_METRES_AND_TENTHS = re.compile(r"(\d)米(\d{1,2})(?![\d平])")
_TOTAL_AREA = re.compile(
    r"(?:总?共|合计|拢共|统共|加起来|加一块)(?:是|有|约|大概)*([\d.零一二两三四五六七八九十百千]+)"
    r"(?:多|来)?(?:平方米|平方|平米|平|㎡|方)?(?:吧|左右|上下)*$"
)
"""三间，一间四十平，一共一百二: the parts do not count."""
_MU = re.compile(r"([\d.零一二三四五六七八九十百]+)\s*亩\s*(?:(半)|([\d零一二三四五六七八九]+)\s*分)")
_MONEY_UNIT = re.compile(r"\s*(万|千|w|k)?\s*(元|块|圆)?", re.IGNORECASE)
_FACTORS = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}
_UNIT_NEEDED_BELOW = 1000
"""A bare 20 may be 20 yuan or, more likely, 20万."""
_FREE = re.compile(r"不花|没花|(?:不|没|不用|没有)装|^(?:没有|没|无|不用)$")
_NOBODY = re.compile(
    r"没有|没雇|不雇|没人|没用人|不用人|没座|自[己个]儿?干|就[我俺](?!们)|就自[己个]|^(?:[我俺]们?)?自[己个]儿?(?:一个人?)?$"
    r"|[我俺己]一个人|[两俩二]口|夫妻|一个[人也都]*[没不]"
    r"|^[没无]$|木有"
)
_COUPLE = re.compile(
    r"老?[两俩二]口子?|夫妻[两俩二]|(?:就|只有)?(?:我|俺|自己|就)+一个人?|一个(?:人)?[也都](?:没有?|不)"
)
_BOUND = re.compile(r"(?:不到|不足|不满|不够|小于|大于|超过|以上|以下|以内|至少|最多|起码)")
_TABLES = re.compile(
    r"(\d+)(?:张|个)?桌子?[,，、\s]*(?:每|一|1)?(?:张|桌|个)(?:桌子?)?(?:能|可以)?(?:坐)?(\d+)个?[人位座]?"
)
_TABLES_OF = re.compile(r"(\d+)(?:张|个)(\d+)人(?:的)?(?:桌|台)")
_NO_AREA = re.compile(r"\s*(?:多|来)?个?\s*(?:[人号年月日天桌张间层楼室户岁位口元块条]|米(?!²)|小时|分钟|包间|座)")
"""What counts something else than square metres."""
_NO_HEADS = re.compile(r"\s*个?\s*(?:[年月日号平㎡桌张间层楼天岁元块点]|小时|方|米|包间|包厢|单间|房间|月)")
"""What counts something else than people, seats or doors."""
_ROOMS_BEFORE = re.compile(r"(?:包间|包厢|单间|雅间|房间|桌子?)(?:是|有)?\s*$")
_TABLE = re.compile(r"\s*(?:张|个)?桌|\s*张")
_SURELY_ALL = 12
"""A number of heads beyond this is no single table's."""
_WAN = 10_000
_PERCENT = re.compile(r"百分之\s*([\d.点零一二三四五六七八九十百]+)")
_HALF = re.compile(r"一半|各半|对半")
_NUMERAL = "[一二三四五六七八九]"
_OTHER_UNIT = re.compile(
    r"\s*(?:个?[年月日号点块元天]|平|㎡|人|[个间]?房|公里|千米|里地?|厘米|公分|毫米|米|丈|尺|吨|公斤|千克|斤|克|小时|分钟|升|度|%)"
)
"""After a number that is no measure of the field's unit."""
_ONLY_ME = re.compile(r"[就只]?(?:[我俺]|自[己个])|一个人|独自|独资")
_TONS = re.compile(r"([\d.零一二两三四五六七八九十百]+)\s*吨")
_PER = re.compile(r"每(?:小时|年|天|日|个?月)")
_NONE = re.compile(r"没(?!错|问题|事|完|关系)|无|不(?!错|对|知|清|懂|好|明白|行吗)")


def parse_area(text: str, field: Field) -> float:
    """The one area in the text, in m²; sides are multiplied, 亩 and 公顷 are converted."""
    plain = plain_numerals(text)
    _refuse_vague(plain, field, "area")
    if mu := _MU.search(plain):
        whole, half, tenths = mu.groups()
        size = _first(whole) + (0.5 if half else _first(tenths) / 10)
        return _within(round(size * _SQUARE_METRES["亩"], 2), field, "area")
    if sides := _SIDES.search(_METRES_AND_TENTHS.sub(r"\1.\2米", plain)):
        return _within(round(_first(sides.group(1)) * _first(sides.group(2)), 2), field, "area")
    sized = [(value, start, _AREA_UNIT.match(plain, end)) for value, start, end in find_numbers(plain)]
    with_unit = [(v, start, unit.group(1)) for v, start, unit in sized if unit and unit.group(1)]
    values = [(value * _SQUARE_METRES.get(unit, 1.0), start) for value, start, unit in with_unit]
    total = _TOTAL_AREA.search(plain)
    if total and (in_all := _first(total.group(1))) > max((value for value, _start in values), default=0.0):
        return _within(in_all, field, "area")
    bare = [(value, start) for value, start, end in find_numbers(plain) if not _NO_AREA.match(plain, end)]
    area = _only(values or bare, plain, field, "area")
    return _within(round(area, 2), field, "area")


def parse_money(text: str, field: Field) -> float:
    """The one amount in the text, in yuan."""
    plain = plain_numerals(text)
    _refuse_vague(plain, field, "money")
    amounts: list[tuple[float, int]] = []
    bare: list[tuple[float, int]] = []
    for value, start, end in find_numbers(plain):
        unit = _MONEY_UNIT.match(plain, end)
        factor = _FACTORS.get((unit.group(1) or "").lower(), 1) if unit else 1
        named = bool(unit and unit.group().strip()) or re.search(r"[百千万亿]", plain[start:end])
        (amounts if named else bare).append((round(value * factor, 2), start))
    if not amounts and not bare and field.minimum == 0 and _FREE.search(plain):
        return 0.0
    amount = _only(amounts or bare, plain, field, "money")
    if not amounts and 0 < amount < _UNIT_NEEDED_BELOW:
        raise Unusable("money.unit", number=f"{amount:g}", example=field.example)
    return _within(amount, field, "money")


def number_said(text: str, field: Field) -> tuple[int, tuple[int, int]] | None:
    """The number for which the field has a word of its own in the text, and where; None if several, or denied."""
    found = [
        (-len(word), text.find(word), entry.value)
        for entry in field.number_words
        for word in entry.words
        if word in text and not text[: text.find(word)].endswith(("不是", "不算"))
    ]
    if len({value for _length, _start, value in found}) != 1:
        return None
    length, start, value = min(found)
    return value, (start, start - length)


def parse_integer(text: str, field: Field) -> int:
    """The one whole number in the text; 'nobody' counts as 0 where 0 is allowed."""
    if (said := number_said(text, field)) is not None:
        return said[0]
    plain = plain_numerals(_COUPLE.sub("", text))
    _refuse_vague(plain, field, "integer")
    numbers = _with_unit(plain, field) or _heads(plain)
    if not find_numbers(plain) and field.minimum == 0 and _NOBODY.search(text):
        return 0
    counted = _with_digits(plain)
    if tables := _TABLES.search(counted) or _TABLES_OF.search(counted):
        return int(_within(int(tables.group(1)) * int(tables.group(2)), field, "integer"))
    _refuse_tables(plain, numbers, field)
    if (listed := _listed_in_all(plain)) is not None:
        return int(_within(listed, field, "integer"))
    value = _only(numbers, plain, field, "integer")
    if value != int(value):
        raise Unusable("integer.not_whole", example=field.example)
    return int(_within(value, field, "integer"))


def parse_number(text: str, field: Field) -> float:
    """The one measure in the text, in the field's own unit; sides, dates and other units are not taken for it."""
    text = _in_grams(half_width(text)) if field.unit == "克" else half_width(text)
    if field.unit == "公斤":
        text = _TONS.sub(lambda match: f"{_first(match[1]) * 1000:g}公斤", text)
    plain = plain_numerals(_PERCENT.sub(lambda m: f"{_first(m.group(1)):g}%", text))
    if field.unit == "%" and _HALF.search(plain) and not find_numbers(_HALF.sub("", plain)):
        return 50.0
    _refuse_vague(plain, field, "number")
    for unit in _units(field):
        # 6米8, 2米55 and 一米八
        plain = compiled(rf"(\d){re.escape(unit)}(\d{{1,2}})(?!\d)").sub(rf"\1.\2{unit}", plain)
        tenths = compiled(rf"({_NUMERAL}){re.escape(unit)}({_NUMERAL})(?!{_NUMERAL}|[\d{unit}])")
        plain = tenths.sub(rf"\1点\2{unit}", plain)
    if not find_numbers(plain) and field.minimum == 0 and _NONE.search(plain):
        return 0.0
    numbers = find_numbers(plain)
    bare = [(value, start) for value, start, end in numbers if not _OTHER_UNIT.match(plain, end)]
    if numbers and not bare and not _with_unit(plain, field):
        raise Unusable("number.unit", unit=field.unit, example=field.example)
    if "每" in field.unit:
        plain = _PER.sub("", plain)
    return _within(_only(_with_unit(plain, field) or bare, plain, field, "number"), field, "number")


_TRADE = (
    r"(?:大厨|帮厨|前台|收银|理货|保洁|保安|教练|老师|会计|司机|阿姨|大夫|药师"
    r"|(?:(?![零一二三四五六七八九十个名位])[\u4e00-\u9fff]){0,3}?(?:员|工|师|手|长|生|士))"
)
_HEADS = r"(?:\d+|[一二三四五六七八九十]+)"
_LISTED = (
    re.compile(rf"(?P<count>{_HEADS})(?:个|名|位)?{_TRADE}"),
    re.compile(rf"(?P<count>{_HEADS})(?:个|扇|道)?[大小前后侧旁边正东西南北]门"),
    re.compile(rf"{_TRADE}(?:是|有|雇|请|聘)?(?P<count>{_HEADS})(?:个|名|位|人)?"),
)
"""两个服务员一个厨师, 一个大门一个后门, and 服务员两个厨师一个."""


_CLAUSES = re.compile(r"[，,。；;！!\s]")
_HEADS_IN_ALL = re.compile(rf"[共总]\D{{0,3}}{_HEADS}(?:个|名|位)?(?:人|员工|$|[，,。；;])")


def people_listed(plain: str) -> list[float]:
    """The numbers of a list of people by trade, if the text (already made plain) has one: 二服务员一个大厨."""
    counts = max(([_first(found["count"]) for found in listed.finditer(plain)] for listed in _LISTED), key=len)
    return counts if len(counts) > 1 else []


def _listed_in_all(plain: str) -> float | None:
    """How many people a list of them names; None where there is none, or its sum stands beside it and differs."""
    counts = people_listed(plain)
    others = len(find_numbers(plain)) - len(counts)
    if not counts or re.search(r"其中|包括|另外|还有", plain):
        return None
    stated = [value for value, _start, _end in find_numbers(plain) if value == sum(counts)]
    if not others or stated:
        return sum(counts)
    # 一共收八十个娃娃，老师八个保育员四个: the clause with the list holds nothing else.
    clauses = [clause for clause in _CLAUSES.split(plain) if people_listed(clause)]
    alone = len(clauses) == 1 and len(find_numbers(clauses[0])) == len(people_listed(clauses[0]))
    return sum(counts) if alone and not _HEADS_IN_ALL.search(plain) else None


def measures_another(text: str, end: int, field: Field) -> bool:
    """Whether the number that ends here carries a unit that is not the field's: the 三 of 三个月, of days."""
    rest = text[end:].lstrip(" 个").lower()
    own = tuple(unit.lower() for unit in _units(field))
    return bool(own) and not rest.startswith(own) and _OTHER_UNIT.match(text, end) is not None


def _in_grams(plain: str) -> str:
    """斤, 两 and kilograms as grams: 六斤八两 are 3400."""
    numeral = r"[\d.点零一二三四五六七八九十]+"

    def spelt(match: re.Match[str]) -> str:
        grams = _first(match[1]) * 500 + (250 if match[2] == "半" else _first(match[2] or "") * 50)
        return f"{grams:g}克"

    plain = compiled(rf"({numeral})\s*斤\s*(?:({numeral}|半)\s*两?)?").sub(spelt, plain)
    return re.sub(
        rf"({numeral})\s*(?:千克|公斤|kg)", lambda m: f"{_first(m[1]) * 1000:g}克", plain, flags=re.IGNORECASE
    )


def _units(field: Field) -> list[str]:
    return [unit for unit in (field.unit, *field.unit_words) if unit]


def _with_unit(plain: str, field: Field) -> list[tuple[float, int]]:
    """The numbers that carry the field's own unit."""
    units = tuple(unit.lower() for unit in _units(field))
    found = find_numbers(plain) if units else []
    return [
        (value, start)
        for value, start, end in found
        if plain[end:].lstrip(" 个").lower().startswith(units) or plain[end:].lstrip().lower().startswith(units)
    ]


def parse_rows(text: str, field: Field) -> int:
    """How many rows a list has: 2位, 就我自己, 两口子."""
    plain = plain_numerals(text)
    couple = re.compile(r"老?[两俩二]口子?|夫妻[俩二]?|[我俺]们?俩")
    if couple.search(text) and not find_numbers(plain_numerals(couple.sub("", text))):
        return int(_within(2, field, "integer"))
    if not find_numbers(plain) and _ONLY_ME.search(text):
        return int(_within(1, field, "integer"))
    if not find_numbers(plain) and field.minimum == 0 and _NONE.search(text):
        return 0
    _refuse_vague(plain, field, "integer")
    if (listed := _listed_in_all(plain)) is not None:
        return int(_within(listed, field, "integer"))
    value = _only([(value, start) for value, start, _end in find_numbers(plain)], plain, field, "integer")
    if value != int(value):
        raise Unusable("integer.not_whole", example=field.example)
    return int(_within(value, field, "integer"))


def _heads(plain: str) -> list[tuple[float, int]]:
    """The numbers that may count people, seats or doors; those that name a date, a size or tables do not."""
    return [
        (value, start)
        for value, start, end in find_numbers(plain)
        if not _NO_HEADS.match(plain, end)
        and not (_ROOMS_BEFORE.search(plain[:start]) and not re.match(r"\s*个?[人座位]", plain[end:]))
    ]


def _refuse_tables(plain: str, heads: list[tuple[float, int]], field: Field) -> None:
    """Tables alone do not tell how many people sit at them, and 坐4个 may be one table or all."""
    tables = [value for value, _start, end in find_numbers(plain) if _TABLE.match(plain, end)]
    if not tables or re.search(r"[共总]", plain):
        return
    if any(value <= max(_SURELY_ALL, 2 * max(tables) - 1) for value, _start in heads):
        raise Unusable("integer.several", example=field.example)


def show_money(value: float) -> str:
    """Yuan, in 万 where it comes out even."""
    return f"{value / _WAN:g}万元" if value >= _WAN and value % 1_000 == 0 else f"{value:g}元"


def _refuse_vague(plain: str, field: Field, kind: str) -> None:
    """Between two numbers, above or below one, or below zero: the form needs the number itself."""
    if names_range(plain):
        raise Unusable(f"{kind}.range", example=field.example)
    if _BOUND.search(plain) and find_numbers(plain):
        raise Unusable(f"{kind}.bound", example=field.example)
    if re.search(r"(?:^|[^\d])[-负]\s*[\d一二三四五六七八九十]", plain):
        raise Unusable(f"{kind}.too_small", example=field.example)


def _only(numbers: list[tuple[float, int]], plain: str, field: Field, kind: str) -> float:
    """The number that stands after 一共, or the only one there is."""
    total = max(plain.rfind("共"), plain.rfind("总"), plain.rfind("合计"))
    after_total = [entry for entry in numbers if entry[1] > total] if total >= 0 else []
    values = [value for value, _start in (after_total[:1] or numbers)]
    if not values:
        raise Unusable(f"{kind}.missing", example=field.example)
    if len(set(values)) > 1 or (re.search(r"[各每]", plain) and not after_total):
        raise Unusable(f"{kind}.several", example=field.example)
    return values[0]


def _first(numeral: str) -> float:
    numbers = find_numbers(numeral)
    return numbers[0][0] if numbers else 0.0


def _with_digits(plain: str) -> str:
    for value, start, end in reversed(find_numbers(plain)):
        plain = f"{plain[:start]}{value:g}{plain[end:]}"
    return plain


def _within(value: float, field: Field, kind: str) -> float:
    if field.minimum is not None and value < field.minimum:
        raise Unusable(f"{kind}.too_small", example=field.example)
    if field.maximum is not None and value > field.maximum:
        raise Unusable(f"{kind}.too_large", example=field.example)
    return value
