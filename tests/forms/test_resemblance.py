"""Options in words that nobody has listed: what a clause is far more like than anything else people say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.facts.binding import bind
from forms.facts.resemblance import resemblances
from forms.loader import default_catalogue
from forms.model import Value

_TODAY = date(2026, 12, 1)
_PATHS = default_catalogue().paths
_CLINIC = _PATHS["open-clinic"]


def _said(path: str, text: str) -> dict[str, Value | None]:
    return {each.field_id: each.value for each in bind(_PATHS[path], text, (), None, _TODAY)}


@pytest.mark.parametrize(
    ("path", "text", "field", "value"),
    [
        ("open-restaurant", "烟道嘛是单独走的", "own_flue", True),
        ("open-clinic", "已经聘了一位护士", "hires_nurses", True),
        ("company-deregister", "税都已经清完了", "close_tax_state", "cleared"),
        ("after-death", "老人生前没立过遗嘱啊", "dead_has_will", "no"),
        ("retirement", "档案跟身份证上生日一样", "retire_birth_record", "same"),
        ("utility-joint", "厂里头要报装", "utility_for", "firm"),
    ],
)
def test_an_option_is_known_by_what_is_like_it(path: str, text: str, field: str, value: Value) -> None:
    assert text not in {word for option in _PATHS[path].field(field).options for word in option.words}
    assert _said(path, text) == {field: value}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("open-restaurant", "烟道是单独走的吗"),
        ("open-clinic", "隔壁店聘了一位护士"),
        ("open-clinic", "别人的诊所，聘了一位护士"),
        ("open-restaurant", "做我的"),
        ("open-restaurant", "今天天气真好"),
        ("newborn", "我是职工的"),
    ],
)
def test_a_question_another_shop_or_small_talk_is_like_nothing(path: str, text: str) -> None:
    assert _said(path, text) == {}


def test_a_denial_is_never_taken_for_what_it_denies() -> None:
    assert _said("open-clinic", "护士一个也没聘") != {"hires_nurses": True}


def test_two_clauses_that_contradict_each_other_say_nothing() -> None:
    both = "已经聘了一位护士，还没打算聘护士"
    assert [m.value for part in both.split("，") for m in resemblances(_CLINIC, part, (), ())] == [True, False]
    assert resemblances(_CLINIC, both, (), ()) == []


@given(text=st.text("烟道单独走污水下管网没有不卖了的", max_size=12))
def test_likeness_is_a_share_and_the_best_comes_first(text: str) -> None:
    shares = [each.share for each in _PATHS["open-restaurant"].phrases.nearest(text)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share <= 1 for share in shares)


@pytest.mark.parametrize("path", sorted(_PATHS))
def test_what_is_listed_is_most_like_itself(path: str) -> None:
    phrases = _PATHS[path].phrases
    for use in _PATHS[path].fields:
        field = _PATHS[path].field(use.field)
        for option in field.options if use.fixed is None and "." not in use.field else ():
            found = phrases.nearest(option.label.lower())
            assert not found or found[0].share == pytest.approx(1.0), (field.id, option.label)
