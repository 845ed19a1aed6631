"""The calendar: 2026 as the State Council arranged it, later years as far as the law alone tells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.model import Limit
from forms.working_days import (
    add_working_days,
    due,
    is_provisional,
    is_working_day,
    next_working_day,
    working_days_between,
)

HOLIDAYS_2026 = {
    "元旦": (date(2026, 1, 1), date(2026, 1, 3)),
    "春节": (date(2026, 2, 15), date(2026, 2, 23)),
    "清明": (date(2026, 4, 4), date(2026, 4, 6)),
    "劳动节": (date(2026, 5, 1), date(2026, 5, 5)),
    "端午": (date(2026, 6, 19), date(2026, 6, 21)),
    "中秋": (date(2026, 9, 25), date(2026, 9, 27)),
    "国庆": (date(2026, 10, 1), date(2026, 10, 7)),
}
MAKE_UP_DAYS_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("festival", HOLIDAYS_2026)
def test_offices_rest_on_every_day_of_a_holiday(festival: str) -> None:
    first, last = HOLIDAYS_2026[festival]
    worked = [day for n in range((last - first).days + 1) if is_working_day(day := first + timedelta(days=n))]
    assert worked == []


@pytest.mark.parametrize(("month", "day"), MAKE_UP_DAYS_2026)
def test_offices_work_on_the_weekend_days_that_make_up_for_it(month: int, day: int) -> None:
    make_up = date(2026, month, day)
    assert make_up.weekday() >= 5, "a make-up day falls on a weekend"
    assert is_working_day(make_up)


def test_2026_has_248_working_days() -> None:
    assert working_days_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday, worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # over the Spring Festival
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the National Day
        (date(2026, 9, 28), 3, date(2026, 10, 8)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # over an ordinary weekend
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # from a Saturday
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_working_days_are_counted_from_the_next_day(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


def test_the_next_working_day_of_a_working_day_is_itself() -> None:
    assert next_working_day(date(2026, 3, 2)) == date(2026, 3, 2)


def test_the_next_working_day_in_the_spring_festival_is_after_it() -> None:
    assert next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)


def test_a_limit_in_working_days_skips_the_holiday() -> None:
    assert due(date(2026, 9, 30), Limit(days=3, unit="working")) == date(2026, 10, 10)  # a Saturday, worked


def test_a_limit_in_calendar_days_counts_the_holiday() -> None:
    assert due(date(2026, 9, 24), Limit(days=15, unit="calendar")) == date(2026, 10, 9)


def test_a_limit_in_calendar_days_that_ends_on_a_day_of_rest_ends_on_the_next_working_day() -> None:
    assert due(date(2026, 9, 21), Limit(days=15, unit="calendar")) == date(2026, 10, 8)


def test_a_limit_of_no_days_is_due_on_the_spot() -> None:
    assert due(date(2026, 3, 2), Limit(days=0, unit="working")) == date(2026, 3, 2)


def test_2026_is_published_and_2027_is_provisional() -> None:
    assert (is_provisional(2026), is_provisional(2027)) == (False, True)


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 2, 6), date(2027, 5, 1), date(2027, 10, 1)])
def test_the_statutory_holidays_of_a_provisional_year_are_known_all_the_same(day: date) -> None:
    assert not is_working_day(day)


def test_a_provisional_year_has_ordinary_weeks() -> None:
    week = [is_working_day(date(2027, 3, 8) + timedelta(days=n)) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_a_limit_runs_over_the_turn_of_the_year() -> None:
    assert add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)


@given(days_of_2026, st.integers(0, 60))
def test_adding_and_counting_are_inverse(start: date, days: int) -> None:
    assert working_days_between(start, add_working_days(start, days)) == days


@given(days_of_2026, st.integers(1, 60))
def test_a_limit_never_ends_on_a_day_of_rest(start: date, days: int) -> None:
    assert is_working_day(due(start, Limit(days=days, unit="working")))
    assert is_working_day(due(start, Limit(days=days, unit="calendar")))


@given(days_of_2026, days_of_2026, st.integers(0, 60), st.sampled_from(["working", "calendar"]))
def test_who_hands_in_later_is_never_due_earlier(one: date, other: date, days: int, unit: str) -> None:
    limit = Limit.model_validate({"days": days, "unit": unit})
    assert due(min(one, other), limit) <= due(max(one, other), limit)
