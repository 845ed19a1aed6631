"""Binding: which field a fact belongs to. A fact that fits nowhere is dropped; no value is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.draft import Draft
from forms.engine import Outcome, Reply, apply
from forms.facts import Fact, bind
from forms.model import Catalogue, Path, Value

Binding = Callable[..., dict[str, Value | None]]


@pytest.fixture(scope="session")
def binding(catalogue: Catalogue, path: Path, facts_of: Callable[..., list[Fact]], today: date) -> Binding:
    """Field by field, what a message with these facts gives."""

    def bound(text: str, *found: tuple[str, str], asked: str | None = None) -> dict[str, Value | None]:
        return {b.field_id: b.value for b in bind(path, text, facts_of(text, *found), asked, today)}

    return bound


def test_several_facts_in_one_message_find_their_fields(binding: Binding) -> None:
    text = "我叫王建国，手机13805381234，店在府前街12号，80平"
    found = [("person_name", "王建国"), ("mobile", "13805381234"), ("address", "府前街12号"), ("area", "80平")]
    assert binding(text, *found) == {
        "legal_rep": "王建国",
        "mobile": "13805381234",
        "biz_addr": "府前街12号",
        "biz_area": 80.0,
    }


@pytest.mark.parametrize(
    ("text", "fact", "field_id", "value"),
    [
        ("店面80平", ("area", "80平"), "biz_area", 80.0),
        ("后厨25平", ("area", "25平"), "kitchen_area", 25.0),
        ("后厨面积25平", ("area", "25平"), "kitchen_area", 25.0),
        ("厨房的面积是25平", ("area", "25平"), "kitchen_area", 25.0),
        ("建筑面积95平", ("area", "95平"), "build_area", 95.0),
        ("装修花20万", ("money", "20万"), "fitout_cost", 200_000.0),
        ("注册资本10万", ("money", "10万"), "capital", 100_000.0),
        ("打算开业的日子是5月1号", ("date", "5月1号"), "open_date", "2026-05-01"),
        ("能坐40人", ("count", "40"), "seats", 40),
        ("雇3个人", ("count", "3个"), "staff_no", 3),
        ("老板叫王建国", ("person_name", "王建国"), "legal_rep", "王建国"),
        ("食品安全负责人李秀英", ("person_name", "李秀英"), "safety_officer", "李秀英"),
        ("消防安全责任人是李四", ("person_name", "李四"), "fire_owner", "李四"),
        ("身份证：11010519491231002X", ("id_no", "11010519491231002X"), "id_no", "11010519491231002X"),
    ],
)
def test_the_words_before_a_fact_tell_its_field(
    binding: Binding, text: str, fact: tuple[str, str], field_id: str, value: Value
) -> None:
    assert binding(text, fact) == {field_id: value}


def test_where_the_papers_are_sent_says_that_they_are_sent(binding: Binding) -> None:
    expected = {"post_addr": "青云路8号", "deliver": "post"}
    assert binding("证寄到青云路8号", ("address", "青云路8号")) == expected


def test_who_says_until_when_they_rent_says_that_they_rent(binding: Binding) -> None:
    assert binding("租到明年底", ("date", "明年底")) == {"lease_to": "2027-12-31", "premise_right": "leased"}


def test_two_facts_of_a_kind_go_to_two_fields(binding: Binding) -> None:
    text = "店面80平，后厨25平"
    assert binding(text, ("area", "80平"), ("area", "25平")) == {"biz_area": 80.0, "kitchen_area": 25.0}


def test_words_that_belong_to_one_fact_do_not_count_for_the_next(binding: Binding) -> None:
    text = "注册资本10万80平"
    assert binding(text, ("money", "10万"), ("area", "80平")) == {"capital": 100_000.0, "biz_area": 80.0}


def test_a_fact_without_a_cue_answers_the_question_asked(binding: Binding) -> None:
    assert binding("25平", ("area", "25平"), asked="kitchen_area") == {"kitchen_area": 25.0}


def test_a_fact_without_a_cue_belongs_to_the_primary_field_of_its_kind(binding: Binding) -> None:
    assert binding("80平", ("area", "80平"), asked="has_licence") == {"biz_area": 80.0}


def test_a_cue_counts_for_more_than_the_question_asked(binding: Binding) -> None:
    assert binding("后厨25平", ("area", "25平"), asked="biz_area") == {"kitchen_area": 25.0}


@pytest.mark.parametrize(("kind", "raw"), [("money", "20万"), ("date", "2027年5月1日"), ("count", "3个")])
def test_a_fact_that_fits_nowhere_is_dropped(binding: Binding, kind: str, raw: str) -> None:
    assert binding(raw, (kind, raw)) == {}


def test_a_fact_of_a_kind_nobody_knows_is_dropped(binding: Binding) -> None:
    assert binding("鲁J12345", ("plate", "鲁J12345")) == {}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("俺媳妇叫李秀英", ("person_name", "李秀英")),
        ("我媳妇的电话是13805381234", ("mobile", "13805381234")),
        ("房东13805381234", ("mobile", "13805381234")),
        ("房东的手机号码是13805381234", ("mobile", "13805381234")),
        ("俺儿子身份证11010519491231002X", ("id_no", "11010519491231002X")),
    ],
)
def test_what_belongs_to_another_person_is_not_the_applicants(
    binding: Binding, text: str, fact: tuple[str, str]
) -> None:
    assert binding(text, fact) == {}


def test_after_another_person_the_applicants_own_value_still_counts(binding: Binding) -> None:
    text = "房东电话13900000000，我手机13805381234"
    assert binding(text, ("mobile", "13900000000"), ("mobile", "13805381234")) == {"mobile": "13805381234"}


def test_who_is_asked_for_a_number_may_give_a_relatives(binding: Binding) -> None:
    text = "用我媳妇的电话吧13805381234"
    assert binding(text, ("mobile", "13805381234"), asked="mobile") == {"mobile": "13805381234"}


@pytest.mark.parametrize(
    ("text", "facts", "mobile"),
    [
        ("房东电话13900000000，我的是13805381234", ["13900000000", "13805381234"], "13805381234"),
        ("我的13805381234，房东的13900000000", ["13805381234", "13900000000"], "13805381234"),
        ("房东电话13900000000", ["13900000000"], None),
    ],
)
def test_who_is_asked_for_the_own_number_is_never_given_the_landlords(
    catalogue: Catalogue, text: str, facts: list[str], mobile: str | None, today: date
) -> None:
    found = [Fact("mobile", raw, text.index(raw), text.index(raw) + len(raw)) for raw in facts]
    path = catalogue.paths["open-restaurant"]
    outcome = apply(path, Draft(path.id), Reply(text, found, "mobile"), today)
    assert [each.value for each in outcome.learnt if each.field_id == "mobile"] == ([mobile] if mobile else [])


@pytest.mark.parametrize("asked", ["lease_to", None])
@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("租了三年，从今年三月一号开始", "今年三月一号"),
        ("2026年3月1日起租三年", "2026年3月1日"),
        ("签的3年，自2026年3月1日", "2026年3月1日"),
    ],
)
def test_the_beginning_of_a_lease_and_its_length_tell_its_end(
    catalogue: Catalogue, today: date, text: str, raw: str, asked: str | None
) -> None:
    found = [Fact("date", raw, text.index(raw), text.index(raw) + len(raw))]
    path = catalogue.paths["open-restaurant"]
    outcome = apply(path, Draft(path.id), Reply(text, found, asked), today)
    assert [(each.field_id, each.value) for each in outcome.learnt] == [("lease_to", "2029-02-28")]


def test_the_beginning_of_a_lease_is_not_its_end(binding: Binding) -> None:
    assert "lease_to" not in binding("从今年三月一号开始租的", ("date", "今年三月一号"))


def test_another_person_may_be_the_safety_officer(binding: Binding) -> None:
    text = "俺媳妇当食品安全管理员，叫李秀英"
    assert binding(text, ("person_name", "李秀英"), asked="safety_officer") == {"safety_officer": "李秀英"}


def test_of_a_period_the_end_is_the_end_of_the_lease(binding: Binding) -> None:
    text = "租期2024年5月1日到2029年4月30日"
    assert binding(text, ("date", "2024年5月1日"), ("date", "2029年4月30日")) == {
        "lease_to": "2029-04-30",
        "premise_right": "leased",
    }


def test_a_fact_that_cannot_be_used_is_bound_with_its_reason(
    catalogue: Catalogue, path: Path, facts_of: Callable[..., list[Fact]], today: date
) -> None:
    text = "手机1380538123"
    (bound,) = bind(path, text, facts_of(text, ("mobile", "1380538123")), None, today)
    assert (bound.field_id, bound.value) == ("mobile", None)
    assert bound.refusal is not None
    assert bound.refusal.code == "mobile.length"


# Options said while something else is asked


@pytest.mark.parametrize(
    ("text", "field_id", "value"),
    [
        ("店里也卖烟", "sells_tobacco", True),
        ("不卖烟", "sells_tobacco", False),
        ("已经有执照了", "has_licence", True),
        ("还没办执照", "has_licence", False),
        ("没有营业执照", "has_licence", False),
        ("我要办个体户", "entity_type", "individual"),
        ("想注册公司开饭店", "entity_type", "company"),
        ("房子是租的", "premise_right", "leased"),
        ("卖炒菜凉菜", "food_items", ["hot", "cold"]),
        ("不做外卖", "is_online", False),
        ("做外卖", "is_online", True),
        ("独门独院", "homes_above", False),
    ],
)
def test_an_option_named_beyond_doubt_is_taken(binding: Binding, text: str, field_id: str, value: Value) -> None:
    assert binding(text, asked="seats") == {field_id: value}


@pytest.mark.parametrize("text", ["我不打算卖烟", "没想卖烟", "不卖烟"])
def test_what_is_turned_down_is_a_no(binding: Binding, text: str) -> None:
    assert binding(text, asked="seats") == {"sells_tobacco": False}


@pytest.mark.parametrize(
    "text",
    [
        "卖烟要办证吗",
        "卖烟怎么办证",
        "要是卖烟呢？",
        "有营业执照吗",
        "办个体户还是公司好",
        "注册公司咋弄",
        "别给我办个体户",
    ],
)
def test_what_is_asked_about_or_turned_down_is_not_taken(binding: Binding, text: str) -> None:
    assert binding(text, asked="seats") == {}


@given(text=st.text("我店烟卖不没有做外执照的了，。80平", max_size=15))
def test_only_what_is_in_the_message_is_bound(binding: Binding, text: str) -> None:
    assert set(binding(text)) <= {"sells_tobacco", "has_licence", "is_online", "has_shop"}


# What the binding does to a draft


def test_a_correction_that_names_its_field_replaces_the_value(
    say: Callable[..., Outcome], draft: Callable[..., Draft]
) -> None:
    outcome = say(draft(biz_area=80.0), "面积是60平", ("area", "60平"), asked="seats")
    assert outcome.draft.answers["biz_area"].value == 60.0
    assert outcome.learnt[0].previous == 80.0


def test_a_value_without_a_cue_does_not_replace_an_answer(
    say: Callable[..., Outcome], draft: Callable[..., Draft]
) -> None:
    outcome = say(draft(mobile="13805381234"), "13900000000", ("mobile", "13900000000"), asked="seats")
    assert outcome.draft.answers["mobile"].value == "13805381234"


def test_a_value_without_a_cue_replaces_an_answer_when_the_citizen_is_correcting(
    say: Callable[..., Outcome], draft: Callable[..., Draft]
) -> None:
    made = draft(mobile="13805381234")
    outcome = say(made, "错了，13900000000", ("mobile", "13900000000"), correcting=True)
    assert outcome.draft.answers["mobile"].value == "13900000000"


def test_a_value_said_again_is_nothing_new(say: Callable[..., Outcome], draft: Callable[..., Draft]) -> None:
    outcome = say(draft(biz_area=80.0), "面积80平", ("area", "80平"))
    assert outcome.learnt == ()


@pytest.mark.parametrize(
    ("asked", "text", "fact", "learnt"),
    [
        ("biz_area", "雇3个人", ("count", "3个"), {"staff_no"}),
        ("staff_no", "店面80平", ("area", "80平"), {"biz_area"}),
        ("org_name", "我手机是13805381234", ("mobile", "13805381234"), {"mobile"}),
        ("floor", "我手机是13805381234", ("mobile", "13805381234"), {"mobile"}),
        ("legal_rep", "店面八十平", ("area", "八十平"), {"biz_area"}),
        ("sells_tobacco", "不做外卖", None, {"is_online"}),
    ],
)
def test_an_answer_to_something_else_does_not_also_answer_the_question(
    say: Callable[..., Outcome],
    draft: Callable[..., Draft],
    asked: str,
    text: str,
    fact: tuple[str, str] | None,
    learnt: set[str],
) -> None:
    outcome = say(draft(), text, *([fact] if fact else []), asked=asked)
    assert {each.field_id for each in outcome.learnt} == learnt
    assert outcome.refused == (), "the question was not answered, so nothing is refused"


def test_one_message_may_answer_the_question_and_more(say: Callable[..., Outcome], draft: Callable[..., Draft]) -> None:
    outcome = say(draft(), "老王家饭馆，80平，也卖烟", ("area", "80平"), asked="org_name")
    values = {each.field_id: each.value for each in outcome.learnt}
    assert values == {"org_name": "老王家饭馆", "biz_area": 80.0, "sells_tobacco": True}


def test_a_value_for_a_field_that_the_path_does_not_ask_changes_nothing(
    catalogue: Catalogue, path: Path, facts_of: Callable[..., list[Fact]], today: date
) -> None:
    narrow = path.model_copy(update={"fields": tuple(use for use in path.fields if use.field != "biz_area")})
    assert bind(narrow, "店面80平", facts_of("店面80平", ("area", "80平")), None, today) == []


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("地址，店名叫新泰市小城故事有限公司", ["domicile"]),
        ("换地址，法人换成张建国", ["domicile", "rep"]),
        ("店名改成新泰市小城故事有限公司", ["name"]),
    ],
)
def test_what_a_thing_is_called_is_not_among_what_shall_change(
    catalogue: Catalogue, facts_of: Callable[..., list[Fact]], today: date, text: str, changed: list[str]
) -> None:
    path = catalogue.paths["company-change"]
    found = [("org_name", "新泰市小城故事有限公司")] if "小城" in text else [("person_name", "张建国")]
    reply = Reply(text, facts_of(text, *found), "change_items")
    outcome = apply(path, Draft(path.id), reply, today)
    assert outcome.draft.answers["change_items"].value == changed
