"""Decisions as examples: what the classifier thought, what was asked, what is to be done."""

from __future__ import annotations

from typing import Any

import pytest

from components.decision import decide
from components.policy import read_policy
from components.turn import Asked, Context, Decision, Evidence

POLICY = read_policy("decision.yml")
PATH = "open-restaurant"


def given(
    text: str, topics: dict[str, float], aspect: str = "none", facts: tuple[str, ...] = (), **more: Any
) -> Evidence:
    return Evidence(
        text, topics, {aspect: 0.9, "who": 0.05, "apply": 0.02, "none": 0.03} | {aspect: 0.9}, facts, **more
    )


def asked(kind: str, *words: str) -> Context:
    return Context(PATH, Asked("some_field", kind, words))


def decision(evidence: Evidence, context: Context | None = None) -> Decision:
    return decide(evidence, context or Context(), POLICY)


def test_a_path_is_applied_for() -> None:
    found = decision(given("我想开饭店", {PATH: 0.9}, "apply"))
    assert (found.intent, found.kind, found.id, found.aspect) == ("apply", "path", PATH, None)


def test_a_path_is_asked_about() -> None:
    found = decision(given("开饭店要多少钱", {PATH: 0.5, "ask": 0.4}, "fee"))
    assert (found.intent, found.id, found.aspect) == ("ask", PATH, "fee")


def test_a_question_without_a_matter_is_about_the_matter_at_hand() -> None:
    question = given("要多少钱", {"ask": 0.9}, "fee")
    assert (decision(question, Context(PATH)).kind, decision(question, Context(PATH)).id) == ("path", PATH)
    assert (decision(question).kind, decision(question).id) == ("intent", "ask")


def test_between_two_paths_the_citizen_chooses() -> None:
    found = decision(given("办个店的证", {PATH: 0.45, "open-supermarket": 0.4}, "apply"))
    assert found.intent == found.decision == "clarify"
    assert [candidate.id for candidate in found.candidates] == [PATH, "open-supermarket"]


def test_what_is_not_understood_is_not_guessed() -> None:
    found = decision(given("阿巴阿巴", {PATH: 0.12, "greet": 0.1}))
    assert (found.intent, found.decision) == ("unclear", "reject")


@pytest.mark.parametrize("context", [Context(), asked("org_name"), asked("yes_no", "是", "否")])
def test_danger_wins_always(context: Context) -> None:
    assert decision(given("我家煤气泄漏", {PATH: 0.99}), context).intent == "urgent"
    assert decision(given("有人不行了", {"urgent": 0.45, "inform": 0.5}), context).intent == "urgent"


def test_harmless_wordings_are_no_danger() -> None:
    assert decision(given("着火了怎么办证", {PATH: 0.9}, "how")).intent == "ask"


def test_outside_matters_are_named_as_such() -> None:
    found = decision(given("高考成绩哪天出", {"other_government": 0.9}))
    assert (found.intent, found.kind) == ("other_government", "none")


def test_facts_alone_inform() -> None:
    assert decision(given("13705380099", {"greet": 0.4}, facts=("mobile",), outside_facts=0)).intent == "inform"


@pytest.mark.parametrize(
    ("context", "evidence"),
    [
        (asked("area"), given("80平", {"thanks_bye": 0.9}, facts=("area",))),
        (asked("area"), given("80", {"abuse": 0.9})),
        (asked("money"), given("大概三万", {"status": 0.9})),
        (asked("mobile"), given("我的是1370538009", {"status": 0.6}, facts=("mobile",), outside_facts=3)),
        (asked("choice", "租赁", "自有"), given("租赁", {"cancel": 0.95})),
        (asked("choice", "租赁", "自有"), given("是租赁的房子", {"company-open": 0.7}, "apply")),
        (asked("choice", "不用", "需要"), given("不用", {"deny": 0.99})),
        (asked("yes_no", "是", "否"), given("嗯", {"greet": 0.7})),
        (asked("yes_no", "是", "否"), given("没有", {"skip": 0.9})),
        (asked("yes_no", "是", "否"), given("这个倒真没弄", {"deny": 0.5})),
        (asked("org_name"), given("老王饺子馆", {PATH: 0.95}, "apply")),
        (asked("org_name"), given("慢慢来", {"status": 0.5})),
        (asked("person_name"), given("于成功", {"submit": 0.6}, facts=("person_name",))),
        (asked("text"), given("卖炒菜和面条", {PATH: 0.9}, "apply")),
        (asked("area"), given("我要开饭店", {PATH: 0.99}, "apply")),
        (asked("choice", "A类", "B类"), given("川菜吧", {PATH: 0.3, "greet": 0.2})),
        (asked("area"), given("嗯嗯啊啊", {})),
    ],
)
def test_answers_inform(context: Context, evidence: Evidence) -> None:
    assert decision(evidence, context).intent == "inform"


@pytest.mark.parametrize(
    ("context", "evidence", "intent"),
    [
        (asked("org_name"), given("转人工", {"human": 0.95}), "human"),
        (asked("area"), given("先不填这个", {"skip": 0.7}), "skip"),
        (asked("mobile"), given("为什么要手机号", {"why": 0.8}), "why"),
        (asked("area"), given("要多少钱", {"ask": 0.8}, "fee"), "ask"),
        (asked("area"), given("开理发店要啥材料", {"open-barber": 0.9}, "materials"), "ask"),
        (asked("area"), given("还要给孩子报名上学", {"school-enroll": 0.9}, "apply"), "apply"),
        (asked("org_name"), given("名字说错了，叫老李面馆", {"correct": 0.5}, facts=("org_name",)), "correct"),
        (asked("mobile"), given("不是80平，是100平", {"inform": 0.6}, facts=("area", "area")), "correct"),
        (asked("area"), given("刚才电话填错了", {"correct": 0.3, "inform": 0.4}), "correct"),
        (asked("area"), given("股票怎么开户", {"not_government": 0.9}), "not_government"),
    ],
)
def test_interruptions_win(context: Context, evidence: Evidence, intent: str) -> None:
    assert decision(evidence, context).intent == intent


def test_a_question_about_another_path_keeps_that_path() -> None:
    found = decision(given("开理发店要啥材料", {"open-barber": 0.9}, "materials"), asked("area"))
    assert (found.id, found.aspect) == ("open-barber", "materials")


@pytest.mark.parametrize(
    "metadata",
    [None, {}, {"path": None, "asked": None}, {"path": 3, "asked": "area"}, {"asked": {"kind": "area"}}],
)
def test_incomplete_metadata_counts_as_nothing_asked(metadata: dict[str, Any] | None) -> None:
    assert Context.from_metadata(metadata) == Context()


def test_metadata_names_the_question() -> None:
    context = Context.from_metadata({"path": PATH, "asked": {"field": "f", "kind": "choice", "words": ["是", 1]}})
    assert context == Context(PATH, Asked("f", "choice", ("是",)))
