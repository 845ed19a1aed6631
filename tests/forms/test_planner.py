"""The plan: stages in the order of the law, dates, and what one window saves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.draft import Draft
from forms.model import Catalogue, Path, Value
from forms.planner import Plan, compare, plan
from forms.requirements import Situation, situation
from forms.working_days import is_working_day, working_days_between

Look = Callable[..., Situation]
Answers = dict[str, Value]
Draw = Callable[[st.DataObject], Answers]
Interview = Callable[..., tuple[list[str], Draft]]
PlanOf = Callable[..., Plan]
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(scope="session")
def plan_of(look: Look, today: date) -> PlanOf:
    return lambda **answers: plan(look(**answers), today)


def certain(planned: Plan) -> dict[str, int]:
    """The stage of each item that surely applies."""
    return {item.id: item.stage for item in planned.items if item.certain}


def test_the_licence_comes_first_and_the_rest_runs_side_by_side(plan_of: PlanOf, shop: Answers) -> None:
    assert certain(plan_of(**shop)) == {"biz-reg": 1, "food": 2, "sign": 2, "drain": 2, "tax": 2, "si": 2}


def test_building_work_is_accepted_before_the_fire_check(plan_of: PlanOf, shop: Answers) -> None:
    stages = certain(plan_of(**{**shop, "biz_area": 320.0, "changes_structure": True}))
    assert (stages["biz-reg"], stages["fire-build"], stages["fire"]) == (1, 2, 3)


def test_who_has_a_licence_waits_for_nothing(plan_of: PlanOf, shop: Answers) -> None:
    planned = plan_of(**{**shop, "has_licence": True})
    food = next(item for item in planned.items if item.id == "food")
    assert food.waits_for == ("biz-verify",)
    assert food.start == planned.start, "a licence is verified on the spot"


def test_an_item_starts_on_the_day_its_prerequisite_is_due(plan_of: PlanOf, shop: Answers) -> None:
    planned = {item.id: item for item in plan_of(**shop).items}
    assert planned["biz-reg"].finish == date(2026, 3, 3)
    assert (planned["food"].start, planned["food"].finish) == (date(2026, 3, 3), date(2026, 3, 13))
    assert planned["food"].statutory_finish == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("area", "food", "fire", "working_days"),
    [(40.0, "small", False, 8), (80.0, "food", False, 9), (320.0, "food", True, 11)],
)
def test_the_area_decides_the_permits_and_the_days(
    plan_of: PlanOf, shop: Answers, area: float, food: str, fire: bool, working_days: int
) -> None:
    planned = plan_of(**{**shop, "biz_area": area, "fitout_cost": 0.0, "fire_mode": "ordinary"})
    assert food in certain(planned)
    assert ("fire" in certain(planned)) is fire
    assert planned.parallel.least == working_days


def test_the_critical_path_ends_with_the_item_that_is_due_last(plan_of: PlanOf, shop: Answers) -> None:
    assert plan_of(**shop).critical_path == ("biz-reg", "food")


def test_a_stall_has_nothing_but_its_filing(plan_of: PlanOf) -> None:
    planned = plan_of(has_shop=False)
    assert certain(planned) == {"stall": 1}
    assert planned.finish == planned.start


def test_an_empty_plan_ends_where_it_starts(plan_of: PlanOf) -> None:
    planned = plan_of()
    assert planned.finish == planned.start
    assert planned.parallel.least == 0
    assert planned.parallel.most > 0, "much may still apply"
    assert planned.critical_path == ()


def test_what_is_still_open_is_in_the_plan_but_not_certain(plan_of: PlanOf) -> None:
    planned = {item.id: item.certain for item in plan_of(has_shop=True, has_licence=True).items}
    assert planned["biz-verify"] is True
    assert planned["tob"] is False
    assert "biz-reg" not in planned


def test_the_effort_of_an_ordinary_restaurant(plan_of: PlanOf, shop: Answers) -> None:
    planned = plan_of(**shop)
    assert (planned.efforts.here.visits, planned.efforts.none.visits) == (0, 12)
    assert (planned.efforts.here.forms, planned.efforts.none.forms) == (1, 6)
    assert planned.efforts.here.copies == 3, "contract, kitchen plan and sign"
    assert planned.efforts.here.entries < planned.efforts.none.entries


def test_each_answer_counts_once_and_what_comes_by_itself_does_not(plan_of: PlanOf, shop: Answers) -> None:
    """The situation's questions count as well; the licence's number, the fixed scope and copied names do not."""
    assert plan_of(**shop).efforts.here.entries == len(shop)
    without = {field_id: value for field_id, value in shop.items() if field_id != "biz_addr"}
    assert plan_of(**without).efforts.here.entries == len(shop), "what is still to be asked counts too"
    assert plan_of(**shop, scope=["catering"]).efforts.here.entries == len(shop)


def test_the_three_modes_of_an_ordinary_restaurant(plan_of: PlanOf, shop: Answers) -> None:
    """1 for the licence, then 8 food, 1 sign, 7 drain, 1 tax, 0 insurance; on foot a day between each two of the six."""
    planned = plan_of(**shop)
    assert (planned.parallel.least, planned.series.least, planned.none.least) == (9, 18, 23)


def test_selling_tobacco_adds_its_licence_and_no_day(plan_of: PlanOf, shop: Answers) -> None:
    change = compare(plan_of(**shop), plan_of(**{**shop, "sells_tobacco": True}))
    assert [item.id for item in change.added] == ["tob"]
    assert (change.removed, change.days) == ((), 0)


def test_a_smaller_shop_swaps_the_permit_for_a_registration(plan_of: PlanOf, shop: Answers) -> None:
    change = compare(plan_of(**shop), plan_of(**{**shop, "biz_area": 40.0}))
    assert [item.id for item in change.added] == ["small"]
    assert [item.id for item in change.removed] == ["food"]
    assert change.days == -1


def test_items_that_wait_for_each_other_are_an_error(
    catalogue: Catalogue, path: Path, draft: Callable[..., Draft], shop: Answers, today: date
) -> None:
    circle = tuple(i.model_copy(update={"after": ("food",)}) if i.id == "biz-reg" else i for i in path.items)
    seen = situation(catalogue, path.model_copy(update={"items": circle}), draft(**shop), today)
    with pytest.raises(ValueError, match=r"open-restaurant wait for each other.*biz-reg"):
        plan(seen, today)


def test_stages_hold_every_item_once(plan_of: PlanOf, shop: Answers) -> None:
    planned = plan_of(**shop)
    assert [item for stage in planned.stages() for item in stage] == list(planned.items)


# For any answers


@given(data=st.data(), start=days)
def test_no_item_starts_before_what_it_waits_for_is_due(
    look: Look, some_answers: Draw, data: st.DataObject, start: date
) -> None:
    planned = plan(look(**some_answers(data)), start)
    position = {item.id: n for n, item in enumerate(planned.items)}
    for item in planned.items:
        for before in item.waits_for:
            other = planned.items[position[before]]
            assert position[before] < position[item.id], f"{before} is listed before {item.id}"
            assert other.stage < item.stage, f"{before} is in an earlier stage than {item.id}"
            assert other.finish <= item.start, f"{before} is due when {item.id} starts"


@given(data=st.data(), start=days)
def test_an_item_waits_for_every_prerequisite_that_applies(
    look: Look, path: Path, all_answers: Draw, data: st.DataObject, start: date
) -> None:
    planned = plan(look(**all_answers(data)), start)
    applying = {item.id for item in planned.items}
    for item in planned.items:
        assert set(item.waits_for) == set(path.item(item.id).after) & applying


@given(data=st.data(), start=days)
def test_parallel_is_never_slower_than_series_nor_series_than_none(
    look: Look, some_answers: Draw, data: st.DataObject, start: date
) -> None:
    planned = plan(look(**some_answers(data)), start)
    assert planned.parallel.least <= planned.series.least <= planned.none.least
    assert planned.parallel.most <= planned.series.most <= planned.none.most
    for mode in (planned.parallel, planned.series, planned.none):
        assert mode.least <= mode.most, "what is still open cannot make it shorter"


@given(data=st.data(), start=days)
def test_one_window_never_takes_more_effort(look: Look, some_answers: Draw, data: st.DataObject, start: date) -> None:
    planned = plan(look(**some_answers(data)), start)
    here, none = planned.efforts.here, planned.efforts.none
    assert here.visits <= none.visits
    assert here.forms <= none.forms
    assert here.copies <= none.copies


@given(data=st.data(), start=days)
def test_one_window_asks_for_no_more_entries_but_what_tells_the_situation(
    catalogue: Catalogue, path: Path, interview: Interview, all_answers: Draw, data: st.DataObject, start: date
) -> None:
    """Without a window somebody has to know which forms to fill in; here some questions find it out."""
    _, made = interview(all_answers(data))
    planned = plan(situation(catalogue, path, made, start), start)
    situations = [use.field for use in path.fields if not use.needed_by]
    assert planned.efforts.here.entries <= planned.efforts.none.entries + len(situations)


@given(data=st.data())
def test_the_same_answers_in_any_order_give_the_same_plan(
    plan_of: PlanOf, some_answers: Draw, data: st.DataObject
) -> None:
    answers = some_answers(data)
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert plan_of(**shuffled) == plan_of(**answers)


@given(data=st.data(), start=days)
def test_a_plan_ends_with_its_last_item_on_a_working_day(
    look: Look, all_answers: Draw, data: st.DataObject, start: date
) -> None:
    planned = plan(look(**all_answers(data)), start)
    assert planned.finish == max(item.finish for item in planned.items)
    assert planned.finish == start or is_working_day(planned.finish)
    assert planned.parallel.least == working_days_between(start, planned.finish)
    assert planned.latest_finish == planned.finish, "with every answer given nothing is open"


@given(data=st.data(), start=days)
def test_no_promise_is_later_than_the_law_allows(
    look: Look, all_answers: Draw, data: st.DataObject, start: date
) -> None:
    planned = plan(look(**all_answers(data)), start)
    late = [item.id for item in planned.items if item.finish > item.statutory_finish]
    assert late == []
