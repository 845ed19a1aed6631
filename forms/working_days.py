"""The working-day calendar of China, with public holidays and make-up days (行政许可法第82条).

The State Council publishes each year's arrangement in the November before. For a year that the calendar library does
not hold yet, statutory holidays are computed and make-up days are not known; `is_provisional` says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import holidays

from forms.model import Limit

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices work on this day."""
    days = _working_days(day.year)
    position = bisect_left(days, day)
    return position < len(days) and days[position] == day


@lru_cache(maxsize=256)
def _working_days(year: int) -> tuple[date, ...]:
    """Every working day of a year."""
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return tuple(day for n in range(length) if _works(day := first + timedelta(days=n)))


def _works(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY and day not in _statutory_holidays(day.year)


@lru_cache(maxsize=16)
def _statutory_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=year))


def is_provisional(year: int) -> bool:
    """True when the year's holiday arrangement was not published when the calendar library was released."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return True
    return False


def add_working_days(start: date, days: int) -> date:
    """The day `days` working days after `start`; the first day does not count, so 0 is `start` itself."""
    if days <= 0:
        return start
    year = start.year
    position = bisect_right(_working_days(year), start) + days - 1
    while position >= len(_working_days(year)):
        position -= len(_working_days(year))
        year += 1
    return _working_days(year)[position]


def next_working_day(day: date) -> date:
    """`day` itself if offices work on it, else the first day on which they do."""
    return add_working_days(day - _ONE_DAY, 1)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`."""
    if end <= start:
        return 0
    whole_years = sum(len(_working_days(year)) for year in range(start.year, end.year))
    return whole_years + bisect_right(_working_days(end.year), end) - bisect_right(_working_days(start.year), start)


def due(start: date, limit: Limit) -> date:
    """The last day of a limit that begins the day after `start`."""
    if limit.unit == "calendar":
        return next_working_day(start + timedelta(days=limit.days))
    return add_working_days(start, limit.days)
