"""Conversations that need a person: whose they are, what is noted, who else looks, and samples of the quiet ones."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from api.attention import service as attention
from api.attention.service import Wanted
from api.database import now
from api.errors import UnprocessableError
from api.retention import service as retention
from api.staff import accounts
from tests.api.test_console import PASSWORD, cheap_hashes, hidden, log_in

__all__ = ["cheap_hashes"]
QUEUE = "/console/conversations"


@pytest.fixture
async def chen(database, client):
    """The client, logged in as a reviewer; there is another one."""
    async with database.transaction() as session:
        await accounts.save_reviewer(session, "chen", PASSWORD)
        await accounts.save_reviewer(session, "liu", PASSWORD)
    await log_in(client, "chen")
    return client


async def send(browser, citizen, action: str, **form: str):
    page = f"{QUEUE}/{citizen.conversation_id}"
    csrf = hidden((await browser.get(page)).text, "csrf")
    return await browser.post(f"{page}/{action}", data={"csrf": csrf, **form}, follow_redirects=True)


async def queued(citizen, **wanted: str) -> list[str]:
    async with citizen.database.transaction() as session:
        return [each.reason for each in await attention.queue(session, Wanted(**wanted))]


async def test_a_conversation_is_somebodys_and_found_by_that(citizen, chen):
    await citizen.say("human", "转人工")
    assert await queued(citizen, assigned="-") == ["human"]
    await send(chen, citizen, "assign", name="liu")
    assert (await queued(citizen, assigned="-"), await queued(citizen, assigned="liu")) == ([], ["human"])
    assert "liu" in (await chen.get(f"{QUEUE}?assigned=liu")).text


async def test_only_reviewers_get_conversations(citizen, chen):
    assert "没有这个账号" in (await send(chen, citizen, "assign", name="nobody")).text


async def test_labels_replace_those_before_and_can_be_looked_for(citizen, chen):
    await citizen.say("human", "转人工")
    await send(chen, citizen, "labels", labels="消防 要回电，消防")
    assert await queued(citizen, label="要回电") == ["human"]
    assert '<span class="stage">消防</span>' in (await chen.get(QUEUE)).text
    await send(chen, citizen, "labels", labels="")
    assert await queued(citizen, label="要回电") == []


async def test_too_long_a_label_is_refused_in_plain_words(citizen, chen):
    assert "每个不超过20个字" in (await send(chen, citizen, "labels", labels="长" * 21)).text


async def test_a_note_is_for_staff_alone(citizen, chen):
    await citizen.begin()
    page = await send(chen, citizen, "notes", text="他电话13805381234，下午再打")
    assert "138****1234，下午再打" in page.text
    assert all("下午再打" not in message.text for message in await citizen.history())
    with psycopg.connect(citizen.database.url) as connection:
        row = connection.execute("SELECT text FROM staff_notes").fetchone()
    assert row is not None
    assert "下午".encode() not in bytes(row[0]), "encrypted at rest"


async def test_a_note_says_something(citizen, chen):
    assert "备注不能空着" in (await send(chen, citizen, "notes", text="  ")).text


async def test_two_who_have_the_same_conversation_open_know_of_each_other(citizen):
    async with citizen.database.transaction() as session:
        await attention.look(session, citizen.conversation_id, "liu")
        assert await attention.look(session, citizen.conversation_id, "chen") == ["liu"]
    with psycopg.connect(citizen.database.url) as connection:
        connection.execute("UPDATE staff_looking SET at = at - interval '1 minute' WHERE name = 'liu'")
    async with citizen.database.transaction() as session:
        assert await attention.look(session, citizen.conversation_id, "chen") == []


async def test_a_conversation_is_found_by_the_end_of_its_case_number(applicant, citizen, begun_case):
    await applicant.say("complaint", "我要投诉")
    await citizen.say("human", "转人工")
    assert await queued(citizen, case_no=begun_case.case_no[-6:]) == ["complaint"]


async def test_quiet_conversations_of_yesterday_are_sampled_once_a_day(citizen, applicant):
    await citizen.begin()
    await applicant.say("greet", "你好")
    tomorrow = now() + timedelta(days=1)
    taken = []
    for _ in range(2):
        async with citizen.database.transaction() as session:
            taken.append(await attention.take_daily_samples(session, tomorrow, 1))
    assert taken == [1, 1], "the flags are raised now, which is before tomorrow's midnight"
    with psycopg.connect(citizen.database.url) as connection:
        connection.execute("UPDATE flags SET raised_at = raised_at + interval '1 day'")
    async with citizen.database.transaction() as session:
        assert await attention.take_daily_samples(session, tomorrow, 5) == 0
    assert await queued(citizen) == ["sample", "sample"]


async def test_what_cannot_be_submitted_is_looked_after(applicant, client, monkeypatch):
    async def broken(*_: object) -> None:
        raise UnprocessableError("bad_request")

    monkeypatch.setattr("api.dialogue.submitting.submit", broken)
    await client.post("/api/v1/conversation", json={})
    answer = await client.post(
        "/api/v1/draft/submit", json={"version": 1, "consent": True, "departments": [], "sensitive": False}
    )
    assert answer.status_code == 422
    assert await queued(applicant) == ["submission_failed"]


async def test_a_missing_tick_is_left_to_the_citizen(client, applicant):
    await client.post("/api/v1/conversation", json={})
    await client.post(
        "/api/v1/draft/submit", json={"version": 1, "consent": False, "departments": [], "sensitive": False}
    )
    assert await queued(applicant) == []


async def test_what_staff_noted_goes_with_what_is_erased(citizen, chen):
    await send(chen, citizen, "notes", text="要回电")
    async with citizen.database.transaction() as session:
        done = await retention.erase(session, citizen.conversation_id)
    assert done.removed["notes"] == 1


async def test_staff_fills_in_a_field_and_the_citizen_is_told(citizen, chen):
    await citizen.begin()
    await send(chen, citizen, "take")
    page = await send(chen, citizen, "fill", field="biz_area", value="八十来平")
    assert (await citizen.drafted())["biz_area"] == 80
    assert "工作人员帮您填了“使用面积”：80平方米" in (await citizen.history())[-1].text
    assert page.status_code == 200


async def test_what_staff_fills_in_is_checked_like_an_answer(citizen, chen):
    await citizen.begin()
    await send(chen, citizen, "take")
    assert "没看到面积" in (await send(chen, citizen, "fill", field="biz_area", value="挺大的")).text
    assert "biz_area" not in await citizen.drafted()


async def test_nobody_fills_in_what_they_have_not_taken_over(citizen, chen):
    await citizen.begin()
    assert "请先接手" in (await send(chen, citizen, "fill", field="biz_area", value="80平")).text


async def test_the_queue_is_searched_for_words_that_were_said_and_that_is_recorded(citizen, applicant, chen):
    await citizen.say("complaint", "发票一直不给，我要投诉")
    await citizen.say("complaint", "钱也不退")
    await applicant.say("complaint", "我要投诉，等太久")

    both, one, none = [
        (await chen.get(QUEUE, params={"q": words})).text for words in ("投诉", "发票 退", "发票 等太久")
    ]

    assert (both.count("打开</a>"), one.count("打开</a>"), none.count("打开</a>")) == (2, 1, 0)
    assert f"{QUEUE}/{citizen.conversation_id}" in one
    assert "没有说过这些的" in none
    with psycopg.connect(citizen.database.url) as connection:
        looked = connection.execute(
            "SELECT count(*) FROM audit_entries WHERE what = 'messages' AND actor = 'reviewer/chen'"
        )
        assert looked.fetchone() == (3,)


async def test_nobody_is_found_by_their_number(citizen, chen):
    await citizen.say("complaint", "我是13805381234，我要投诉")
    page = await chen.get(QUEUE, params={"q": "13805381234"})
    assert "不能按号码找人" in page.text
    assert "打开</a>" not in page.text
