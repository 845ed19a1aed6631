"""What a department sees: exactly the fields and materials that the catalogue gives its item."""

from __future__ import annotations

import pytest

from api.cases.stages import Stage
from forms.draft import use_of
from forms.loader import default_catalogue
from tests.api.conftest import LARGE, RESTAURANT

CATALOGUE = default_catalogue()
PATH = CATALOGUE.paths["open-restaurant"]
WITH_LICENCE = {"has_licence": "有", "uscc": "91350100M000100Y43"}
COMPANY = {"entity_type": "公司", "capital": "10万"}
TOBACCO_BY_POST = {"sells_tobacco": "卖烟", "deliver": "邮寄", "post_addr": "新泰市青云路8号"}
SMALL = {"biz_area": "40平", "special_supply": "不是", "wants_permit": "办小餐饮登记就行"}
PREPACKAGED = {"food_items": "只卖预包装"}
STALL = {"has_shop": "摆摊"}

each_shop = pytest.mark.parametrize(
    "changed",
    [{}, LARGE, WITH_LICENCE, COMPANY, TOBACCO_BY_POST, SMALL, PREPACKAGED, STALL],
    ids=["ordinary", "large", "with-licence", "company", "tobacco-by-post", "small", "prepackaged", "stall"],
)


async def decided(applicant, **changed):
    """The tasks of a case in which every department has seen its task and granted it."""
    await applicant.edit(**changed)
    await applicant.fill({**RESTAURANT, **changed})
    case = await applicant.submit()
    while open_items := [i for i, task in (await applicant.tasks(case)).items() if task.stage == Stage.DISPATCHED]:
        for item in open_items:
            await applicant.decide(case, item, Stage.GRANTED)
    return case, await applicant.tasks(case)


def needed(item: str, kind: str, values: dict) -> set[str]:
    """The fields or materials that the catalogue gives an item, for these answers."""
    uses = PATH.fields if kind == "field" else PATH.materials
    return {getattr(use, kind) for use in uses if item in use.needed_by and use.when.judge(values).truth is True}


@each_shop
async def test_each_payload_holds_exactly_what_the_catalogue_says(applicant, changed):
    case, tasks = await decided(applicant, **changed)
    values = {name: answer["value"] for name, answer in case.answers.items()}

    for item, task in tasks.items():
        fields = [field["id"] for field in task.payload["fields"]]
        materials = [material["id"] for material in task.payload["materials"]]
        assert len(set(fields)) == len(fields)
        assert set(fields) == needed(item, "field", values), f"the fields of {item}"
        assert set(materials) == needed(item, "material", values), f"the materials of {item}"
        may_see_id_no = item in use_of(PATH, "id_no").needed_by
        assert (RESTAURANT["id_no"] in str(task.payload)) is may_see_id_no, f"the id number is there for {item}"


async def test_nobody_but_those_who_need_it_sees_the_id_number(applicant):
    _, tasks = await decided(applicant)

    assert {item for item, task in tasks.items() if RESTAURANT["id_no"] in str(task.payload)} == {"biz-reg"}


async def test_a_department_gets_only_the_files_of_its_materials(applicant):
    _, tasks = await decided(applicant)

    files = {
        item: {material["id"] for material in task.payload["materials"] if material["files"]}
        for item, task in tasks.items()
    }
    assert files == {
        "biz-reg": {"premise_proof"},
        "food": {"premise_proof", "food_layout"},
        "sign": {"sign_img"},
        "drain": set(),
        "tax": set(),
        "si": set(),
    }


async def test_answers_about_the_situation_go_to_nobody(applicant):
    _, tasks = await decided(applicant)

    sent = {field["id"] for task in tasks.values() for field in task.payload["fields"]}
    assert sent.isdisjoint({"has_shop", "has_licence", "sells_tobacco", "homes_above", "changes_structure"})


async def test_values_are_sent_as_data_and_as_the_citizen_reads_them(applicant):
    _, tasks = await decided(applicant)

    fields = {field["id"]: field for field in tasks["food"].payload["fields"]}
    assert fields["biz_area"] == {
        "id": "biz_area",
        "label": "使用面积",
        "value": 80.0,
        "text": "80平方米",
        "source": "citizen",
    }
    assert (fields["food_items"]["value"], fields["safety_officer"]["source"]) == (["hot", "cold"], "derived")


async def test_a_department_is_told_the_basis_and_the_limits(applicant):
    _, tasks = await decided(applicant)

    payload = tasks["food"].payload
    assert payload["item"]["basis"] == list(CATALOGUE.items["food-permit"].basis)
    assert payload["department"] == {"id": "scjg", "name": "市场监督管理局"}
    assert payload["promised_by"] == tasks["food"].promised_by.isoformat()
    assert payload["promised_by"] <= payload["statutory_by"]
