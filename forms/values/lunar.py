"""Days of the lunar calendar and feasts, as people name them: 腊月二十, 明年正月初八, 大年初六, 中秋节, 五一."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from lunar_python import Lunar, LunarYear, Solar

from forms.values.standpoint import Standpoint

_MARK = re.compile(r"农历|阴历|旧历|老历")
_MONTHS = {"正": 1, "冬": 11, "腊": 12, **{name: n for n, name in enumerate("一二三四五六七八九十", start=1)}}
_MONTHS |= {"十一": 11, "十二": 12}
_ONE_TO_NINE = "[一二三四五六七八九]"
_DAY = rf"初(?:{_ONE_TO_NINE}|十|\d{{1,2}})|廿{_ONE_TO_NINE}?|[二三]?十{_ONE_TO_NINE}?|{_ONE_TO_NINE}|\d{{1,2}}"
_DATE = re.compile(
    rf"(?P<year>\d{{4}})?年?的?(?P<leap>闰)?(?:(?P<named>正|冬|腊|十[一二]?|[一二三四五六七八九])月|(?P<number>\d{{1,2}})月"
    rf"|(?P<near>上个?月|下个?月|这个?月|本月))(?:的)?(?P<day>{_DAY})(?:[日号]|(?![\d点年月个]))"
)
_PLAINLY_LUNAR = re.compile(r"[正冬腊]月|初[一二三四五六七八九十\d]|廿")
_NEW_YEAR = re.compile(r"大年(?=初)")
_VAGUE = re.compile(r"^(?:节|当天|那天|这天)*(?:以|之)?(?:[前后]|左右|期间|假|里)")
_LUNAR_FEASTS = {"元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9), "春节": (1, 1)}
_SOLAR_FEASTS = {
    "元旦": (1, 1), "三八": (3, 8), "五一": (5, 1), "六一": (6, 1), "七一": (7, 1), "八一": (8, 1), "教师节": (9, 10),
    "国庆": (10, 1),
}  # fmt: skip
_FEAST = re.compile(
    rf"(?:(?P<year>\d{{4}})年?的?)?(?P<feast>{'|'.join([*_LUNAR_FEASTS, *_SOLAR_FEASTS])}|除夕|大年三十|年三十)"
    r"(?![一二三四五六七八九十百千万\d路年个])"
)
_LAST_MONTH = 12


class NoSuchDayError(ValueError):
    """The lunar calendar has no such day in that year."""


def find_lunar_or_feast(text: str, standpoint: Standpoint) -> date | None:
    """The day of the Gregorian calendar that the text names by the lunar one or by a feast; None if by neither.

    Words for years must have become digits. Raises NoSuchDayError for a day that the calendar does not have. 五一前 and
    过年以后 name no day.
    """
    text = _NEW_YEAR.sub("正月", text)
    return _feast(text, standpoint) or _lunar(text, standpoint)


def _lunar(text: str, standpoint: Standpoint) -> date | None:
    match = _DATE.search(text)
    if match is None or not (_MARK.search(text) or _PLAINLY_LUNAR.search(match.group())):
        return None
    day = _number(match["day"])
    if match["near"]:
        return _of_near_month(standpoint.today, day, {"下": 1, "上": -1}.get(match["near"][0], 0))
    month = _MONTHS[match["named"]] if match["named"] else int(match["number"])
    month = -month if match["leap"] else month
    if match["year"]:
        return solar(int(match["year"]), month, day)
    return standpoint.nearest(lambda year: solar(year, month, day))


def _of_near_month(today: date, day: int, away: int) -> date:
    """The day of that number in the current lunar month, in the next or in the last."""
    now = Solar.fromYmd(today.year, today.month, today.day).getLunar()
    year, month = divmod(now.getYear() * _LAST_MONTH + abs(now.getMonth()) - 1 + away, _LAST_MONTH)
    return solar(year, month + 1, day)


def _feast(text: str, standpoint: Standpoint) -> date | None:
    match = _FEAST.search(text)
    if match is None or _VAGUE.match(text[match.end() :]):
        return None
    day_of = _day_of(match["feast"])
    return day_of(int(match["year"])) if match["year"] else standpoint.nearest(day_of)


def _day_of(feast: str) -> Callable[[int], date]:
    if feast in _SOLAR_FEASTS:
        return lambda year: date(year, *_SOLAR_FEASTS[feast])
    if feast in _LUNAR_FEASTS:
        return lambda year: solar(year, *_LUNAR_FEASTS[feast])
    return lambda year: solar(year, 1, 1) - timedelta(days=1)  # 除夕


def solar(year: int, month: int, day: int) -> date:
    """The Gregorian date of a lunar one; a negative month is a leap month. Raises NoSuchDayError."""
    found = LunarYear.fromYear(year).getMonth(month)
    if found is None or not 1 <= day <= found.getDayCount():
        raise NoSuchDayError(f"lunar {year}-{month}-{day}")
    there = Lunar.fromYmd(year, month, day).getSolar()
    return date(there.getYear(), there.getMonth(), there.getDay())


def _number(day: str) -> int:
    """初八, 廿三, 十五, 三十 or digits."""
    plain = day.removeprefix("初")
    if plain.isdigit():
        return int(plain)
    tens, mark, ones = plain.replace("廿", "二十").partition("十")
    digit = "零一二三四五六七八九".index
    return ((digit(tens) if tens else 1) * 10 if mark else digit(tens)) + (digit(ones) if ones else 0)
