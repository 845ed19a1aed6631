"""Which items apply, what each department sees, and that the union asks for everything once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.draft import Draft
from forms.model import Catalogue, FieldUse, MaterialUse, Path, Value
from forms.requirements import Situation, situation, view_of

Look = Callable[..., Situation]
Answers = dict[str, Value]
Draw = Callable[[st.DataObject], Answers]


def ids(seen: Situation) -> set[str]:
    return {item.id for item in seen.items()}


def test_an_ordinary_restaurant_needs_these_approvals(look: Look, shop: Answers) -> None:
    assert ids(look(**shop)) == {"biz-reg", "food", "sign", "drain", "tax", "si"}


@pytest.mark.parametrize(
    ("change", "added", "removed"),
    [
        ({"biz_area": 40.0}, {"small"}, {"food"}),
        ({"biz_area": 50.0}, set(), set()),
        ({"biz_area": 320.0}, {"fire"}, set()),
        ({"biz_area": 40.0, "food_items": ["hot", "raw"]}, set(), set()),
        ({"biz_area": 40.0, "food_items": ["cake"]}, set(), set()),
        ({"biz_area": 40.0, "food_items": ["pastry", "cake"]}, set(), set()),
        ({"biz_area": 40.0, "food_items": ["pastry"]}, {"small"}, {"food"}),
        ({"biz_area": 40.0, "main_format": "canteen"}, set(), set()),
        ({"biz_area": 40.0, "special_supply": True}, set(), set()),
        ({"biz_area": 40.0, "wants_permit": True}, set(), set()),
        ({"food_items": ["prepackaged"]}, {"food-filing"}, {"food"}),
        ({"food_items": ["hot", "prepackaged"]}, set(), set()),
        ({"has_licence": True}, {"biz-verify"}, {"biz-reg", "tax"}),
        ({"entity_type": "company"}, {"biz-reg-company", "seal"}, {"biz-reg"}),
        ({"sign_kind": "large"}, {"ad"}, {"sign"}),
        ({"sign_kind": "none"}, set(), {"sign"}),
        ({"sells_tobacco": True}, {"tob"}, set()),
        ({"drains_to_sewer": False}, set(), {"drain"}),
        ({"has_karaoke": True}, {"fire"}, set()),
        ({"changes_structure": True}, {"fire-build"}, set()),
        ({"build_area": 300.0, "fitout_cost": 300_000.0}, {"fire", "fire-build"}, set()),
        ({"build_area": 300.0, "fitout_cost": 299_999.0}, {"fire"}, set()),
        ({"staff_no": 0}, set(), {"si"}),
        ({"has_shop": False}, {"stall"}, {"biz-reg", "food", "sign", "drain", "tax", "si"}),
    ],
)
def test_one_answer_changes_the_approvals(
    look: Look, shop: Answers, change: Answers, added: set[str], removed: set[str]
) -> None:
    before, after = ids(look(**shop)), ids(look(**{**shop, **change}))
    assert (after - before, before - after) == (added, removed)


def test_nothing_is_certain_before_anything_is_answered(look: Look, path: Path) -> None:
    seen = look()
    assert seen.items() == []
    assert {item.id for item in seen.possible_items()} == {item.id for item in path.items}


def test_an_area_of_50_is_not_below_50(look: Look, shop: Answers) -> None:
    assert "small" in ids(look(**{**shop, "biz_area": 49.99}))
    assert "food" in ids(look(**{**shop, "biz_area": 50.0}))


# Values nobody has to give


def test_the_building_is_as_large_as_the_shop_unless_said_otherwise(look: Look) -> None:
    assert look(biz_area=320.0).answers["build_area"].value == 320.0
    assert look(biz_area=320.0, build_area=400.0).answers["build_area"].value == 400.0


def test_a_copied_value_follows_a_correction(
    draft: Callable[..., Draft], catalogue: Catalogue, path: Path, today: date
) -> None:
    corrected = draft(biz_area=80.0).with_answer("biz_area", 60.0)
    assert situation(catalogue, path, corrected, today).answers["build_area"].value == 60.0


def test_who_gives_an_area_or_an_address_has_a_shop(look: Look) -> None:
    assert look(biz_area=80.0).answers["has_shop"].value is True
    assert look(biz_addr="府前街12号").answers["has_shop"].value is True


def test_who_gives_a_street_has_a_shop(
    draft: Callable[..., Draft], catalogue: Catalogue, path: Path, today: date
) -> None:
    seen = situation(catalogue, path, draft().with_hint("biz_addr", "府前街"), today)
    assert seen.answers["has_shop"].value is True


def test_who_says_that_there_is_no_shop_is_believed(look: Look) -> None:
    assert look(biz_area=6.0, has_shop=False).answers["has_shop"].value is False


def test_the_owner_is_responsible_for_food_and_fire_unless_said_otherwise(look: Look) -> None:
    answers = look(legal_rep="王建国", fire_owner="李四").answers
    assert (answers["safety_officer"].value, answers["fire_owner"].value) == ("王建国", "李四")


def test_what_the_path_fixes_is_the_systems_answer(look: Look) -> None:
    answer = look().answers["scope"]
    assert (answer.value, answer.source) == (["catering"], "system")


# Notices


def test_homes_above_without_a_flue_block(look: Look) -> None:
    (notice,) = [
        n for n in look(has_shop=True, food_items=["hot"], homes_above=True, own_flue=False).notices() if n.blocks
    ]
    assert notice.id == "homes-above"


@pytest.mark.parametrize(
    "answers", [{"homes_above": False}, {"homes_above": True, "own_flue": True}, {"homes_above": True}]
)
def test_homes_above_do_not_block_otherwise(look: Look, answers: Answers) -> None:
    assert [n.id for n in look(has_shop=True, food_items=["hot"], **answers).notices() if n.blocks] == []


@pytest.mark.parametrize(
    ("answers", "notice"),
    [
        ({"kitchen_heat": "gas"}, "gas-alarm"),
        ({"has_karaoke": True}, "karaoke"),
        ({"main_format": "food-shop"}, "food-shop"),
    ],
)
def test_a_citizen_hears_what_concerns_them(look: Look, answers: Answers, notice: str) -> None:
    assert [n.id for n in look(has_shop=True, food_items=["hot"], **answers).notices()] == [notice]


def test_a_stall_hears_nothing_about_shops(look: Look) -> None:
    assert look(has_shop=False, kitchen_heat="gas", has_karaoke=True).notices() == []


# What a department sees


def test_the_sign_office_does_not_learn_the_owners_id_number(look: Look, shop: Answers) -> None:
    view = view_of(look(**shop), "sign")
    assert set(view.fields) == {"biz_area", "mobile", "org_name", "biz_addr", "sign_spec"}
    assert view.awaited == ("uscc",)
    assert view.materials == ("app_form", "biz_license", "sign_img")


def test_a_field_whose_condition_fails_is_in_nobodys_view(look: Look, shop: Answers) -> None:
    owned = look(**{**shop, "premise_right": "owned"})
    assert "lease_to" not in view_of(owned, "biz-reg").fields


def test_the_number_of_a_licence_that_is_being_made_is_awaited_not_asked(look: Look, shop: Answers) -> None:
    assert "uscc" in view_of(look(**shop), "food").awaited


def test_a_number_given_before_saying_that_there_is_no_licence_yet_goes_to_nobody(look: Look, shop: Answers) -> None:
    """Somebody typed a number, then corrected: there is no licence. The one being made will bring the right number."""
    corrected = look(**{**shop, "uscc": "91350100M000100Y43", "has_licence": False})
    for item in corrected.items():
        assert "uscc" not in view_of(corrected, item.id).fields
    assert view_of(corrected, "food").awaited == ("uscc",)


def test_the_number_of_a_licence_that_exists_is_in_the_view(look: Look, shop: Answers) -> None:
    view = view_of(look(**{**shop, "has_licence": True, "uscc": "91350100M000100Y43"}), "food")
    assert view.fields["uscc"].value == "91350100M000100Y43"
    assert view.awaited == ()


@given(data=st.data())
def test_each_view_holds_exactly_what_its_item_needs(
    look: Look, path: Path, all_answers: Draw, data: st.DataObject
) -> None:
    seen = look(**all_answers(data))
    for item in seen.items():
        view = view_of(seen, item.id)
        concerned = [use for use in path.fields if item.id in use.needed_by and use.when.judge(seen.known).truth]
        papers = [use for use in path.materials if item.id in use.needed_by and use.when.judge(seen.known).truth]
        assert [*view.fields, *view.awaited] == [*dict.fromkeys([*view.fields, *view.awaited])], "no field twice"
        assert {*view.fields, *view.awaited} == {use.field for use in concerned}, f"{item.id} sees the fields it needs"
        assert view.materials == tuple(use.material for use in papers), f"{item.id} gets the materials it needs"


@given(data=st.data())
def test_whatever_is_collected_for_a_case_is_seen_by_some_department(
    look: Look, path: Path, all_answers: Draw, data: st.DataObject
) -> None:
    seen = look(**all_answers(data))
    union = {field for item in seen.items() for field in view_of(seen, item.id).fields}
    needed = {use.field for use in path.fields if seen.needing(use) and not seen.comes_from_result(use)}
    assert union == needed


@given(data=st.data())
def test_an_item_that_does_not_apply_asks_for_nothing(
    look: Look, path: Path, some_answers: Draw, data: st.DataObject
) -> None:
    seen = look(**some_answers(data))
    applying = ids(seen)
    uses: list[FieldUse | MaterialUse] = [*path.fields, *path.materials]
    for use in uses:
        assert {item.id for item in seen.needing(use)} <= applying & set(use.needed_by)


def test_departments_needing_a_field_are_named_once(look: Look, shop: Answers, path: Path) -> None:
    use = next(use for use in path.fields if use.field == "mobile")
    names = look(**shop).departments_needing(use)
    assert names == ["市场监督管理局", "综合行政执法局", "住房和城乡建设局", "税务局", "人力资源和社会保障局"]


def test_no_field_and_no_material_is_listed_twice(path: Path) -> None:
    fields = [use.field for use in path.fields]
    materials = [use.material for use in path.materials]
    assert len(set(fields)) == len(fields)
    assert len(set(materials)) == len(materials)
