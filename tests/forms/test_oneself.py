"""Parts that the citizen plays themselves: 食品安全我管."""

from __future__ import annotations

from datetime import date

import pytest

from forms.draft import Draft
from forms.engine import Reply, apply
from forms.model import Catalogue


@pytest.mark.parametrize(
    ("asked", "text", "learnt"),
    [
        ("fire_owner", "我自己", {"fire_owner": "王建国"}),
        ("fire_owner", "就是我", {"fire_owner": "王建国"}),
        ("safety_officer", "老板自己管呗", {"safety_officer": "王建国"}),
        ("biz_area", "食品安全我管，消防责任人也是我自己", {"safety_officer": "王建国", "fire_owner": "王建国"}),
        ("biz_area", "食品安全我媳妇管", {}),
        ("biz_area", "食品安全是我管吗", {}),
    ],
)
def test_whoever_has_given_their_name_is_known_by_it(
    catalogue: Catalogue, today: date, asked: str, text: str, learnt: dict[str, str]
) -> None:
    draft = Draft("open-restaurant").with_answer("legal_rep", "王建国")
    outcome = apply(catalogue.paths["open-restaurant"], draft, Reply(text, (), asked), today)
    assert {each.field_id: each.value for each in outcome.learnt} == learnt


def test_an_agent_is_not_the_owner(catalogue: Catalogue, today: date) -> None:
    draft = Draft("open-restaurant").with_answer("legal_rep", "王建国").with_answer("by_agent", value=True)
    draft = draft.with_answer("agent_name", "李强")
    path = catalogue.paths["open-restaurant"]
    said = {
        text: apply(path, draft, Reply(text, (), "fire_owner"), today).draft.answers["fire_owner"].value
        for text in ("我自己", "法人自己")
    }
    assert said == {"我自己": "李强", "法人自己": "王建国"}


def test_without_a_name_there_is_nothing_to_fill_in(catalogue: Catalogue, today: date) -> None:
    outcome = apply(
        catalogue.paths["open-restaurant"], Draft("open-restaurant"), Reply("我自己", (), "fire_owner"), today
    )
    assert outcome.learnt == ()


def test_of_a_change_what_is_to_be_stays(catalogue: Catalogue, today: date, facts_of) -> None:  # type: ignore[no-untyped-def]
    text = "从200万减到50万"
    facts = facts_of(text, ("money", "200万"), ("money", "50万"))
    outcome = apply(
        catalogue.paths["company-change"], Draft("company-change"), Reply(text, facts, "new_capital"), today
    )
    assert outcome.draft.answers["new_capital"].value == 500_000
