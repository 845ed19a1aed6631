"""Numbers that identify: identity cards, credit codes, mobile numbers, and the slips in them.

Every test reads: this field, these words, this value. `today` is Monday, 2 March 2026.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.model import Value
from forms.values import Unusable
from forms.values.identity import parse_id_no, parse_mobile, parse_uscc

Parse = Callable[[str, str], Value]
Refusal = Callable[[str, str], str]

ID_NO = "11010519491231002X"
USCC = "91350100M000100Y43"


@pytest.mark.parametrize(
    "text",
    [
        ID_NO,
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105-19491231-002X",
        "身份证是11010519491231002X。",
        "俺的号11010519491231002X，你记一下",
    ],
)
def test_an_id_number_is_read_however_it_is_written(parse: Parse, text: str) -> None:
    assert parse("id_no", text) == ID_NO


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没带", "id_no.missing"),
        ("11010519491231002", "id_no.length"),
        ("110105194912310021", "id_no.checksum"),
        ("11010519491331002X", "id_no.checksum"),
        ("110105491231002", "id_no.length"),
    ],
)
def test_an_id_number_with_a_slip_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("id_no", text) == code


def test_the_refusal_of_a_short_id_number_tells_how_long_it_was() -> None:
    with pytest.raises(Unusable) as refused:
        parse_id_no("11010519491231002")
    assert refused.value.details == {"length": "17"}


def _with_check_digit(seventeen: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights, strict=True)) % 11]


@pytest.mark.parametrize(
    ("seventeen", "slip"),
    [
        ("11010519490230002", "no such day"),
        ("11010520260303002", "born tomorrow"),
        ("11010518991231002", "born before 1900"),
        ("01010519491231002", "no such province"),
    ],
)
def test_an_id_number_that_nobody_can_have_is_refused(refusal: Refusal, seventeen: str, slip: str) -> None:
    assert refusal("id_no", _with_check_digit(seventeen)) == "id_no.component", slip


def test_a_citizen_may_be_older_than_the_code_of_the_city(parse: Parse) -> None:
    number = _with_check_digit("37098219500101001")
    assert parse("id_no", number) == number


@given(st.integers(1950, 2010), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999), st.integers(0, 16))
def test_one_wrong_digit_in_an_id_number_never_passes(year: int, month: int, day: int, serial: int, at: int) -> None:
    right = _with_check_digit(f"370982{year}{month:02}{day:02}{serial:03}")
    assert parse_id_no(right) == right
    wrong = right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :]
    with pytest.raises(Unusable):
        parse_id_no(wrong)


@pytest.mark.parametrize("text", [USCC, USCC.lower(), "9135 0100 M000 100Y 43", f"代码是{USCC}，您看"])
def test_a_credit_code_is_read_however_it_is_written(parse: Parse, text: str) -> None:
    assert parse("uscc", text) == USCC


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("执照上没找着", "uscc.missing"),
        ("91350100M000100Y4", "uscc.length"),
        ("91350100M000100Y44", "uscc.checksum"),
        ("91350100I000100Y43", "uscc.characters"),
    ],
)
def test_a_credit_code_with_a_slip_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("uscc", text) == code


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_in_a_credit_code_never_passes(at: int, character: str) -> None:
    changed = USCC[:at] + character + USCC[at + 1 :]
    if changed == USCC:
        assert parse_uscc(changed) == USCC
    else:
        with pytest.raises(Unusable):
            parse_uscc(changed)


@pytest.mark.parametrize(
    "text",
    [
        "13805381234",
        "138 0538 1234",
        "138-0538-1234",
        "１３８０５３８１２３４",
        "+86 13805381234",
        "我的电话是+86 138 0538 1234",
        "008613805381234",
        "电话13805381234微信同号",
        "一三八零五三八一二三四",
        "幺三八零五三八幺二三四",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(parse: Parse, text: str) -> None:
    assert parse("mobile", text) == "13805381234"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("俺没有手机", "mobile.missing"),
        ("1380538123", "mobile.length"),
        ("138053812345", "mobile.length"),
        ("12805381234", "mobile.start"),
        ("0538-7221234", "mobile.start"),
    ],
)
def test_what_is_no_mobile_number_is_refused(refusal: Refusal, text: str, code: str) -> None:
    assert refusal("mobile", text) == code


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_every_mobile_number_survives_its_grouping(number: str, gap: str) -> None:
    assert parse_mobile(gap.join([number[:3], number[3:7], number[7:]])) == number
