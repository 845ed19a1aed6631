"""Clocks: working days, standing still while the citizen is waited for, yellow and red cards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cases import decisions, release
from api.cases import service as cases
from api.cases.clocks import Stopped, card, days_left
from api.cases.stages import Stage
from api.clock import today
from forms.working_days import add_working_days, working_days_between

MONDAY = date(2026, 11, 30)
days = st.dates(date(2026, 1, 5), date(2027, 12, 20))


@pytest.mark.parametrize(("used", "shown"), [(0, ""), (7, ""), (8, "yellow"), (10, "yellow"), (11, "red"), (30, "red")])
def test_of_ten_promised_days_the_eighth_brings_yellow_and_the_eleventh_red(used, shown):
    assert card(MONDAY, add_working_days(MONDAY, 10), add_working_days(MONDAY, used)) == shown


def test_what_is_promised_at_once_is_late_on_the_next_day():
    assert card(MONDAY, MONDAY, MONDAY) == ""
    assert card(MONDAY, MONDAY, MONDAY + timedelta(days=1)) == "red"


def test_a_weekend_costs_no_days():
    friday, sunday = date(2026, 11, 27), date(2026, 11, 29)
    assert card(friday, add_working_days(friday, 2), sunday) == ""


@given(started=days, promised=st.integers(1, 60), on=st.integers(0, 60), pause=st.integers(0, 90))
def test_a_clock_that_stood_still_has_the_days_left_that_it_had(started, promised, on, pause):
    by = add_working_days(started, promised)
    stop = add_working_days(started, min(on, promised))
    again = stop + timedelta(days=pause)
    promised_by, statutory_by = Stopped.at(stop, by, None).limits(again)
    assert working_days_between(again, promised_by) == working_days_between(stop, by)
    assert statutory_by is None


@given(day=days, left=st.integers(-40, 40))
def test_days_left_are_negative_when_it_is_late(day, left):
    by = add_working_days(day, left) if left >= 0 else day - timedelta(days=-left)
    assert (days_left(day, by) < 0) is (by < day)


@pytest.fixture
def clock(monkeypatch):
    """Turn the calendar to another day."""

    def turn(day: date) -> None:
        for module in (release, decisions):
            monkeypatch.setattr(module, "today", lambda: day)

    return turn


async def task_of(citizen, case, item="food"):
    return (await citizen.tasks(case))[item]


async def supplemented(citizen, case) -> None:
    await citizen.decide(case, "food", Stage.SUPPLEMENT_REQUESTED, opinion="写清楚", supplement_fields=("seats",))


async def answered(citizen) -> None:
    await citizen.say("answer", "44")


async def test_a_supplement_after_acceptance_stops_the_clock(applicant, begun_case, clock):
    begun = today()
    before = await task_of(applicant, begun_case)
    await applicant.decide(begun_case, "food", Stage.ACCEPTED)
    clock(asked := add_working_days(begun, 3))
    await supplemented(applicant, begun_case)
    clock(back := add_working_days(asked, 20))
    await answered(applicant)

    after = await task_of(applicant, begun_case)
    left = working_days_between(asked, before.promised_by)
    assert after.stage == Stage.DISPATCHED
    assert after.opinion is None, "what was to be written clearly has been"
    assert after.promised_by == add_working_days(back, left)
    assert cases.card_of(after, back) == ""


async def test_a_supplement_before_acceptance_starts_it_anew(applicant, begun_case, clock):
    promised = working_days_between(today(), (await task_of(applicant, begun_case)).promised_by)
    clock(add_working_days(today(), 3))
    await supplemented(applicant, begun_case)
    clock(back := add_working_days(today(), 10))
    await answered(applicant)
    assert (await task_of(applicant, begun_case)).promised_by == add_working_days(back, promised)


async def test_only_the_clock_of_that_task_stands_still(applicant, begun_case, clock):
    await applicant.decide(begun_case, "food", Stage.ACCEPTED)
    others = {item: t.promised_by for item, t in (await applicant.tasks(begun_case)).items() if item != "food"}
    clock(add_working_days(today(), 3))
    await supplemented(applicant, begun_case)
    await answered(applicant)
    tasks = await applicant.tasks(begun_case)
    assert {item: tasks[item].promised_by for item in others} == others


async def test_a_task_that_waits_for_the_citizen_earns_no_card(applicant, begun_case):
    await applicant.decide(begun_case, "food", Stage.ACCEPTED)
    await supplemented(applicant, begun_case)
    assert cases.card_of(await task_of(applicant, begun_case), today() + timedelta(days=100)) == ""


async def test_a_late_task_earns_a_red_card_and_a_decided_one_none(applicant, begun_case):
    late = today() + timedelta(days=100)
    assert cases.card_of(await task_of(applicant, begun_case), late) == "red"
    assert cases.card_of(await task_of(applicant, begun_case, "biz-reg"), late) == ""
