"""The public guide and the personal notice: pages that work without scripts, and the same on paper."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from api.clock import today
from api.guide.content import guide_of
from api.guide.diagram import stages_svg
from api.guide.samples import sample_svg
from forms.draft import Draft
from forms.loader import default_catalogue
from forms.planner import plan
from forms.requirements import deciding_fields, situation, typical_situation

PATHS = list(default_catalogue().paths.values())
SMALL_RESTAURANT = {
    "has_shop": "yes", "biz_area": "80平", "has_licence": "no", "entity_type": "individual", "food_items": ["hot", "cold"],
    "main_format": "restaurant", "special_supply": "no", "sign_kind": "ordinary", "sells_tobacco": "no",
    "drains_to_sewer": "yes", "has_karaoke": "no", "changes_structure": "no", "staff_no": "2",
}  # fmt: skip
NOTICE = "/guide/open-restaurant/notice"
AREA = default_catalogue().paths["open-restaurant"].field("biz_area")


def text_of(pdf: bytes) -> str:
    """The words on paper, without the spaces and line ends that setting adds."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


async def test_the_front_page_leads_to_every_path(client):
    page = (await client.get("/guide")).text
    assert [path.id for path in PATHS if f'href="/guide/{path.id}"' not in page] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.id)
async def test_a_guide_tells_all_that_the_catalogue_knows_of_a_path(client, path):
    page = (await client.get(f"/guide/{path.id}")).text
    catalogue = default_catalogue()
    told = [path.name, path.short, *path.applicants, *(question.answer for question in path.faq)]
    for entry in path.items:
        item = catalogue.item_of(entry)
        told += [item.name, item.result, *item.basis, entry.why, *item.verify, *entry.verify]
    told += [catalogue.materials[use.material].name for use in path.materials]
    told += [path.field(use.field).ask for use in deciding_fields(path)]
    plain = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), page).replace("&amp;", "&").replace("&lt;", "<")
    assert [each for each in told if each not in plain] == []


async def test_an_unknown_path_is_not_found(client):
    for address in ("/guide/no-such-path", "/api/v1/paths/no-such-path"):
        assert (await client.get(address)).status_code == 404


async def test_what_the_citizen_answers_decides_what_the_notice_lists(client):
    small = (await client.post(NOTICE, data=SMALL_RESTAURANT)).text
    large = (await client.post(NOTICE, data={**SMALL_RESTAURANT, "biz_area": "320平"})).text
    assert f"{AREA.label}：80平方米" in small
    assert "食品经营许可" in small
    assert "营业前消防安全检查" not in small
    assert "营业前消防安全检查" in large


async def test_what_cannot_be_read_is_told_and_the_rest_counts(client):
    page = (await client.post(NOTICE, data={**SMALL_RESTAURANT, "biz_area": "很大"})).text
    assert f"“{AREA.label}”没看懂" in page
    assert 'value="很大"' in page, "what was written is still there to be mended"
    assert f"{AREA.label}：" not in page
    assert "个体工商户设立登记" in page


async def test_without_answers_the_notice_gives_ranges_and_names_what_is_open(client):
    page = (await client.post(NOTICE, data={})).text
    assert "最多" in page
    assert AREA.ask in page


