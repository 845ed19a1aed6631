"""A person takes a conversation over: from then on the bot says nothing, whatever it was doing."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from api import takeover
from api.attention import service as attention
from api.audit import service as audit
from api.cases.stages import Stage
from api.clock import CHINA
from api.conversations import service as conversations
from api.dialogue.chatting import on_duty
from api.errors import ConflictError
from api.staff import accounts
from api.takeover import masked_text
from tests.api.conftest import Citizen

WHO, OTHER = "reviewer/陈静", "reviewer/刘伟"
PAGES = "/console/conversations"
RACES = 1000


async def take(citizen: Citizen, by: str = WHO) -> int:
    """Take over; returns the number of the notice."""
    async with citizen.database.transaction() as session:
        conversation = await takeover.take_over(session, citizen.conversation_id, by, "工作人员已经接手。")
        return conversation.last_seq


async def hand_back(citizen: Citizen) -> None:
    async with citizen.database.transaction() as session:
        await takeover.hand_back(session, citizen.conversation_id, WHO, "处理完了。")


async def test_nothing_is_said_by_the_bot_until_it_is_handed_back(citizen):
    await citizen.begin()
    await take(citizen)
    for handler, text in (("answer", "80平"), ("greet", "你好"), ("apply", "我想开超市"), ("status", "到哪了")):
        assert await citizen.say(handler, text) == []
    assert "biz_area" not in await citizen.drafted(), "what is said to a person is no answer to the bot"
    await hand_back(citizen)
    await citizen.say("greet", "你好")
    assert citizen.replies[0].role == "bot"


async def test_a_takeover_never_races_with_a_reply(citizen):
    """Takeover and answer at once, again and again: no bot message comes after the takeover's notice."""
    await citizen.begin()
    for _ in range(RACES):
        _, notice = await asyncio.gather(citizen.say("greet", "你好"), take(citizen))
        later = [message for message in await citizen.history() if message.seq > notice]
        assert [message.text for message in later if message.role == "bot"] == []
        await hand_back(citizen)


async def test_news_of_departments_come_as_notices_and_ask_nothing(applicant, begun_case):
    await take(applicant)
    await applicant.decide(begun_case, "sign", Stage.GRANTED)
    last = (await applicant.history())[-1]
    assert (last.role, last.buttons) == ("system", [])
    assert "办好了" in last.text


async def test_a_file_that_is_handed_in_meanwhile_is_kept(citizen):
    await citizen.begin()
    await citizen.fill()
    asked = (await citizen.history())[-1].seq
    await take(citizen)
    await citizen.hand_in("sign_img")
    assert [m.role for m in await citizen.history() if m.seq > asked] == ["system"]


async def test_two_do_not_take_the_same_conversation(citizen):
    await take(citizen)
    with pytest.raises(ConflictError, match="taken_by_other"):
        await take(citizen, OTHER)
    async with citizen.database.transaction() as session:
        with pytest.raises(ConflictError, match="not_taken"):
            await takeover.reply(session, citizen.conversation_id, OTHER, "您好")


async def test_the_queue_puts_first_what_is_due_first(citizen, applicant):
    await applicant.say("complaint", "我要投诉")
    await citizen.say("urgent", "着火了")
    await citizen.say("human", "转人工")
    async with citizen.database.transaction() as session:
        waiting = await attention.queue(session)
    assert [(each.reason, each.flags) for each in waiting] == [("urgent", 2), ("complaint", 1)]
    await take(citizen)
    await hand_back(citizen)
    async with citizen.database.transaction() as session:
        assert [each.reason for each in await attention.queue(session)] == ["complaint"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证11010519491231002X，电话13805381234", "身份证110***********002X，电话138****1234"),
        ("卡号6222021001116245702", "卡号622************5702"),
        ("80平，3个人，2026年", "80平，3个人，2026年"),
    ],
)
def test_long_numbers_are_masked(text, masked):
    assert masked_text(text) == masked


