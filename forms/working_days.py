"""The working-day calendar of China, with public holidays and make-up days (行政许可法第82条).

The State Council publishes each year's arrangement in the November before. For a year that the calendar library does
not hold yet, statutory holidays are computed and make-up days are not known; `is_provisional` says so.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import holidays

from forms.model import Limit

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices work on this day."""
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
    day = start
    while days > 0:
        day += _ONE_DAY
        days -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """`day` itself if offices work on it, else the first day on which they do."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def due(start: date, limit: Limit) -> date:
    """The last day of a limit that begins the day after `start`."""
    if limit.unit == "calendar":
        return next_working_day(start + timedelta(days=limit.days))
    return add_working_days(start, limit.days)
