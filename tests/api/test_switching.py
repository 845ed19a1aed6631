"""Another path instead of the one under way, and coming back: what was said once is not asked again."""

from __future__ import annotations

import psycopg

from api.cases.stages import Stage
from tests.api.conftest import USCC, Citizen

CONVERSATION = "/api/v1/conversation"


async def switch(citizen: Citizen, path: str) -> None:
    await citizen.say("apply", "我想办另一件", id=path)
    assert "放下它" in citizen.heard
    await citizen.say("apply", "我想办另一件", id=path)


async def test_what_both_paths_need_goes_along(applicant):
    await switch(applicant, "open-supermarket")
    assert "带过来了" in applicant.heard
    assert "店名" in applicant.heard
    body = await applicant.drafted()
    assert body["org_name"] == "老王家饭馆"
    assert "seats" not in body


async def test_papers_go_along_as_well(applicant):
    """A finished restaurant becomes a hotel: what was photographed once is in both drafts."""
    await switch(applicant, "open-hotel")
    assert "传过的" in applicant.heard
    with psycopg.connect(applicant.database.url) as connection:
        rows = connection.execute(
            "SELECT d.path_id, u.material_id, u.sha256 FROM uploads u JOIN drafts d ON d.id = u.draft_id"
        ).fetchall()
    restaurant = {(material, digest) for path, material, digest in rows if path == "open-restaurant"}
    hotel = {(material, digest) for path, material, digest in rows if path == "open-hotel"}
    assert hotel
    assert hotel <= restaurant


async def test_nothing_goes_along_that_means_something_else(citizen):
    await citizen.begin()
    await citizen.say("answer", "租好了")
    await switch(citizen, "newborn")
    assert "带过来了" not in citizen.heard


async def test_a_yes_switches_too(citizen):
    await citizen.begin()
    await citizen.say("apply", "我想办另一件", id="open-supermarket")
    await citizen.say("affirm", "是的")
    assert "咱们办" in citizen.heard


async def test_who_comes_back_to_a_case_is_told_how_far_it_is(browser, applicant, begun_case):
    with psycopg.connect(applicant.database.url) as connection:
        connection.execute("UPDATE conversations SET last_message_at = now() - interval '2 days'")

    last = (await browser.post(CONVERSATION)).json()["messages"][-1]

    assert "欢迎回来" in last["text"]
    assert begun_case.case_no in last["text"]
    assert last["card"]["type"] == "status"


async def test_who_comes_back_when_all_is_done_is_told_nothing(browser, applicant, begun_case):
    for item, task in (await applicant.tasks(begun_case)).items():
        if task.stage != Stage.GRANTED:
            await applicant.decide(begun_case, item, Stage.GRANTED)
    with psycopg.connect(applicant.database.url) as connection:
        connection.execute("UPDATE conversations SET last_message_at = now() - interval '2 days'")
    before = len(await applicant.history())
    await browser.post(CONVERSATION)
    assert len(await applicant.history()) == before
    assert USCC in str((await applicant.tasks(begun_case))["biz-reg"].licence)
