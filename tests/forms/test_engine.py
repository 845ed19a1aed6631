"""The interview: what is asked, in which order, and what is never asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.draft import Draft
from forms.engine import (
    Outcome,
    Question,
    Reply,
    apply,
    blockers,
    is_complete,
    open_fields,
    open_materials,
    problems,
)
from forms.model import Catalogue, Path, Value
from forms.requirements import Situation, situation
from forms.values import show_value

Answers = dict[str, Value]
Draw = Callable[[st.DataObject], Answers]
Look = Callable[..., Situation]
MakeDraft = Callable[..., Draft]
Say = Callable[..., Outcome]
NextOf = Callable[[Draft], Question | None]
Interview = Callable[..., tuple[list[str], Draft]]


# Whole interviews


def test_an_ordinary_restaurant_is_asked_these_questions(interview: Interview, shop: Answers) -> None:
    asked, _ = interview(shop)
    assert asked == [
        "has_shop", "biz_area", "has_licence", "entity_type", "food_items", "main_format", "sign_kind", "sells_tobacco",
        "kitchen_heat", "drains_to_sewer", "homes_above", "has_karaoke", "changes_structure", "staff_no", "legal_rep",
        "id_no", "mobile", "org_name", "biz_addr", "premise_right", "lease_to", "is_online", "kitchen_area", "seats",
        "sign_spec", "drain_spec", "deliver", "premise_proof", "food_layout", "sign_img",
    ]  # fmt: skip


def test_a_stall_is_asked_four_questions(interview: Interview, shop: Answers) -> None:
    asked, _ = interview({**shop, "has_shop": False})
    assert asked == ["has_shop", "legal_rep", "id_no", "mobile"]


def test_the_whole_interview_in_words(
    catalogue: Catalogue, path: Path, today: date, next_of: NextOf, shop: Answers
) -> None:
    """Every question is answered as its own options and values are shown to a citizen."""
    made, asked = Draft(path.id), []
    while (question := next_of(made)) is not None and question.kind == "field":
        text = show_value(catalogue.fields[question.id], shop[question.id])
        outcome = apply(path, made, Reply(text, asked=question.id), today)
        assert outcome.refused == (), f"{question.id} refuses its own {text!r}"
        asked.append(question.id)
        made = outcome.draft
    assert {field_id: made.answers[field_id].value for field_id in asked} == {f: shop[f] for f in asked}


def test_after_the_last_answer_the_draft_may_be_submitted(
    catalogue: Catalogue, path: Path, today: date, interview: Interview, shop: Answers
) -> None:
    _, made = interview(shop)
    assert is_complete(situation(catalogue, path, made, today))


@given(data=st.data())
def test_nobody_is_asked_anything_twice(interview: Interview, all_answers: Draw, data: st.DataObject) -> None:
    asked, _ = interview(all_answers(data))
    assert len(set(asked)) == len(asked)


@given(data=st.data())
def test_nobody_is_asked_what_they_have_said(
    interview: Interview, all_answers: Draw, some_answers: Draw, data: st.DataObject
) -> None:
    said = some_answers(data)
    asked, _ = interview(all_answers(data), **said)
    assert set(asked).isdisjoint(said)


@given(data=st.data())
def test_nobody_is_asked_what_the_system_knows(interview: Interview, all_answers: Draw, data: st.DataObject) -> None:
    citizen = all_answers(data)
    asked, made = interview(citizen)
    assert "scope" not in asked, "the path fixes it"
    assert not {"safety_officer", "fire_owner"} & set(asked), "copied from what has been said"
    if not 200 <= float(str(citizen["biz_area"])) < 300:
        assert "build_area" not in asked, "far from the limit of 300 m² it is copied"
    if not citizen["has_licence"]:
        assert "uscc" not in asked, "the licence of this very case will bring it"
    assert not {m for m in asked if m in {"app_form", "id_card", "biz_license", "charter"}}, "made or fetched here"
    assert made.skipped == ()


@given(data=st.data())
def test_an_interview_ends_with_a_complete_draft_or_a_stated_reason(
    catalogue: Catalogue, path: Path, today: date, interview: Interview, all_answers: Draw, data: st.DataObject
) -> None:
    _, made = interview(all_answers(data))
    seen = situation(catalogue, path, made, today)
    assert seen.possible_items() == [], "every approval is decided"
    assert is_complete(seen) is not bool(problems(seen) or blockers(seen))


@given(data=st.data())
def test_every_department_has_what_it_needs_after_the_interview(
    catalogue: Catalogue, path: Path, today: date, interview: Interview, all_answers: Draw, data: st.DataObject
) -> None:
    _, made = interview(all_answers(data))
    seen = situation(catalogue, path, made, today)
    missing = [
        u.field
        for u in path.fields
        if seen.needing(u) and u.field not in seen.answers and not seen.comes_from_result(u)
    ]
    assert missing == []
    assert open_fields(seen) == []
    assert open_materials(seen) == []


@given(data=st.data())
def test_the_next_question_depends_on_the_answers_and_not_on_their_order(
    draft: MakeDraft, next_of: NextOf, some_answers: Draw, data: st.DataObject
) -> None:
    answers = some_answers(data)
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert next_of(draft(**shuffled)) == next_of(draft(**answers))


@given(data=st.data())
def test_messages_in_any_order_make_the_same_draft(say: Say, draft: MakeDraft, data: st.DataObject) -> None:
    messages = {
        "我叫王建国": ("person_name", "王建国"),
        "店面80平": ("area", "80平"),
        "后厨25平": ("area", "25平"),
        "手机13805381234": ("mobile", "13805381234"),
        "也卖烟": None,
        "还没办执照": None,
    }
    made = draft()
    for text in data.draw(st.permutations(list(messages))):
        fact = messages[text]
        made = say(made, text, *([fact] if fact else [])).draft
    assert {field_id: answer.value for field_id, answer in made.answers.items()} == {
        "legal_rep": "王建国", "biz_area": 80.0, "kitchen_area": 25.0, "mobile": "13805381234",
        "sells_tobacco": True, "has_licence": False,
    }  # fmt: skip


@given(data=st.data())
def test_the_count_of_questions_only_promises_what_is_left(
    draft: MakeDraft, next_of: NextOf, some_answers: Draw, data: st.DataObject
) -> None:
    answers = some_answers(data)
    question = next_of(draft(**answers))
    if question is not None:
        assert question.number == len(answers) + 1
        assert question.number <= question.total


# What cannot change anything is not asked


@pytest.mark.parametrize(
    ("change", "never_asked"),
    [
        ({"biz_area": 80.0}, {"wants_permit", "special_supply"}),
        ({"food_items": ["prepackaged"]}, {"wants_permit", "special_supply", "kitchen_area"}),
        ({"biz_area": 40.0, "food_items": ["raw"]}, {"wants_permit", "special_supply"}),
        ({"biz_area": 80.0, "changes_structure": False}, {"fitout_cost", "floor", "exits", "fire_mode", "open_date"}),
        ({"biz_area": 40.0}, {"kitchen_area", "seats", "is_online"}),
        ({"homes_above": False}, {"own_flue"}),
        ({"premise_right": "owned"}, {"lease_to"}),
        ({"deliver": "electronic"}, {"post_addr"}),
        ({"has_licence": True, "uscc": "91350100M000100Y43"}, {"entity_type", "capital"}),
        ({"entity_type": "individual"}, {"capital", "uscc"}),
        ({"sign_kind": "none"}, {"sign_spec", "sign_img"}),
        ({"sign_kind": "ordinary"}, {"sign_right"}),
        ({"drains_to_sewer": False}, {"drain_spec"}),
    ],
)
def test_a_question_that_changes_nothing_is_not_asked(
    interview: Interview, shop: Answers, change: Answers, never_asked: set[str]
) -> None:
    asked, _ = interview({**shop, **change})
    assert never_asked & set(asked) == set()


@pytest.mark.parametrize(
    ("change", "asked_too"),
    [
        ({"biz_area": 40.0}, {"wants_permit", "special_supply", "health_cert"}),
        (
            {"biz_area": 320.0, "fitout_cost": 0.0},
            {"fitout_cost", "floor", "exits", "fire_mode", "open_date", "fire_plan"},
        ),
        ({"homes_above": True, "own_flue": True}, {"own_flue"}),
        ({"has_licence": True, "uscc": "91350100M000100Y43"}, {"uscc"}),
        ({"entity_type": "company", "capital": 100_000.0}, {"capital"}),
        ({"deliver": "post", "post_addr": "府前街12号"}, {"post_addr"}),
        ({"sign_kind": "large"}, {"sign_right"}),
    ],
)
def test_a_question_that_matters_is_asked(
    interview: Interview, shop: Answers, change: Answers, asked_too: set[str]
) -> None:
    unasked = {
        "floor": "1层",
        "exits": 2,
        "fire_mode": "ordinary",
        "open_date": "2027-03-01",
        "building_name": "府前商厦",
    }
    before, _ = interview(shop)
    after, _ = interview({**shop, **unasked, **change})
    assert asked_too <= set(after) - set(before)


def test_a_number_that_may_come_from_the_licence_is_not_asked_while_that_is_open(look: Look) -> None:
    seen = look(has_shop=True, biz_area=80.0, has_licence=False, food_items=["hot"])
    assert "uscc" not in [use.field for use in open_fields(seen)], "the kind of firm is open, so is the licence"


def test_a_question_whose_own_condition_is_open_waits_for_it(look: Look) -> None:
    """Only below 50 m² may somebody choose the permit, so nobody is asked before the area is known."""
    asked = lambda **known: [use.field for use in open_fields(look(has_shop=True, **known))]  # noqa: E731
    assert "wants_permit" not in asked()
    assert "wants_permit" not in asked(biz_area=80.0)
    assert "wants_permit" in asked(biz_area=40.0)


def test_who_puts_off_the_area_is_not_asked_whether_they_want_the_permit_of_a_small_shop(
    draft: MakeDraft, next_of: NextOf, shop: Answers
) -> None:
    made, asked = draft().with_skipped("biz_area"), []
    while (question := next_of(made)) is not None and question.id != "biz_area" and question.kind == "field":
        asked.append(question.id)
        made = made.with_answer(question.id, {**shop, "fitout_cost": 0.0, "build_area": 80.0}[question.id])
    assert "wants_permit" not in asked
    assert len(asked) > 5


def test_a_changed_answer_reopens_only_what_depends_on_it(interview: Interview, next_of: NextOf, shop: Answers) -> None:
    _, made = interview(shop)
    question = next_of(made.with_answer("deliver", "post"))
    assert question is not None
    assert (question.id, question.number, question.total) == ("post_addr", len(made.answers) + 4, len(made.answers) + 4)


# Skipping


def test_a_skipped_question_comes_back_when_all_others_are_answered(
    next_of: NextOf, draft: MakeDraft, shop: Answers
) -> None:
    rest = {field_id: value for field_id, value in shop.items() if field_id != "org_name"}
    made = draft(**rest).with_skipped("org_name")
    asked = []
    while (question := next_of(made)) is not None and question.kind == "material":
        asked.append(question.id)
        made = replace(made, uploads={**made.uploads, question.id: 1})
    assert asked == ["premise_proof", "food_layout", "sign_img"]
    assert question is not None
    assert question.id == "org_name"


def test_a_skipped_question_is_not_the_next_one(next_of: NextOf, draft: MakeDraft) -> None:
    question = next_of(draft().with_skipped("has_shop"))
    assert question is not None
    assert question.id == "biz_area"


def test_two_questions_put_off_again_and_again_take_turns(next_of: NextOf, draft: MakeDraft, shop: Answers) -> None:
    rest = {field_id: value for field_id, value in shop.items() if field_id not in {"org_name", "mobile"}}
    papers = {"premise_proof": 1, "food_layout": 1, "sign_img": 1}
    made = replace(draft(**rest), uploads=papers).with_skipped("mobile").with_skipped("org_name")
    asked = []
    for _ in range(5):
        question = next_of(made)
        assert question is not None
        asked.append(question.id)
        made = made.with_skipped(question.id)
    assert asked == ["mobile", "org_name", "mobile", "org_name", "mobile"]
    assert len(made.skipped) == 2, "each stands in the queue once"


def test_an_answer_takes_back_the_skip(draft: MakeDraft) -> None:
    assert draft().with_skipped("org_name").with_answer("org_name", "福满楼").skipped == ()


def test_a_paper_that_may_follow_later_does_not_come_back(
    catalogue: Catalogue, path: Path, today: date, next_of: NextOf, draft: MakeDraft, shop: Answers
) -> None:
    made = replace(draft(**shop), uploads={"premise_proof": 1, "food_layout": 1}).with_skipped("sign_img")
    assert next_of(made) is None
    assert is_complete(situation(catalogue, path, made, today))


def test_a_paper_that_may_not_follow_later_comes_back(next_of: NextOf, draft: MakeDraft, shop: Answers) -> None:
    made = replace(draft(**shop), uploads={"premise_proof": 1, "sign_img": 1}).with_skipped("food_layout")
    question = next_of(made)
    assert question is not None
    assert (question.kind, question.id) == ("material", "food_layout")


# Answers in parts


def test_a_street_is_remembered_until_its_number_comes(say: Say, draft: MakeDraft) -> None:
    street = say(draft(), "府前街上", asked="biz_addr")
    assert [(r.field_id, r.refusal.code) for r in street.refused] == [("biz_addr", "address.no_door")]
    assert "biz_addr" not in street.draft.answers
    door = say(street.draft, "12号", asked="biz_addr")
    assert door.draft.answers["biz_addr"].value == "府前街12号"
    assert door.draft.hints == {}


def test_a_street_is_completed_though_the_understanding_took_the_number_for_an_address(
    say: Say, draft: MakeDraft
) -> None:
    street = say(draft(), "府前街上", ("address", "府前街"), asked="biz_addr")
    door = say(street.draft, "12号", ("address", "12号"), asked="biz_addr")
    assert door.draft.answers["biz_addr"].value == "府前街12号"


@pytest.mark.parametrize("between", ["不知道", "没有门牌号", "我看看"])
def test_a_street_survives_an_answer_without_a_number(say: Say, draft: MakeDraft, between: str) -> None:
    made = say(draft(), "府前街上", asked="biz_addr").draft
    made = say(made, between, asked="biz_addr").draft
    assert say(made, "12号", asked="biz_addr").draft.answers["biz_addr"].value == "府前街12号"


def test_another_street_replaces_the_first(say: Say, draft: MakeDraft) -> None:
    made = say(draft(), "府前街上", asked="biz_addr").draft
    assert say(made, "不对，是青云路8号", asked="biz_addr").draft.answers["biz_addr"].value == "青云路8号"


def test_a_street_alone_settles_that_there_is_a_shop(say: Say, draft: MakeDraft, next_of: NextOf) -> None:
    made = say(draft(), "府前街上", asked="biz_addr").draft
    question = next_of(made)
    assert question is not None
    assert question.id != "has_shop"


# Answers that cannot be used


def test_an_unusable_answer_changes_nothing_and_says_why(say: Say, draft: MakeDraft) -> None:
    outcome = say(draft(), "不到50平", asked="biz_area")
    assert outcome.draft == draft()
    assert [(r.field_id, r.refusal.code) for r in outcome.refused] == [("biz_area", "area.bound")]


def test_a_message_about_nothing_changes_nothing(say: Say, draft: MakeDraft) -> None:
    assert say(draft(), "你好") == Outcome(draft())


# Contradictions


@pytest.mark.parametrize(("kitchen", "found"), [(25.0, []), (80.0, []), (90.0, ["kitchen-fits"])])
def test_the_kitchen_is_not_larger_than_the_shop(look: Look, shop: Answers, kitchen: float, found: list[str]) -> None:
    assert [p.check.id for p in problems(look(**{**shop, "kitchen_area": kitchen}))] == found


def test_a_kitchen_that_nobody_needs_contradicts_nothing(look: Look, shop: Answers) -> None:
    assert problems(look(**{**shop, "biz_area": 40.0, "kitchen_area": 90.0})) == []


def test_a_lease_that_has_run_out_is_a_problem(look: Look, shop: Answers) -> None:
    assert [p.check.id for p in problems(look(**{**shop, "lease_to": "2026-03-02"}))] == ["lease-running"]


def test_a_contradiction_stops_the_submission(
    catalogue: Catalogue, path: Path, today: date, interview: Interview, shop: Answers
) -> None:
    _, made = interview({**shop, "kitchen_area": 90.0})
    assert not is_complete(situation(catalogue, path, made, today))


def test_homes_above_without_a_flue_stop_the_submission(
    catalogue: Catalogue, path: Path, today: date, interview: Interview, shop: Answers
) -> None:
    _, made = interview({**shop, "homes_above": True, "own_flue": False})
    seen = situation(catalogue, path, made, today)
    assert [notice.id for notice in blockers(seen)] == ["homes-above"]
    assert not is_complete(seen)


def test_an_empty_draft_is_not_complete(look: Look) -> None:
    assert not is_complete(look())
