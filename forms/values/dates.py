"""Dates: absolute, relative and by month end; always ISO inside."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_MONTHS = 12
_CHINESE_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_YEARS_ALIVE = range(1900, 2200)
_NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_YEARS = {"今年": 0, "明年": 1, "后年": 2}
_FULL = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})")
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_MONTH = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*月?(?:份)?(底|末|初)?")
_YEAR_END = re.compile(r"(\d{4})\s*年?(?:年)?(?:底|末)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_DAY_OF_MONTH = re.compile(r"(下个?月|这个?月|本月)(?:的)?(\d{1,2})\s*[日号]")
_EDGE_OF_MONTH = re.compile(r"(?:(下个?月|这个?月|本月)|(?<!\d)(\d{1,2})月|月)(?:份)?的?(?:底|末)")
_WEEKDAY = re.compile(r"(这|本|下)(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_LUNAR = re.compile(r"农历|阴历|旧历|正月|腊月|冬月|闰|初[一二三四五六七八九十\d]|廿|大年|除夕|春节|过年")
_BARE_YEAR = re.compile(r"(?<!\d)(\d{4})年")
_DURATION = re.compile(
    r"(?<![\d.零一二三四五六七八九十今明后去每])(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s*个?(?:年半?(?!\s*\d|年?[底末])|月(?![底末\d])(?!\s*\d))"
    r"|半年|长期|永久|一直|无固定|没有?期限|不定期"
)
_STATES_END = re.compile(r"到|至|止|期满")
_UNTIL_DAY = re.compile(r"[到至]\s*(?:\d{4}|\d{1,2}\s*月|年[底末])")
_STATES_BEGINNING = re.compile(r"签|开始|起|从|刚")
_UNTIL = re.compile(r"[日号\d底末]\s*(?:到|至|[-~—–])+\s*(?=\d{4}|\d{1,2}月|明年|后年)")


def parse_date(text: str, today: date, *, period_end: bool = False) -> str:
    """The date in the text as ISO; a day without a year is the next one to come.

    Of a period, the last day counts when `period_end` says that the question is about it; otherwise a period is
    refused, as are dates of the lunar calendar.
    """
    plain = _digits(text, today)
    if _LUNAR.search(half_width(text)):
        raise Unusable("date.lunar")
    lasting = period_end and _lasting(plain)
    first, *later = _UNTIL.split(plain)
    if later and not period_end:
        raise Unusable("date.several")
    stated = _UNTIL_DAY.search(plain) is not None
    if lasting and not later and not stated and (not _STATES_END.search(plain) or _STATES_BEGINNING.search(plain)):
        raise Unusable("date.duration")
    found = _find(later[-1] if later else first, today)
    if found is None and lasting:
        raise Unusable("date.duration")
    if found is None and period_end:
        found = _year_gone(plain, today)
    if found is None:
        raise Unusable("date.missing")
    return found.isoformat()


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


def _digits(text: str, today: date) -> str:
    """Chinese numerals and words for years become digits."""
    plain = half_width(text)
    for word, offset in _YEARS.items():
        plain = plain.replace(word, f"{today.year + offset}年")
    plain = re.sub(r"[零〇一二三四五六七八九]{4}(?=年)", lambda m: m.group().translate(_CHINESE_DIGITS), plain)
    plain = re.sub(
        r"(?<![零一二三四五六七八九十])[二三四][零〇一二三四五六七八九](?=年(?:年?[底末]|[\d一二三四五六七八九十]+月))",
        lambda m: m.group().translate(_CHINESE_DIGITS),
        plain,
    )
    plain = re.sub(r"(?<!\d)(\d{2})(?=年(?:\d|年?[底末]))", lambda m: f"20{m.group(1)}", plain)
    return re.sub(
        r"(?<![一二三四五六七八九十])(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])",
        lambda m: str(_small(m.group())),
        plain,
    )


def _small(numeral: str) -> int:
    tens, mark, ones = numeral.partition("十")
    digit = "零一二三四五六七八九".index
    if not mark:
        return digit(numeral[0])
    return (digit(tens) if tens else 1) * 10 + (digit(ones) if ones else 0)


def _find(text: str, today: date) -> date | None:
    if match := _FULL.search(text) or _COMPACT.search(text):
        return _real(*(int(part) for part in match.groups()))
    if match := _YEAR_END.search(text):
        return _real(int(match.group(1)), 12, 31)
    if match := _DAY_OF_MONTH.search(text):
        month = today.month + match.group(1).startswith("下")
        return _real(today.year + (month > _MONTHS), (month - 1) % _MONTHS + 1, int(match.group(2)))
    if match := _MONTH.search(text):
        return _month_edge(int(match.group(1)), int(match.group(2)), last=match.group(3) != "初")
    if match := _DAY.search(text):
        day = _real(today.year, int(match.group(1)), int(match.group(2)))
        return _real(today.year + 1, day.month, day.day) if day < today else day
    return _month_end(text, today) or _near(text, today)


def _month_end(text: str, today: date) -> date | None:
    """年底, 月底, 下月底, 3月底."""
    if match := _EDGE_OF_MONTH.search(text):
        relative, number = match.groups()
        month = int(number) if number else today.month + (relative or "").startswith("下")
        later = month > _MONTHS if number is None else month < today.month
        return _month_edge(today.year + later, month - _MONTHS if number is None and later else month, last=True)
    return date(today.year, 12, 31) if re.search(r"(?<!\d)年[底末]", text) else None


def _near(text: str, today: date) -> date | None:
    """明天, 下周一."""
    if match := _WEEKDAY.search(text):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=match.group(1) == "下")
        return monday + timedelta(days="一二三四五六日".index(match.group(2).replace("天", "日")))
    for word in sorted(_NEAR, key=len, reverse=True):
        if word in text:
            return today + timedelta(days=_NEAR[word])
    return None


def _month_edge(year: int, month: int, *, last: bool) -> date:
    if month not in range(1, 13):
        raise Unusable("date.impossible")
    return _real(year, month, calendar.monthrange(year, month)[1] if last else 1)


def _real(year: int, month: int, day: int) -> date:
    if year not in _YEARS_ALIVE:
        raise Unusable("date.impossible")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unusable("date.impossible") from error
