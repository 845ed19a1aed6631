"""Measures of the understanding, on results that are made up so that every figure can be counted by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.evaluation.duplicates import near_duplicates
from api.evaluation.examples import Example, UnreadableExamplesError, read_examples
from api.evaluation.facts import FactExample, JudgedFacts, fact_figures, read_fact_examples, same
from api.evaluation.measures import Judged, by_topic, confusions, headline, macro_f1, quantile, risk_coverage
from api.evaluation.report import page, summary, undercut
from api.settings import PROJECT_FOLDER
from forms.loader import default_catalogue

PATHS = frozenset({"open-clinic", "open-pharmacy"})


def judged(label: str, got: str | None, *, decision: str = "act", sure: float = 0.9, **more: Any) -> Judged:
    kind = "path" if got in PATHS else "none" if got in {"other_government", "not_government"} else "intent"
    candidates = [{"kind": kind, "id": name, "confidence": 0.3} for name in more.pop("candidates", [])]
    result = {
        "kind": kind,
        "id": got,
        "aspect": None,
        "confidence": sure,
        "decision": decision,
        "candidates": candidates,
    }
    return Judged(Example(f"{label} {got}", label), {**result, **more}, 2.0)


def test_the_headline_counts_what_the_understanding_is_held_to():
    seen = [
        judged("open-clinic", "open-clinic"),
        judged("open-clinic", "open-pharmacy"),
        judged("open-clinic", None, decision="clarify", candidates=["open-pharmacy", "open-clinic"]),
        judged("open-pharmacy+fee", "open-pharmacy", aspect="fee"),
        judged("complaint", "open-clinic"),
        judged("not_government", "not_government", decision="reject"),
        judged("urgent", "urgent"),
    ]
    found = {name: (value.part, value.whole) for name, value in headline(seen, PATHS).items()}
    assert found == {
        "path_first": (2, 4),
        "path_acted_or_offered": (3, 4),
        "path_acted_wrong": (1, 4),
        "not_ours_acted_on": (1, 2),
        "other_right": (2, 3),
        "urgent_caught": (1, 1),
        "aspect_right": (2, 2),
    }


def test_a_question_about_a_path_is_no_application():
    assert not judged("complaint", "open-clinic", aspect="fee").acts_on_application
    assert not judged("complaint", "open-clinic", decision="clarify").acts_on_application


def test_f1_counts_every_topic_the_same():
    seen = [judged("greet", "greet"), judged("greet", "affirm"), judged("affirm", "affirm")]
    assert macro_f1(seen, ["greet", "affirm"]) == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_confusions_and_topics_put_the_worst_first():
    seen = [judged("greet", "affirm"), judged("greet", "affirm"), judged("deny", "affirm"), judged("deny", "deny")]
    assert confusions(seen)[0] == ("greet", "affirm", 2)
    assert list(by_topic(seen)) == ["greet", "deny"]


def test_risk_grows_as_less_sure_messages_are_acted_on():
    seen = [judged("greet", "affirm", sure=0.2), judged("greet", "greet", sure=0.9)]
    assert risk_coverage(seen) == [(0.5, 0.0), (1.0, 0.5)]


def test_quantiles_are_values_that_occurred():
    assert (quantile([3.0, 1.0, 2.0], 0.5), quantile([], 0.5)) == (2.0, 0.0)


def test_a_worse_figure_undercuts_the_baseline_and_a_better_one_does_not():
    good, bad = [judged("open-clinic", "open-clinic")], [judged("open-clinic", "open-pharmacy")]
    better, worse = summary(good, PATHS), summary(bad, PATHS)
    assert undercut(better, worse) == []
    assert {line.partition(":")[0] for line in undercut(worse, better)} == {
        "path_first", "path_acted_or_offered", "path_acted_wrong",
    }  # fmt: skip


def test_the_report_shows_every_message_that_was_not_understood():
    seen = [judged("greet", "affirm"), judged("greet", "greet")]
    html = page(summary(seen, PATHS), seen, "Evaluation")
    assert "greet affirm" in html
    assert "greet greet" not in html
    assert "<polyline" in html


def test_a_message_that_was_learnt_is_found_though_a_word_differs():
    learnt = [Example("我想在府前街开一家药店", "open-pharmacy"), Example("开药店", "open-pharmacy")]
    repeated = Example("我想在府前街开一家药店。", "open-pharmacy")
    other = Example("药店的执照到期了想续上", "open-pharmacy")
    found = near_duplicates([repeated, other, Example("开药店", "open-pharmacy")], learnt)
    assert [each.evaluated for each in found] == [repeated]


def test_our_evaluation_sets_hold_nothing_that_is_learnt():
    data = PROJECT_FOLDER / "nlu_data"
    learnt = [e for folder in ("paths", "intents") for f in (data / folder).glob("*.yml") for e in read_examples(f)]
    evaluated = [example for file in (data / "eval").glob("*.yml") for example in read_examples(file)]
    assert len(evaluated) > 500
    assert [(each.evaluated.text, each.learnt.text) for each in near_duplicates(evaluated, learnt)] == []


def test_examples_are_read_from_both_formats(tmp_path):
    rasa, lines = tmp_path / "a.yml", tmp_path / "b.jsonl"
    rasa.write_text("nlu:\n- intent: open-clinic+fee\n  examples: |\n    - 开诊所多少钱\n", encoding="utf-8")
    lines.write_text(json.dumps({"text": "开诊所多少钱", "label": "open-clinic+fee"}) + "\n\n", encoding="utf-8")
    for file in (rasa, lines):
        (example,) = read_examples(file)
        assert (example.text, example.topic, example.aspect) == ("开诊所多少钱", "open-clinic", "fee")


@pytest.mark.parametrize("content", ["not json", '{"text": "x"}', '["text", "label"]'])
def test_a_file_of_another_kind_is_refused_with_its_name(tmp_path, content):
    file = tmp_path / "c.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableExamplesError, match=r"c\.jsonl"):
        read_examples(file)


def test_facts_are_compared_as_a_clerk_would():
    assert same(80, 80.0)
    assert same(333.33, 333.3)
    assert same(["hot", "cold"], ["cold", "hot"])
    assert same("鲁（2019）第1号", "鲁(2019) 第1号")
    assert not same(True, 1)
    assert not same(None, False)


def test_a_wrong_value_counts_as_found_and_as_missed():
    example = FactExample(
        "80平，电话138", "open-restaurant", None, {"biz_area": 80, "mobile": None}, date(2026, 11, 26)
    )
    figures = fact_figures([JudgedFacts(example, {"biz_area": 90.0, "mobile": None, "seats": 4})])
    assert (figures["facts_precision"].part, figures["facts_precision"].whole) == (1, 3)
    assert (figures["facts_recall"].part, figures["facts_recall"].whole) == (1, 2)
    assert (figures["facts_accepted_wrong"].part, figures["facts_accepted_wrong"].whole) == (2, 2)


def test_our_examples_of_facts_name_fields_of_their_form():
    paths = default_catalogue().paths
    for example in read_fact_examples(PROJECT_FOLDER / "nlu_data" / "eval" / "facts.jsonl"):
        asked = [example.asked] if example.asked else []
        assert {*example.values, *asked} <= paths[example.path].uses.keys(), example.text


def test_a_line_that_is_no_example_of_facts_is_named(tmp_path):
    file = tmp_path / "facts.jsonl"
    file.write_text('{"text": "80平"}\n', encoding="utf-8")
    with pytest.raises(UnreadableExamplesError, match="line 1"):
        read_fact_examples(file)


def test_the_pipeline_can_learn_and_be_measured_on_any_corpus(tmp_path):
    learnt = {"alarm": ["明早七点叫我", "定个闹钟", "八点喊我起床"], "music": ["放首歌", "来点音乐", "我想听周杰伦"]}
    asked = {"alarm": ["九点叫我起床"], "music": ["放点音乐听"]}
    for name, corpus in (("learnt", learnt), ("asked", asked)):
        lines = [json.dumps({"text": text, "label": label}) for label, texts in corpus.items() for text in texts]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    figures = tmp_path / "figures.json"
    command = [
        "nlu",
        "eval",
        "--train",
        tmp_path / "learnt.jsonl",
        "--data",
        tmp_path / "asked.jsonl",
        "--json",
        figures,
    ]
    result = CliRunner().invoke(app, list(map(str, command)))
    assert result.exit_code == 0, result.output
    assert json.loads(figures.read_text())["headline"]["path_first"]["whole"] == 2