@pytest.mark.parametrize(
    ("moment", "there"),
    [("2026-11-27 09:00", True), ("2026-11-27 17:30", False), ("2026-11-28 10:00", False), ("2026-10-01 10:00", False)],
)
def test_staff_is_there_on_working_days_within_its_hours(moment, there):
    assert on_duty(datetime.fromisoformat(moment).replace(tzinfo=CHINA)) is there


async def test_who_asks_for_a_person_out_of_hours_is_told_when_somebody_is_there(citizen, monkeypatch):
    monkeypatch.setattr("api.dialogue.chatting.on_duty", lambda _: False)
    await citizen.say("human", "转人工")
    assert "08:30-17:30" in citizen.heard
    monkeypatch.setattr("api.dialogue.chatting.on_duty", lambda _: True)
    await citizen.say("human", "转人工")
    assert "请稍等" in citizen.heard


# --- in the browser --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def reviewer(client, database):
    async with database.transaction() as session:
        await accounts.save_reviewer(session, "陈静", "a-long-password")
    await client.post("/console/login", data={"name": "陈静", "password": "a-long-password"})
    return client


def csrf(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]


async def test_the_whole_way_in_the_browser(reviewer, applicant, database):
    await applicant.say("human", "转人工，我的电话是13805381234")
    url = f"{PAGES}/{applicant.conversation_id}"
    assert (await reviewer.get("/console")).headers["location"] == PAGES
    assert "要找人" in (await reviewer.get(PAGES)).text
    page = (await reviewer.get(url)).text
    assert "138****1234" in page
    assert "13805381234" not in page
    assert "11010519491231002X" not in page
    assert "13805381234" in (await reviewer.get(f"{url}?reveal=true")).text

    token = csrf(page)
    assert (await reviewer.post(f"{url}/take", data={"csrf": "x"})).status_code == 403
    assert (await reviewer.post(f"{url}/reply", data={"csrf": token, "text": "您好"})).status_code == 409
    await reviewer.post(f"{url}/take", data={"csrf": token})
    await reviewer.post(f"{url}/reply", data={"csrf": token, "text": "您好，我来帮您"})
    assert [(m.role, m.text) for m in (await applicant.history())[-1:]] == [("staff", "您好，我来帮您")]
    await reviewer.post(f"{url}/hand-back", data={"csrf": token, "summary": "材料已经说明"})
    told = [message for message in await applicant.history() if message.role == "system"]
    assert "材料已经说明" in told[-1].text
    assert (await reviewer.get(PAGES)).text.count('id="row-') == 0

    async with database.transaction() as session:
        looks = await audit.accesses_to(session, [applicant.conversation_id], [])
    mine = [each for each in looks if each.actor == WHO and each.action == "read"]
    assert {tuple(each.details.get("fields", [])) for each in mine} == {(), ("revealed",)}
    await applicant.say("seen", "谁看过我的信息")
    assert "一窗的工作人员" in applicant.heard


@pytest.mark.parametrize("role", ["clerk", "coordinator"])
async def test_no_other_role_reads_conversations(client, database, applicant, role):
    async with database.transaction() as session:
        if role == "clerk":
            await accounts.save_clerk(session, "王芳", "a-long-password", "scjg")
        else:
            await accounts.save_coordinator(session, "王芳", "a-long-password")
    await client.post("/console/login", data={"name": "王芳", "password": "a-long-password"})
    for address in (PAGES, f"{PAGES}/{applicant.conversation_id}", f"{PAGES}/{applicant.conversation_id}/live"):
        assert (await client.get(address)).status_code == 401


async def test_while_a_person_answers_a_message_is_only_stored(browser, applicant):
    async with applicant.database.transaction() as session:
        await conversations.locked(session, applicant.conversation_id)
    await take(applicant)
    body = {"client_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "text": "在吗"}
    answer = await browser.post("/api/v1/conversation/messages", json=body)
    assert answer.status_code == 200, "although there is no bot"
    assert [message["role"] for message in answer.json()["messages"]] == ["citizen"]
