"""Areas, money and counts: one number with its unit, and what could be another is refused.

Every test reads: this field, these words, this value. `today` is Monday, 2 March 2026.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.model import Value
from forms.values.numerals import find_numbers, half_width, plain_numerals

Parse = Callable[[str, str], Value]
Refusal = Callable[[str, str], str]


# Areas


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("三间门头房，一间四十平，一共一百二", 120.0),
        ("面积80平，员工一共五", 80.0),
        ("长12米宽6米5", 78.0),
        ("建筑面积两万一千平", 21_000.0),
        ("一亩三分地", 866.67),
        ("80", 80),
        ("80平", 80),
        ("８０平方米", 80),
        ("80个平方", 80),
        ("120㎡", 120),
        ("80.5", 80.5),
        ("80点5平", 80.5),
        ("1,200平", 1200),
        ("八十平", 80),
        ("八十来平", 80),
        ("80多平", 80),
        ("大概一百平左右", 100),
        ("一百二", 120),
        ("一百二十平", 120),
        ("一百零五平", 105),
        ("两百平", 200),
        ("二百五", 250),
        ("百十来平", 110),
        ("百十平", 110),
        ("百把平", 100),
        ("一千二百平", 1200),
        ("1千平", 1000),
        ("一共80", 80),
        ("上下两层，一共160平", 160),
        ("长10米宽8米", 80),
        ("10米乘8米", 80),
        ("10*8", 80),
        ("半亩", 333.33),
        ("1.5亩", 1000),
        ("一亩半", 1000),
        ("两亩三分地", 1533.33),
    ],
)
def test_an_area_is_read_in_square_metres(parse: Parse, text: str, area: float) -> None:
    assert parse("biz_area", text) == area


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没量过", "area.missing"),
        ("几十平", "area.missing"),
        ("半多点9亿4万", "area.several"),
        ("0平", "area.too_small"),
        ("-5平", "area.too_small"),
        ("20万平", "area.too_large"),
        ("四五十平", "area.range"),
        ("80到90平", "area.range"),
        ("80-90", "area.range"),
        ("一百五六", "area.range"),
        ("不到50平", "area.bound"),
        ("50平以上", "area.bound"),
        ("两层，每层80", "area.several"),
        ("楼上楼下各50平", "area.several"),
        ("前厅50平，后厨20平", "area.several"),
    ],
)
def test_an_area_that_could_be_another_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("biz_area", text) == code


_NUMERALS = "零一二三四五六七八九"


@given(st.integers(11, 99).filter(lambda n: n % 10))
def test_every_area_in_chinese_numerals_is_the_same_in_digits(number: int) -> None:
    tens, ones = divmod(number, 10)
    chinese = f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones]}平"
    assert find_numbers(plain_numerals(chinese))[0][0] == number


def test_full_width_signs_become_half_width() -> None:
    assert half_width("８０ｍ２（共）") == "80m2(共)"


# Money


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("20万", 200_000),
        ("二十万", 200_000),
        ("20w左右", 200_000),
        ("2.5万", 25_000),
        ("1万5", 15_000),
        ("三万五", 35_000),
        ("三万五千块", 35_000),
        ("两万", 20_000),
        ("十来万", 100_000),
        ("一共20万", 200_000),
        ("5千", 5_000),
        ("500块", 500),
        ("1,000,000元", 1_000_000),
        ("壹拾万元整", 100_000),
        ("30000", 30_000),
        ("0", 0),
        ("没花钱", 0),
        ("没装修", 0),
        ("不用装", 0),
    ],
)
def test_money_is_read_in_yuan(parse: Parse, text: str, yuan: float) -> None:
    assert parse("fitout_cost", text) == yuan


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("还没算", "money.missing"),
        ("20", "money.unit"),
        ("20到30万", "money.range"),
        ("二三十万", "money.range"),
        ("不到30万", "money.bound"),
        ("材料5万，人工3万", "money.several"),
        ("-3万", "money.too_small"),
        ("20亿", "money.too_large"),
    ],
)
def test_money_that_could_be_another_sum_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("fitout_cost", text) == code


def test_a_company_has_some_capital(refusal: Refusal) -> None:
    assert refusal("capital", "没有") == "money.missing"
    assert refusal("capital", "0元") == "money.too_small"


# Counts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3个人", 3),
        ("仨", 3),
        ("俩", 2),
        ("雇了五个", 5),
        ("一共3个", 3),
        ("十来个", 10),
        ("零", 0),
        ("没有", 0),
        ("没雇人", 0),
        ("不雇", 0),
        ("木有", 0),
        ("就我自己", 0),
        ("就俺一个人", 0),
        ("俺两口子", 0),
        ("一个也没有", 0),
        ("两口子，还雇了2个", 2),
        ("1个厨师2个服务员", 3),
        ("雇俩收银一个理货，算下来仨人", 3),
        ("服务员三个，厨师两个", 5),
    ],
)
def test_staff_is_counted_without_the_owners(parse: Parse, text: str, count: int) -> None:
    assert parse("staff_no", text) == count


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("40", 40),
        ("能坐四十来个", 40),
        ("能坐百十人", 110),
        ("10张桌子，每张坐4个", 40),
        ("十桌，一桌四人", 40),
        ("没有座", 0),
    ],
)
def test_seats_are_counted_by_head_or_by_table(parse: Parse, text: str, seats: int) -> None:
    assert parse("seats", text) == seats


@pytest.mark.parametrize(
    ("field_id", "text", "code"),
    [
        ("staff_no", "看情况", "integer.missing"),
        ("staff_no", "两三个", "integer.range"),
        ("staff_no", "3-5个", "integer.range"),
        ("staff_no", "1个厨师2个服务员，还有5张桌子", "integer.several"),
        ("staff_no", "半个", "integer.not_whole"),
        ("staff_no", "2.5", "integer.not_whole"),
        ("exits", "没有", "integer.missing"),
        ("exits", "0个", "integer.too_small"),
        ("exits", "200个", "integer.too_large"),
        ("exits", "前后各一个", "integer.several"),
    ],
)
def test_a_count_that_could_be_another_is_refused(refusal: Refusal, field_id: str, text: str, code: str) -> None:
    assert refusal(field_id, text) == code


@pytest.mark.parametrize(
    ("field_id", "text", "value"),
    [
        ("baby_order", "头胎", 1),
        ("baby_order", "三胎", 3),
        ("exits", "一个大门一个后门都能跑", 2),
        ("staff_no", "没员工", 0),
        ("staff_no", "就我一个人，不雇人", 0),
    ],
)
def test_words_that_stand_for_a_number(parse: Parse, field_id: str, text: str, value: int) -> None:
    assert parse(field_id, text) == value
