"""What holds for every path of the catalogue and for anybody's answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.conditions import Condition
from forms.draft import Draft
from forms.engine import blockers, is_complete, next_question, problems
from forms.loader import default_catalogue
from forms.merging import merge
from forms.model import Path
from forms.planner import Plan, plan
from forms.requirements import situation, typical_situation, view_of
from forms.rows import row_of
from forms.scenarios import bits, pick, scenarios
from tests.forms.anybody import interview, some_answers

CATALOGUE = default_catalogue()
TODAY = date(2026, 3, 2)
each_path = pytest.mark.parametrize("path", CATALOGUE.paths.values(), ids=lambda path: path.id)
few = settings(max_examples=10, deadline=None)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def planned(path: Path, draft: Draft, start: date = TODAY) -> Plan:
    return plan(situation(CATALOGUE, path, draft, start), start)


@each_path
@few
@given(data=st.data(), start=days)
def test_a_plan_keeps_the_order_of_the_law(path: Path, data: st.DataObject, start: date) -> None:
    made = planned(path, some_answers(CATALOGUE, path, data, start), start)
    position = {item.id: n for n, item in enumerate(made.items)}
    for item in made.items:
        assert item.start >= start
        assert item.finish >= item.start
        for before in item.waits_for:
            other = made.items[position[before]]
            assert position[before] < position[item.id]
            assert other.stage < item.stage
            assert other.finish <= item.start


@each_path
@few
@given(data=st.data(), start=days)
def test_parallel_is_never_slower_than_series_nor_series_than_none(
    path: Path, data: st.DataObject, start: date
) -> None:
    made = planned(path, some_answers(CATALOGUE, path, data, start), start)
    for least_or_most in ("least", "most"):
        parallel, series, none = (getattr(mode, least_or_most) for mode in (made.parallel, made.series, made.none))
        assert parallel <= series <= none
    assert all(mode.least <= mode.most for mode in (made.parallel, made.series, made.none, made.statutory, made.fee))
    here, none = made.efforts.here, made.efforts.none
    assert (here.visits, here.forms, here.copies) <= (none.visits, none.forms, none.copies)


@each_path
@few
@given(data=st.data())
def test_whatever_is_answered_in_the_end_lies_in_the_range_said_before(path: Path, data: st.DataObject) -> None:
    draft = some_answers(CATALOGUE, path, data, TODAY)
    before = planned(path, draft)
    after = planned(path, interview(CATALOGUE, path, draft, data, TODAY)[0])
    for mode in ("parallel", "series", "none", "fee"):
        said, came = getattr(before, mode), getattr(after, mode)
        assert said.least <= came.least, f"{mode}: better than the best case"
        assert came.most <= said.most, f"{mode}: worse than the worst case"


@each_path
@few
@given(data=st.data())
def test_an_interview_ends_asks_nothing_twice_and_nothing_that_follows_from_another_answer(
    path: Path, data: st.DataObject
) -> None:
    _draft, asked = interview(CATALOGUE, path, Draft(path.id), data, TODAY)
    assert len(set(asked)) == len(asked)
    told = [
        name
        for name in asked
        if name in path.definitions
        and (derive := path.definitions[name].derive) is not None
        and derive.from_id in asked[: asked.index(name)]
    ]
    assert told == []
    assert [name for name in asked if name in path.uses and path.uses[name].fixed is not None] == []


@each_path
@few
@given(data=st.data())
def test_after_an_interview_the_draft_is_complete_or_the_citizen_is_told_why_not(
    path: Path, data: st.DataObject
) -> None:
    draft, _asked = interview(CATALOGUE, path, Draft(path.id), data, TODAY)
    seen = situation(CATALOGUE, path, draft, TODAY)
    told = [problem.check.text for problem in problems(seen)] + [notice.text for notice in blockers(seen)]
    assert is_complete(seen) or told or not seen.items()
    for problem in problems(seen):
        assert all(name in seen.path.uses for name in problem.reopens)


@each_path
@few
@given(data=st.data())
def test_what_is_collected_once_satisfies_every_department(path: Path, data: st.DataObject) -> None:
    draft, _asked = interview(CATALOGUE, path, Draft(path.id), data, TODAY)
    seen = situation(CATALOGUE, path, draft, TODAY)
    for item in seen.items():
        view = view_of(seen, item.id)
        wanted = {
            use.field
            for use in seen.path.fields
            if item.id in use.needed_by and use.when.judge(seen.known).truth is True
        }
        assert wanted == {*view.fields, *view.awaited}, f"{item.id} lacks something"
        for name in view.materials:
            material = CATALOGUE.materials[name]
            assert material.provide != "upload" or draft.uploads.get(name)


@each_path
@few
@given(data=st.data())
def test_the_same_answers_in_any_order_give_the_same_plan(path: Path, data: st.DataObject) -> None:
    draft = some_answers(CATALOGUE, path, data, TODAY)
    shuffled = Draft(path.id, dict(data.draw(st.permutations(list(draft.answers.items())))))
    assert planned(path, shuffled) == planned(path, draft)


@each_path
@few
@given(data=st.data())
def test_what_is_settled_stays_settled_whatever_else_is_answered(path: Path, data: st.DataObject) -> None:
    draft = some_answers(CATALOGUE, path, data, TODAY)
    before = situation(CATALOGUE, path, draft, TODAY)
    after = situation(CATALOGUE, path, interview(CATALOGUE, path, draft, data, TODAY)[0], TODAY)
    for name, verdict in before.verdicts.items():
        if verdict.truth is not None and not verdict.open_names & after.known.keys():
            assert after.verdicts[name].truth is verdict.truth


@each_path
@few
@given(data=st.data())
def test_a_situation_is_asked_only_while_it_can_still_change_something(path: Path, data: st.DataObject) -> None:
    draft = some_answers(CATALOGUE, path, data, TODAY)
    question = next_question(CATALOGUE, path, draft, TODAY)
    if question is None or question.kind == "material" or row_of(question.id):
        return
    seen = situation(CATALOGUE, path, draft, TODAY)
    if seen.needing(seen.path.uses[question.id]):
        return
    conditions: list[Condition] = [item.when for item in path.items] + [notice.when for notice in path.notices]
    conditions += [use.when for use in path.fields] + [use.when for use in path.materials]
    assert any(question.id in condition.judge(seen.known).open_names for condition in conditions)


@each_path
def test_every_item_applies_to_somebody(path: Path) -> None:
    everything = (1 << len(path.items)) - 1
    assert scenarios(path).touched == everything, [path.items[n].id for n in bits(everything ^ scenarios(path).touched)]


@each_path
def test_what_most_applicants_answer_makes_a_plan_without_open_items(path: Path) -> None:
    usual = plan(typical_situation(situation(CATALOGUE, path, Draft(path.id), TODAY)), TODAY)
    assert usual.items
    assert [item.id for item in usual.items if not item.certain] == []
    situation_names = frozenset[str]().union(*(item.when.names for item in path.items))
    assert usual.efforts.here.entries <= usual.efforts.none.entries + len(situation_names)


@each_path
def test_departments_agree_on_every_field_and_paper(path: Path) -> None:
    uses = [use for use in (*path.fields, *path.materials) if use.specs]
    assert [conflict for use in uses for conflict in merge(CATALOGUE, use, use.needed_by).conflicts] == []


@each_path
def test_alternatives_never_apply_together(path: Path) -> None:
    position = {item.id: n for n, item in enumerate(path.items)}
    for group in path.one_of:
        for first in group:
            for second in group:
                both = 1 << position[first] | 1 << position[second]
                assert first == second or pick(scenarios(path), [0.0] * len(path.items), both, 0, heaviest=True) is None


@each_path
def test_the_guide_of_a_path_has_something_to_say(path: Path) -> None:
    assert path.wish
    assert path.applicants
    assert path.faq
    assert path.elsewhere
    assert [place.go for place in path.elsewhere if place.go.isascii() and place.go not in CATALOGUE.paths] == []
    assert [item.id for item in path.items if item.after and not item.why] == []