async def test_a_hostile_answer_is_only_text(client):
    page = (await client.post(NOTICE, data={"biz_area": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page


async def test_the_notice_on_paper_says_what_the_page_says(client):
    response = await client.post(f"{NOTICE}.pdf", data=SMALL_RESTAURANT)
    assert response.headers["content-type"] == "application/pdf"
    told = text_of(response.content)
    for words in (
        "一次性告知书",
        "开办餐饮店",
        f"{AREA.label}：80平方米",
        "食品经营许可",
        "厨房设备布局图和操作流程",
        "食品安全法第35条",
    ):
        assert words in told
    assert "营业前消防安全检查" not in told


async def test_text_on_paper_is_never_read_as_a_programme(client):
    form = {"biz_area": '80平 #panic("x") $x$ @y'}
    response = await client.post(f"{NOTICE}.pdf", data=form)
    assert response.status_code == 200


async def test_a_visitor_gets_the_notice_of_the_own_draft_without_names_and_numbers(browser):
    page = (await browser.get("/guide/mine")).text
    assert f"{AREA.label}：80平方米" in page
    assert "王建国" not in page
    paper = await browser.get("/guide/mine.pdf")
    assert f"{AREA.label}：80平方米" in text_of(paper.content)
    assert "11010519491231002X" not in text_of(paper.content)


async def test_who_has_no_draft_is_told_what_to_do(client):
    await client.post("/api/v1/conversation")
    response = await client.get("/guide/mine")
    assert response.status_code == 404
    assert "先在一窗里说想办什么" in response.json()["error"]["message"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.id)
def test_the_picture_shows_every_item_once_and_says_what_it_waits_for(path):
    catalogue = default_catalogue()
    seen = situation(catalogue, path, Draft(path.id), today())
    made = plan(typical_situation(seen), today())
    picture = ET.fromstring(stages_svg(made, "title"))
    words = ["".join(element.itertext()) for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert sum(element.tag.endswith("rect") for element in picture.iter()) == len(made.items)
    shown = "".join(words)
    assert [item.name for item in made.items if item.name not in shown] == []
    assert ("等：" in shown) == any(item.waits_for for item in made.items)


def test_every_paper_that_is_handed_in_has_a_sample_that_names_what_must_be_on_it():
    for material in default_catalogue().materials.values():
        picture = sample_svg(material)
        assert (picture is not None) or material.provide != "upload"
        if picture is not None and material.sample is not None:
            shown = "".join(ET.fromstring(picture).itertext())
            assert [each for each in material.sample.shows if each not in shown] == []


def test_the_guide_of_a_path_is_data(client):
    guide = guide_of(default_catalogue(), default_catalogue().paths["newborn"], today())
    assert {"items", "materials", "questions", "faq", "basis", "modes"} <= guide.keys()


# The interface for machines


async def test_a_plan_takes_words_and_values(client):
    words = {"biz_area": "八十来平", "has_shop": "有", "food_items": "热菜和凉菜"}
    values = {"biz_area": 80, "has_shop": True, "food_items": ["hot", "cold"]}
    said, stored = [
        (await client.post("/api/v1/paths/open-restaurant/plan", json={"answers": answers})).json()
        for answers in (words, values)
    ]
    assert said == stored


async def test_a_plan_tells_what_an_answer_changed(client):
    after = {**SMALL_RESTAURANT, "biz_area": "320平", "has_shop": True, "has_licence": False, "special_supply": False,
             "sells_tobacco": False, "drains_to_sewer": True, "has_karaoke": False, "changes_structure": False}  # fmt: skip
    response = await client.post(
        "/api/v1/paths/open-restaurant/plan", json={"answers": after, "before": {**after, "biz_area": "80平"}}
    )
    told = "".join(change["text"] for change in response.json()["changes"])
    assert "营业前消防安全检查" in told
    assert "场所平面图和消防设施图" in told
    assert "总时间最多增加" in told


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ({"no_such_field": "x"}, "unknown_field", "no_such_field"),
        ({"scope": "餐饮"}, "unknown_field", "scope"),
        ({"biz_area": "很大"}, "unusable_answer", "biz_area"),
        ({"biz_area": -3}, "unusable_answer", "biz_area"),
        ({"food_items": []}, "unusable_answer", "food_items"),
        ({"entity_type": "no-such-option"}, "unusable_answer", "entity_type"),
    ],
)
async def test_answers_that_cannot_be_used_are_refused_with_the_field_and_the_reason(client, answers, code, words):
    response = await client.post("/api/v1/paths/open-restaurant/plan", json={"answers": answers})
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, code)
    assert words in error["message"]


async def test_a_guide_that_has_not_changed_is_not_sent_again(client):
    first = await client.get("/api/v1/paths/newborn")
    again = await client.get("/api/v1/paths/newborn", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_one_box_of_several_counts(client):
    page = (await client.post("/guide/open-barber/notice", data={"beauty_services": "hair"})).text
    assert "没看懂" not in page
    assert "服务项目：理发" in page
