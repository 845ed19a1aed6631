"""Supplements: what a department wants once more is asked for once, in one list, and stops only its own clock."""

from __future__ import annotations

import pytest

from api.cases.stages import Stage
from api.errors import ConflictError, UnprocessableError
from tests.api.conftest import picture
from tests.api.test_release import SUPPLEMENT, jobs, payload, stages


async def test_a_supplement_stops_only_its_own_task(applicant, begun_case):
    before = await stages(applicant, begun_case)
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="座位数不清楚", supplement_fields=("seats",))

    assert await stages(applicant, begun_case) == {**before, "food": SUPPLEMENT}


async def test_a_field_that_is_asked_for_again_goes_back_with_its_new_value(applicant, begun_case, database):
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="座位数不清楚", supplement_fields=("seats",))
    assert await applicant.asked() == "seats"

    await applicant.say("answer", "一共50个座位")

    task = (await applicant.tasks(begun_case))["food"]
    assert (task.stage, task.revision) == (Stage.DISPATCHED, 2)
    assert task.payload["revision"] == 2
    (seats,) = [field for field in task.payload["fields"] if field["id"] == "seats"]
    assert (seats["value"], seats["source"]) == (50, "citizen")
    assert jobs(database.url)[-1] == {"task_id": str(task.id), "revision": 2}
    assert "已经送回市场监督管理局" in applicant.heard
    assert await applicant.asked() is None


async def test_a_material_that_is_asked_for_again_goes_back_with_the_new_file(applicant, begun_case):
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="看不清", supplement_materials=("food_layout",))
    assert await applicant.asked() == "food_layout"

    await applicant.hand_in("food_layout", picture("blue"))

    task = (await applicant.tasks(begun_case))["food"]
    assert (task.stage, task.revision) == (Stage.DISPATCHED, 2)
    (layout,) = [material for material in task.payload["materials"] if material["id"] == "food_layout"]
    assert len(layout["files"]) == 2


async def test_several_things_are_asked_one_after_the_other_and_sent_together(applicant, begun_case, database):
    before = len(jobs(database.url))
    wanted = {"supplement_fields": ("seats", "kitchen_area"), "supplement_materials": ("food_layout",)}
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="请核对", **wanted)

    await applicant.say("answer", "50个")
    assert await applicant.asked() == "kitchen_area"
    await applicant.say("answer", "30平")
    assert await applicant.asked() == "food_layout"
    assert len(jobs(database.url)) == before, "nothing is sent before all is there"

    await applicant.hand_in("food_layout")
    task = (await applicant.tasks(begun_case))["food"]
    assert (task.stage, task.revision, len(jobs(database.url))) == (Stage.DISPATCHED, 2, before + 1)


async def test_an_unusable_answer_to_a_supplement_is_refused_and_asked_again(applicant, begun_case):
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="座位数不清楚", supplement_fields=("seats",))

    await applicant.say("answer", "五六十个吧")

    assert "准数" in applicant.heard
    assert await applicant.asked() == "seats"
    assert (await stages(applicant, begun_case))["food"] == SUPPLEMENT


async def test_two_departments_may_ask_at_the_same_time(applicant, begun_case):
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="座位数不清楚", supplement_fields=("seats",))
    await applicant.decide(begun_case, "drain", SUPPLEMENT, opinion="水量不清楚", supplement_fields=("drain_spec",))

    await applicant.say("answer", "50个")
    assert (await applicant.asked(), (await stages(applicant, begun_case))["drain"]) == ("drain_spec", SUPPLEMENT)
    await applicant.say("answer", "每天3吨水，有隔油池")

    assert SUPPLEMENT not in (await stages(applicant, begun_case)).values()


async def test_what_two_departments_want_is_asked_once_and_goes_back_to_both(applicant, begun_case):
    wanted = {"opinion": "店名对不上", "supplement_fields": ("org_name",)}
    await applicant.decide(begun_case, "food", SUPPLEMENT, **wanted)
    await applicant.decide(begun_case, "sign", SUPPLEMENT, **wanted)

    await applicant.say("answer", "老王家鲁菜馆")

    assert "已经送回市场监督管理局、综合行政执法局" in applicant.heard
    assert await applicant.asked() is None
    assert SUPPLEMENT not in (await stages(applicant, begun_case)).values()


async def test_several_things_are_announced_as_one_list(applicant, begun_case):
    wanted = {"supplement_fields": ("seats",), "supplement_materials": ("food_layout",)}
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="请核对", **wanted)
    await applicant.say("resume", "接着办")
    (said,) = [message.text for message in await applicant.history() if "一共要补2样" in message.text]
    assert said.count("、") == 1


async def test_the_same_correction_serves_only_the_task_that_asked(applicant, begun_case):
    """Others have what they were sent; a corrected value is not slipped under them."""
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="店名不清楚", supplement_fields=("org_name",))
    await applicant.say("answer", "老王家鲁菜馆")

    names = {
        item: next(
            field["value"]
            for field in (await payload(applicant, begun_case, item))["fields"]
            if field["id"] == "org_name"
        )
        for item in ("food", "sign")
    }
    assert names == {"food": "老王家鲁菜馆", "sign": "老王家饭馆"}


async def test_only_one_supplement_may_be_asked_for(applicant, begun_case):
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="座位数不清楚", supplement_fields=("seats",))
    await applicant.say("answer", "50个")

    with pytest.raises(ConflictError) as refusal:
        await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="再改改", supplement_fields=("kitchen_area",))

    assert refusal.value.code == "second_supplement"
    assert (await stages(applicant, begun_case))["food"] == Stage.DISPATCHED


@pytest.mark.parametrize(
    "wanted",
    [
        {"supplement_fields": ("id_no",)},
        {"supplement_fields": ("seats",), "supplement_materials": ("sign_img",)},
        {"supplement_materials": ("no-such-material",)},
        {},
    ],
)
async def test_a_supplement_asks_for_what_the_item_needs_and_for_something(applicant, begun_case, wanted):
    with pytest.raises(UnprocessableError) as refusal:
        await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="请补充", **wanted)

    assert refusal.value.code == "supplement_scope"
    assert (await stages(applicant, begun_case))["food"] == Stage.DISPATCHED
