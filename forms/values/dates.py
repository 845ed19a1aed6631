"""Dates: absolute, relative, by month end, lunar or by a feast; always ISO inside."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from forms.values.english import days_in_chinese
from forms.values.lunar import NoSuchDayError, find_lunar_or_feast
from forms.values.numerals import half_width
from forms.values.refusal import Unusable
from forms.values.standpoint import Standpoint

_MONTHS = 12
_CHINESE_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_YEARS_ALIVE = range(1900, 2200)
_NEAR = {
    "今天": 0, "今日": 0, "今儿": 0, "明天": 1, "明日": 1, "明儿": 1, "赶明": 1, "后天": 2, "后儿": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "昨儿": -1, "夜来": -1, "前天": -2, "前儿": -2, "大前天": -3,
}  # fmt: skip
_YEARS = {"今年": 0, "本年": 0, "明年": 1, "来年": 1, "后年": 2, "去年": -1, "前年": -2}
_FULL = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})")
_SHORT_YEAR = re.compile(r"(?<![\d.\-/])(\d{2})(?=([./\-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01])(?![\d.\-/]))")
"""28.5.1: the year comes first, as always in Chinese."""
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_MONTH = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*月?(?:份)?的?(底|末|初|[上中下]旬)?")
_YEAR_END = re.compile(r"(\d{4})\s*年?(?:年)?(?:底|末)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_NEAR_MONTH = r"(下下个?月|下个?月|这个?月|本月|当月|上上个?月|上个?月)"
_MONTHS_AWAY = {"下下": 2, "下": 1, "上上": -2, "上": -1}
_DAY_OF_MONTH = re.compile(rf"{_NEAR_MONTH}(?:的)?(\d{{1,2}})(?!\d|个|[点时]|\s*(?:天|月|年|周|万|元|块|人))")
_WHOLE_MONTH = re.compile(rf"{_NEAR_MONTH}(?:份)?(?:$|[就才再]?(?:开始|起))")
_EDGE_OF_MONTH = re.compile(rf"(?:{_NEAR_MONTH}|(?<!\d)(\d{{1,2}})月|月)(?:份)?的?(?P<part>底|末|初|[上中下]旬)")
_ENDS_OF_PARTS = {"初": 1, "上旬": 10, "中旬": 20}
"""The day that counts for a part of a month, as its last day counts for the whole."""
_WEEKDAY = re.compile(r"(下下|上上|这|本|下|上)(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_WEEKS_AWAY = {"下下": 2, "下": 1, "上": -1, "上上": -2}
_NOT_CIVIL = re.compile(
    r"农历|阴历|旧历|老历|正月|腊月|冬月|闰|初[一二三四五六七八九十\d]|廿|大年|除夕|春节|过年|年[前后]|节[前后]"
)
"""Speaks of the lunar calendar or of a feast, without naming a day."""
_BARE_YEAR = re.compile(r"(?<!\d)(\d{4})年")
_DURATION = re.compile(
    r"(?<![\d.零一二三四五六七八九十今明后去每])(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*个?"
    r"(?P<unit>年(?P<half>半)?(?!\s*\d|年?[底末])|月(?![底末\d])(?!\s*\d))"
    r"|半年|长期|永久|一直|无固定|没有?期限|不定期"
)
_STATES_END = re.compile(r"到|至|止|期满")
_UNTIL_DAY = re.compile(r"[到至]\s*(?:\d{4}|\d{1,2}\s*月|年[底末])")
_STATES_BEGINNING = re.compile(r"签|开始|起|从|刚")
_BEGINS_ON = re.compile(r"[日号\d]\s*(?:开始|起(?!来)|签)|从|自")
_UNTIL = re.compile(r"[日号\d底末]\s*(?:到|至|[-~—–])+\s*(?=\d{4}|\d{1,2}月|明年|后年)")


def parse_date(text: str, standpoint: Standpoint, *, period_end: bool = False, month_begins: bool = False) -> str:
    """The date in the text as ISO.

    Of a period, the last day counts when `period_end` says that the question is about it, also when it is told by its
    first day and its length; otherwise a period is refused. A month alone means its last day unless `month_begins`.
    Raises Unusable.
    """
    plain = _digits(text, standpoint)
    if (special := _special(plain, standpoint)) is not None:
        return special.isoformat()
    lasting = period_end and _lasting(plain)
    first, *later = _UNTIL.split(plain)
    if later and not period_end:
        raise Unusable("date.several")
    stated = _UNTIL_DAY.search(plain)
    if lasting and not later and stated is None and (not _STATES_END.search(plain) or _STATES_BEGINNING.search(plain)):
        return _end_of_period(plain, standpoint).isoformat()
    # 2025年3月1号签的，到2030年2月28号: what is said to be the end, wherever it stands.
    end = plain[stated.start() :] if period_end and stated is not None else first
    found = _find(later[-1] if later else end, standpoint, month_begins=month_begins)
    if found is None and lasting:
        raise Unusable("date.duration")
    if found is None and period_end:
        found = _year_gone(plain, standpoint.today)
    if found is None:
        raise Unusable("date.missing")
    return found.isoformat()


def _special(plain: str, standpoint: Standpoint) -> date | None:
    """A day of the lunar calendar or a feast; refused where the text speaks of one without naming a day."""
    try:
        found = find_lunar_or_feast(plain, standpoint)
    except NoSuchDayError as error:
        raise Unusable("date.impossible") from error
    if found is None and _NOT_CIVIL.search(plain):
        raise Unusable("date.lunar")
    return found


def _end_of_period(plain: str, standpoint: Standpoint) -> date:
    """The last day of a period that is told by its first day and its length: 从2026年3月1日起三年."""
    length = next((match for match in _DURATION.finditer(plain) if match["number"] or match.group() == "半年"), None)
    if length is None or not _BEGINS_ON.search(plain):
        raise Unusable("date.duration")
    begins = _find(plain[: length.start()] + "，" + plain[length.end() :], standpoint, month_begins=True)
    if begins is None:
        raise Unusable("date.duration")
    months = _months(length)
    year, month = divmod(begins.year * _MONTHS + begins.month - 1 + months, _MONTHS)
    day = min(begins.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def _months(length: re.Match[str]) -> int:
    if length["number"] is None:
        return 6  # 半年
    number = length["number"].replace("两", "二")
    count = int(number) if number.isdigit() else _small(number)
    return count if length["unit"].startswith("月") else count * _MONTHS + (6 if length["half"] else 0)


def _lasting(plain: str) -> bool:
    """Whether the text says how long rather than until when: 三年, 长期."""
    return _DURATION.search(re.sub(r"\d{1,2}月\d{1,2}|\d{4}\s*年\s*\d{1,2}月", "", plain)) is not None


def _year_gone(plain: str, today: date) -> date | None:
    """The last day of a bare year that is over; in a year to come the day still matters."""
    match = _BARE_YEAR.search(plain)
    return _real(int(match.group(1)), 12, 31) if match and int(match.group(1)) < today.year else None


def show_date(iso: str) -> str:
    """An ISO date in Chinese."""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _digits(text: str, standpoint: Standpoint) -> str:
    """Chinese numerals and words for years become digits."""
    plain = days_in_chinese(half_width(text))
    for word, offset in _YEARS.items():
        plain = plain.replace(word, f"{standpoint.today.year + offset}年")
    plain = re.sub(r"[零〇一二三四五六七八九]{4}(?=年)", lambda m: m.group().translate(_CHINESE_DIGITS), plain)
    plain = re.sub(
        r"(?<![零一二三四五六七八九十])[二三四五六七八九零〇][零〇一二三四五六七八九](?=年(?:年?[底末]|[\d一二三四五六七八九十]+月))",
        lambda m: m.group().translate(_CHINESE_DIGITS),
        plain,
    )
    plain = _SHORT_YEAR.sub(lambda m: str(standpoint.century(int(m.group(1)))), plain)
    plain = re.sub(
        r"(?<!\d)(\d{2})(?=年(?:\d|年?[底末]|[一二三四五六七八九十正冬腊]+月))",
        lambda m: str(standpoint.century(int(m.group(1)))),
        plain,
    )
    return re.sub(
        r"(?<![一二三四五六七八九十初廿])(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])"
        r"|(?<=月)(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?![一二三四五六七八九十百个])",
        lambda m: str(_small(m.group())),
        plain,
    )


def _small(numeral: str) -> int:
    tens, mark, ones = numeral.partition("十")
    digit = "零一二三四五六七八九".index
    if not mark:
        return digit(numeral[0])
    return (digit(tens) if tens else 1) * 10 + (digit(ones) if ones else 0)


def _find(text: str, standpoint: Standpoint, *, month_begins: bool) -> date | None:
    if match := _FULL.search(text) or _COMPACT.search(text):
        return _real(*(int(part) for part in match.groups()))
    if match := _YEAR_END.search(text):
        return _real(int(match.group(1)), 12, 31)
    if match := _DAY_OF_MONTH.search(text):
        year, month = _month_away(match.group(1), standpoint.today)
        return _real(year, month, int(match.group(2)))
    if match := _MONTH.search(text):
        part = match.group(3) or ("初" if month_begins else "底")
        return _day_of_part(int(match.group(1)), int(match.group(2)), part)
    if match := _DAY.search(text):
        month, day = int(match.group(1)), int(match.group(2))
        return standpoint.nearest(lambda year: date(year, month, day))
    return _part_of_month(text, standpoint, month_begins=month_begins) or _near(text, standpoint.today)


def _month_away(words: str, today: date) -> tuple[int, int]:
    """The year and month that 下个月 or 上上个月 means."""
    away = next((away for word, away in _MONTHS_AWAY.items() if words.startswith(word)), 0)
    year, month = divmod(today.year * _MONTHS + today.month - 1 + away, _MONTHS)
    return year, month + 1


def _part_of_month(text: str, standpoint: Standpoint, *, month_begins: bool) -> date | None:
    """年底, 月底, 下月底, 3月初, 12月中旬; 从下个月开始 where a month means its first day."""
    today = standpoint.today
    if month_begins and (match := _WHOLE_MONTH.search(text)):
        return _day_of_part(*_month_away(match.group(1), today), "初")
    if match := _EDGE_OF_MONTH.search(text):
        relative, number, part = match.groups()
        if number is None:
            return _day_of_part(*_month_away(relative or "", today), part)
        if int(number) not in range(1, 13):
            raise Unusable("date.impossible")
        return standpoint.nearest(lambda year: _day_of_part(year, int(number), part))
    return date(today.year, 12, 31) if re.search(r"(?<!\d)年[底末]", text) else None


def _near(text: str, today: date) -> date | None:
    """明天, 下周一."""
    if match := _WEEKDAY.search(text):
        weeks = _WEEKS_AWAY.get(match.group(1), 0)
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
        return monday + timedelta(days="一二三四五六日".index(match.group(2).replace("天", "日")))
    for word in sorted(_NEAR, key=len, reverse=True):
        if word in text:
            return today + timedelta(days=_NEAR[word])
    return None


def _day_of_part(year: int, month: int, part: str) -> date:
    if month not in range(1, 13):
        raise Unusable("date.impossible")
    return _real(year, month, _ENDS_OF_PARTS.get(part) or calendar.monthrange(year, month)[1])


def _real(year: int, month: int, day: int) -> date:
    if year not in _YEARS_ALIVE:
        raise Unusable("date.impossible")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unusable("date.impossible") from error
