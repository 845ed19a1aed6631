"""The table of stages: what may follow what."""

from __future__ import annotations

from itertools import product

import pytest

from api.cases.stages import FINAL, TRANSITIONS, Stage, check_transition, diagram
from api.errors import ConflictError
from api.settings import PROJECT_FOLDER
from api.texts import has, say

EVERY_PAIR = list(product(Stage, Stage))


def reachable(start: Stage) -> set[Stage]:
    found, border = {start}, {start}
    while border:
        border = {after for before in border for after in TRANSITIONS[before]} - found
        found |= border
    return found


def test_every_stage_is_in_the_table():
    assert set(TRANSITIONS) == set(Stage)


def test_nothing_follows_a_final_stage_and_something_follows_every_other():
    assert {stage for stage, after in TRANSITIONS.items() if not after} == FINAL


def test_a_waiting_task_can_come_to_every_stage():
    assert reachable(Stage.WAITING) == set(Stage)


@pytest.mark.parametrize("stage", Stage)
def test_from_everywhere_a_task_can_come_to_an_end(stage):
    assert reachable(stage) & FINAL


@pytest.mark.parametrize("stage", Stage)
def test_no_stage_follows_itself(stage):
    assert stage not in TRANSITIONS[stage]


def test_a_task_never_waits_again_once_it_is_dispatched():
    assert [stage for stage in Stage if Stage.WAITING in TRANSITIONS[stage]] == []


def test_a_waiting_task_is_dispatched_or_withdrawn_but_never_decided():
    assert TRANSITIONS[Stage.WAITING] == {Stage.DISPATCHED, Stage.WITHDRAWN}


def test_only_a_supplement_sends_a_task_to_its_department_again():
    again = {stage for stage in Stage if Stage.DISPATCHED in TRANSITIONS[stage]}
    assert again == {Stage.WAITING, Stage.SUPPLEMENT_REQUESTED}


def test_what_is_accepted_is_not_declared_not_accepted_afterwards():
    for stage in (Stage.ACCEPTED, Stage.UNDER_REVIEW):
        assert Stage.NOT_ACCEPTED not in TRANSITIONS[stage]


@pytest.mark.parametrize("stage", sorted(set(Stage) - FINAL))
def test_the_citizen_may_withdraw_whatever_is_not_decided(stage):
    assert Stage.WITHDRAWN in TRANSITIONS[stage]


@pytest.mark.parametrize(("before", "after"), EVERY_PAIR)
def test_the_check_lets_through_exactly_what_is_in_the_table(before, after):
    if after in TRANSITIONS[before]:
        check_transition(before, after)
        return
    with pytest.raises(ConflictError) as refusal:
        check_transition(before, after)
    assert refusal.value.code == "illegal_transition"
    assert refusal.value.http_status == 409


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_name_for_the_citizen(stage):
    assert has(f"stages.{stage}")


def test_the_picture_in_the_docs_is_that_of_the_table():
    page = (PROJECT_FOLDER / "docs" / "stages.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}\n```" in page
    assert [stage for stage in Stage if f"| `{stage}` | {say(f'stages.{stage}')} |" not in page] == []
