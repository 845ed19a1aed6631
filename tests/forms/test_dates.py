"""Dates: absolute, relative, lunar, by a feast, and the last day of a period.

Every test reads: this field, these words, this value. `today` is Monday, 2 March 2026.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forms.model import Value

Parse = Callable[[str, str], Value]
Refusal = Callable[[str, str], str]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2029年12月31日", "2029-12-31"),
        ("2029-12-31", "2029-12-31"),
        ("2029.12.31", "2029-12-31"),
        ("2029/12/31", "2029-12-31"),
        ("20291231", "2029-12-31"),
        ("二〇二九年十二月三十一日", "2029-12-31"),
        ("29年12月31号", "2029-12-31"),
        ("2029年底", "2029-12-31"),
        ("28.5.1", "2028-05-01"),
        ("27/3/15", "2027-03-15"),
        ("2028年2月底", "2028-02-29"),
        ("2029年6月", "2029-06-30"),
        ("明年3月1日", "2027-03-01"),
        ("明年三月一号", "2027-03-01"),
        ("后年年底", "2028-12-31"),
        ("5月1号", "2026-05-01"),
        ("1月20号", "2027-01-20"),
        ("下个月15号", "2026-04-15"),
        ("这个月20号", "2026-03-20"),
        ("月底", "2026-03-31"),
        ("下月底", "2026-04-30"),
        ("2月底", "2027-02-28"),
        ("5月初", "2026-05-01"),
        ("4月中旬", "2026-04-20"),
        ("下月上旬", "2026-04-10"),
        ("2027年6月下旬", "2027-06-30"),
        ("年底", "2026-12-31"),
        ("明天", "2026-03-03"),
        ("后天", "2026-03-04"),
        ("大后天", "2026-03-05"),
        ("这周五", "2026-03-06"),
        ("下周一", "2026-03-09"),
        ("下星期天", "2026-03-15"),
    ],
)
def test_a_date_is_read_absolute_or_relative(parse: Parse, text: str, iso: str) -> None:
    assert parse("open_date", text) == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("还没定", "date.missing"),
        ("再租三年", "date.missing"),
        ("2029年", "date.missing"),
        ("2月30日", "date.impossible"),
        ("2027年13月", "date.impossible"),
        ("2027年2月29日", "date.impossible"),
        ("0000年底", "date.impossible"),
        ("0000年3月", "date.impossible"),
        ("十十月", "date.missing"),
        ("农历腊月三十一", "date.impossible"),
        ("2026年腊月三十", "date.impossible"),
        ("过年以后", "date.lunar"),
        ("春节前后", "date.lunar"),
        ("五一之前", "date.missing"),
        ("初八那天看看", "date.lunar"),
        ("2026年5月1日到2026年6月1日", "date.several"),
    ],
)
def test_a_date_that_could_be_another_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("open_date", text) == code


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("农历八月十五日", "2026-09-25"),
        ("阴历八月十五", "2026-09-25"),
        ("正月初八", "2027-02-13"),
        ("今年腊月二十", "2027-01-27"),
        ("明年正月十六", "2027-02-21"),
        ("大年初六", "2027-02-11"),
        ("下月初八", "2026-03-26"),
        ("2025年闰六月初一", "2025-07-25"),
        ("除夕", "2027-02-05"),
        ("中秋节", "2026-09-25"),
        ("明年五一", "2027-05-01"),
        ("国庆节开业", "2026-10-01"),
        ("二〇二七年三月初三", "2027-04-09"),
    ],
)
def test_a_day_of_the_lunar_calendar_or_a_feast_is_converted(parse: Parse, text: str, iso: str) -> None:
    assert parse("open_date", text) == iso


@pytest.mark.parametrize(
    ("field_id", "text", "iso"),
    [
        ("death_date", "上个月5号", "2026-02-05"),
        ("death_date", "上月二十六没的", "2026-02-26"),
        ("flex_from", "从下个月开始", "2026-04-01"),
        ("death_date", "昨天", "2026-03-01"),
        ("death_date", "腊月二十三", "2026-02-10"),
        ("death_date", "12月8号", "2025-12-08"),
        ("death_date", "去年八月三号", "2025-08-03"),
        ("birth_date", "58年3月12日", "1958-03-12"),
        ("birth_date", "五八年三月十二", "1958-03-12"),
        ("birth_date", "19580312", "1958-03-12"),
        ("retire_work_start", "88年7月", "1988-07-01"),
    ],
)
def test_where_the_past_is_asked_for_the_last_such_day_counts(parse: Parse, field_id: str, text: str, iso: str) -> None:
    assert parse(field_id, text) == iso


def test_a_birthday_needs_its_year(refusal: Refusal) -> None:
    assert refusal("birth_date", "3月12日") == "date.year"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024年5月1日至2029年4月30日", "2029-04-30"),
        ("从2026年3月1日起租三年", "2029-02-28"),
        ("签了五年，从今年四月一号开始", "2031-03-31"),
        ("2026年5月1日开始，一年半", "2027-10-31"),
        ("租了五年，2025年3月1号签的，到2030年2月28号", "2030-02-28"),
        ("五年，2025年3月1号签", "2030-02-28"),
    ],
)
def test_of_a_lease_the_last_day_counts(parse: Parse, text: str, iso: str) -> None:
    assert parse("lease_to", text) == iso


def test_a_day_without_a_year_is_never_in_the_past(parse: Parse) -> None:
    assert parse("open_date", "3月1日") == "2027-03-01"
    assert parse("open_date", "3月2日") == "2026-03-02"
