"""Photos of papers: read, put to the citizen, and only then taken as answers."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from api.dialogue.starting import open_conversation
from api.drafts import service as drafts
from api.recognition import reader
from api.recognition.documents import recognise
from api.web.visitor import CHANNEL, COOKIE, visitor_hash
from tests.api import papers
from tests.api.conftest import Citizen, picture

SCANS = "/api/v1/draft/scans"


async def scan(browser, content: bytes) -> str:
    """What is said about a photo."""
    response = await browser.post(SCANS, files={"file": ("photo.jpg", content)})
    assert response.status_code == 200, response.text
    return "\n".join(message["text"] for message in response.json()["messages"])


async def answers_of(applicant) -> dict[str, object]:
    async with applicant.database.transaction() as session:
        current = await drafts.find_open(session, applicant.conversation_id)
        assert current is not None
        return {name: answer.value for name, answer in current.draft.answers.items()}


# Reading


@pytest.mark.parametrize(
    "content",
    [
        papers.photo(papers.id_card()),
        papers.photo(papers.id_card(), turned=4, quality=60),
        papers.photo(papers.id_card().rotate(90, expand=True), upside=6),
        papers.photo(papers.id_card().resize((600, 378))),
    ],
    ids=["straight", "turned", "held upright", "small"],
)
async def test_an_identity_card_is_read_however_it_is_held(content):
    document = recognise((await reader.read(content, "image/jpeg")).lines)

    assert document is not None
    assert document.paper == "id_card"
    assert dict(document.values) == {
        "name": "王建国",
        "gender": "男",
        "ethnicity": "汉族",
        "birth_date": "1949年12月31日",
        "address": "山东省新泰市青云街道府前街128号3单元201室",
        "id_no": papers.ID_NO,
    }


async def test_a_licence_tells_number_name_owner_and_place():
    document = recognise((await reader.read(papers.photo(papers.licence()), "image/jpeg")).lines)

    assert document is not None
    assert dict(document.values) == {
        "uscc": papers.USCC,
        "org_name": "新泰市老王家饭馆",
        "name": "王建国",
        "address": "新泰市府前街12号",
    }


async def test_a_lease_in_a_pdf_of_pictures_is_read():
    buffer = io.BytesIO()
    papers.lease().save(buffer, "PDF")

    document = recognise((await reader.read(buffer.getvalue(), "application/pdf")).lines)

    assert document is not None
    assert document.paper == "lease"
    assert str(document.ends) == "2099-12-31"
    assert document.values["area"] == "80平方米"


async def test_what_is_no_picture_reads_as_nothing():
    assert await reader.read(b"no picture", "image/jpeg") == reader.NOTHING


def test_a_photo_out_of_focus_is_less_sharp_than_the_paper():
    sharp, dull = (Image.open(io.BytesIO(papers.photo(papers.lease(), blur=blur))) for blur in (0, 6))
    assert reader.sharpness(dull) * 10 < reader.sharpness(sharp)


# In the conversation


@pytest.fixture
async def beginner(database, client):
    """Somebody on the web page who opens a restaurant and has said nothing yet about themselves."""
    client.cookies.set(COOKIE, "a-beginners-cookie")
    async with database.transaction() as session:
        conversation = await open_conversation(session, CHANNEL, visitor_hash("a-beginners-cookie"))
    beginner = Citizen(database, conversation.id)
    await beginner.begin()
    return beginner


async def test_what_a_card_says_becomes_an_answer_only_when_it_is_confirmed(beginner, client):
    before = await answers_of(beginner)

    said = await scan(client, papers.photo(papers.id_card()))

    assert "王建国" in said
    assert papers.ID_NO in said
    assert await answers_of(beginner) == before
    await beginner.say("affirm", "对")
    assert (await answers_of(beginner))["id_no"] == papers.ID_NO
    assert (await answers_of(beginner))["legal_rep"] == "王建国"


async def test_what_is_turned_down_is_forgotten(beginner, client):
    question = await beginner.asked()
    await scan(client, papers.photo(papers.id_card()))

    await beginner.say("deny", "不对")

    assert "id_no" not in await answers_of(beginner)
    assert await beginner.asked() == question


async def test_a_number_with_a_wrong_digit_is_not_offered(beginner, client):

    said = await scan(client, papers.photo(papers.id_card(number="110105194912310021")))

    assert "王建国" in said
    assert "110105194912310021" not in said


async def test_a_lease_is_kept_as_the_material_and_its_end_is_offered(beginner, client):
    await scan(client, papers.photo(papers.lease()))
    await beginner.say("affirm", "对")

    async with beginner.database.transaction() as session:
        current = await drafts.require_open(session, beginner.conversation_id)
        assert current.draft.uploads == {"premise_proof": 1}
    assert (await answers_of(beginner))["lease_to"] == "2099-12-31"


async def test_what_a_licence_says_answers_whether_there_is_one(beginner, client):
    await scan(client, papers.photo(papers.licence()))
    await beginner.say("affirm", "对")

    answers = await answers_of(beginner)
    assert (answers["has_licence"], answers["uscc"]) == (True, papers.USCC)


async def test_an_end_that_differs_from_what_was_said_is_asked_back(browser, applicant):
    said = await scan(browser, papers.photo(papers.lease("2098年6月30日")))

    assert "2098年6月30日（您前面写的是2099年12月31日）" in said
    await applicant.say("affirm", "对")
    assert (await answers_of(applicant))["lease_to"] == "2098-06-30"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (papers.photo(papers.lease("2021年6月30日")), "已经过期"),
        (papers.photo(papers.id_card_back("2001.05.12-2021.05.12")), "已经过期"),
        (papers.photo(papers.id_card_back()), "有照片的那一面"),
        (papers.photo(papers.lease(), blur=14), "有点糊"),
        (papers.photo(papers.page([(80, 80, "今天的菜单：红烧肉", 44)], (900, 500))), "没认出"),
    ],
    ids=["an old lease", "an old card", "the wrong side", "out of focus", "something else"],
)
async def test_what_is_wrong_is_named_at_once(browser, content, said):
    assert said in await scan(browser, content)


async def test_the_wrong_paper_for_a_material_is_named_and_kept(browser):
    response = await browser.post(
        "/api/v1/draft/uploads",
        data={"material": "premise_proof"},
        files={"file": ("photo.jpg", papers.photo(papers.id_card()))},
    )

    assert response.status_code == 201
    said = "\n".join(message["text"] for message in response.json()["messages"])
    assert "看着是身份证，不像“房产证或租房合同”" in said


async def test_without_a_draft_there_is_nothing_to_read_for(client):
    response = await client.post(SCANS, files={"file": ("photo.jpg", picture())})
    assert response.status_code == 404
