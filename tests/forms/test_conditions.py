"""Conditions: three-valued, parsed into our own nodes, never evaluated as Python."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.conditions import ConditionError, as_condition_value, parse


def truth(source: str, **known: object) -> bool | None:
    return parse(source).judge(known).truth


@pytest.mark.parametrize(
    ("source", "known", "expected"),
    [
        ("biz_area >= 50", {"biz_area": 50}, True),
        ("biz_area >= 50", {"biz_area": 49.9}, False),
        ("biz_area < 50", {"biz_area": 50}, False),
        ("staff_no <= 0", {"staff_no": 0}, True),
        ("staff_no > 0", {"staff_no": 0}, False),
        ("entity_type == 'company'", {"entity_type": "company"}, True),
        ("entity_type != 'company'", {"entity_type": "company"}, False),
        ("'raw' in food_items", {"food_items": ["hot", "raw"]}, True),
        ("'raw' not in food_items", {"food_items": ["hot", "raw"]}, False),
        ("food_items == ['prepackaged']", {"food_items": ["prepackaged"]}, True),
        ("food_items == ['prepackaged']", {"food_items": ["hot", "prepackaged"]}, False),
        ("not has_shop", {"has_shop": False}, True),
        ("has_shop", {"has_shop": False}, False),
        ("True", {}, True),
        ("a or b and c", {"a": True, "b": False, "c": False}, True),
        ("(a or b) and c", {"a": True, "b": False, "c": False}, False),
        ("lease_to > today", {"lease_to": date(2029, 1, 1), "today": date(2026, 3, 2)}, True),
    ],
)
def test_a_condition_with_all_answers_is_true_or_false(source: str, known: dict[str, object], expected: bool) -> None:
    assert truth(source, **known) is expected


def test_what_is_not_known_stays_unknown_and_names_what_could_settle_it() -> None:
    verdict = parse("has_shop and (biz_area >= 50 or special_supply)").judge({"has_shop": True})
    assert verdict.truth is None
    assert verdict.open_names == {"biz_area", "special_supply"}


def test_one_falsehood_decides_and_whatever_else_is_unknown() -> None:
    verdict = parse("has_shop and biz_area >= 50").judge({"has_shop": False})
    assert verdict.truth is False
    assert verdict.open_names == frozenset()


def test_one_truth_decides_or_whatever_else_is_unknown() -> None:
    verdict = parse("special_supply or biz_area >= 50").judge({"biz_area": 80})
    assert verdict.truth is True
    assert verdict.open_names == frozenset()


def test_the_opposite_of_unknown_is_unknown() -> None:
    verdict = parse("not own_flue").judge({})
    assert verdict.truth is None
    assert verdict.open_names == {"own_flue"}


def test_names_are_the_fields_it_looks_at_without_the_day() -> None:
    assert parse("lease_to > today and not has_licence").names == {"lease_to", "has_licence"}


def test_a_condition_may_run_over_several_lines() -> None:
    assert truth("has_shop\n  and biz_area >= 50", has_shop=True, biz_area=80) is True


@pytest.mark.parametrize(
    "source",
    [
        "",
        "biz_area >=",
        "__import__('os').system('true')",
        "biz_area.real",
        "biz_area + 1 > 50",
        "10 < biz_area < 50",
        "food_items[0] == 'raw'",
        "[x for x in food_items]",
        "lambda: True",
        "food_items == [biz_area]",
        "biz_area is None",
        "a if b else c",
        "f'{biz_area}'",
        "(a := True)",
    ],
)
def test_what_is_not_in_the_language_is_refused(source: str) -> None:
    with pytest.raises(ConditionError, match="condition"):
        parse(source)


def test_the_refusal_quotes_the_condition() -> None:
    with pytest.raises(ConditionError, match="open\\('x'\\)"):
        parse("open('x')")


@given(st.dictionaries(st.sampled_from("abcd"), st.booleans()), st.dictionaries(st.sampled_from("abcd"), st.booleans()))
def test_a_verdict_once_reached_survives_every_further_answer(first: dict[str, bool], later: dict[str, bool]) -> None:
    condition = parse("a and (b or not c) or not (d and a)")
    early = condition.judge(first)
    if early.truth is None:
        assert early.open_names <= condition.names - set(first), "an answered name cannot still settle anything"
    else:
        assert condition.judge({**later, **first}).truth is early.truth


@given(st.fixed_dictionaries(dict.fromkeys("abcd", st.booleans())))
def test_with_every_answer_it_agrees_with_ordinary_logic(known: dict[str, bool]) -> None:
    a, b, c, d = (known[name] for name in "abcd")
    assert truth("a and (b or not c) or not (d and a)", **known) is ((a and (b or not c)) or not (d and a))


def test_iso_dates_become_dates() -> None:
    assert as_condition_value("2029-12-31") == date(2029, 12, 31)


@pytest.mark.parametrize("value", ["2029-13-31", "individual", "1234-56-78", 80.0, True, ["hot"]])
def test_everything_else_stays_what_it_is(value: object) -> None:
    assert as_condition_value(value) == value
