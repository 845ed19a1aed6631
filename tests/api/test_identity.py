"""Proving who one is, and going on elsewhere: one draft, one history, on whatever channel."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import select

from api.conversations import citizens
from api.conversations import service as conversations
from api.conversations.models import Message
from api.database import Database
from api.dialogue.service import take_turn
from api.dialogue.starting import open_conversation
from api.dialogue.turn import Understanding
from api.drafts import service as drafts
from api.identity import codes
from api.settings import settings
from api.sms.models import ShortMessage
from api.web.visitor import COOKIE
from forms.facts import Fact
from tests.api.conftest import MOBILE, Citizen

OTHER = "13905381234"


class Phone(Citizen):
    """A citizen on some device, who speaks as that device's sender."""

    channel: str = ""
    name: str = ""

    @classmethod
    async def on(cls, database: Database, channel: str) -> Phone:
        async with database.transaction() as session:
            phone = cls(database, (await open_conversation(session, channel, name := str(uuid4()))).id)
        phone.channel, phone.name = channel, name
        return phone

    async def say(self, handler: str, text: str, *facts: Fact, **understood: object) -> list[Message]:
        async with self.database.transaction() as session:
            conversation, sender = await conversations.locked_of_sender(session, self.channel, self.name)
            message = await conversations.hear(session, conversation, text, uuid4(), sender)
            await session.flush()
            here, seq = conversation.id, message.seq
        self.replies = list(
            await take_turn(self.database, here, seq, handler, Understanding(facts=facts, **understood))  # type: ignore[arg-type]
        )
        async with self.database.transaction() as session:
            self.conversation_id = (await conversations.find_conversation(session, self.channel, self.name)).id
        return self.replies

    async def prove(self, mobile: str = MOBILE) -> None:
        """Ask to go on elsewhere, and prove to have this number."""
        await self.say("bind", "用手机号找回")
        await self.say("answer", mobile)
        await self.say("answer", await code_for(self.database, mobile))


async def code_for(database: Database, mobile: str) -> str:
    """The code of the newest short message to a number."""
    async with database.transaction() as session:
        sent = (await session.scalars(select(ShortMessage).order_by(ShortMessage.created_at.desc()))).all()
    text = next(message.text for message in sent if message.mobile == mobile)
    found = re.search(r"\d{6}", text)
    assert found is not None
    return found.group()


def later(database: Database, interval: str = "2 minutes") -> None:
    """Let time pass for the codes that were sent."""
    with psycopg.connect(database.url) as connection:
        connection.execute(f"UPDATE one_time_codes SET sent_at = sent_at - interval '{interval}'".encode())


@pytest.fixture
async def phone(database: Database) -> Phone:
    return await Phone.on(database, "web")


@pytest.fixture
async def other_phone(database: Database) -> Phone:
    return await Phone.on(database, "wechat")


# --- one draft, one history ---------------------------------------------------------------------------------------


async def test_what_was_begun_on_one_channel_goes_on_on_another(phone, other_phone):
    await phone.begin()
    await phone.say("answer", "有")
    await phone.prove()

    await other_phone.prove()

    assert "都接过来了" in other_phone.heard
    assert "开办餐饮店" in other_phone.heard
    assert other_phone.conversation_id == phone.conversation_id
    assert (await other_phone.drafted())["has_shop"]
    await other_phone.say("answer", "80平")
    assert (await phone.drafted())["biz_area"] == 80


async def test_no_message_is_lost_or_repeated(phone, other_phone):
    await phone.begin()
    await phone.prove()
    first = [message.text for message in await phone.history()]
    await other_phone.say("greet", "在吗")
    second = [message.text for message in await other_phone.history()]

    await other_phone.prove()

    together = [message.text for message in await other_phone.history()]
    assert together[: len(first)] == first
    assert together[len(first) : len(first) + len(second)] == second
    assert [message.seq for message in await other_phone.history()] == list(range(1, len(together) + 1))


async def test_replies_name_the_message_that_they_answer_in_its_new_place(phone, other_phone):
    await phone.prove()
    await other_phone.prove()

    history = {message.seq: message for message in await other_phone.history()}
    last = history[max(history)]
    assert last.in_reply_to is not None
    assert re.fullmatch(r"\d{6}", history[last.in_reply_to].text)


async def test_of_two_drafts_for_one_path_one_is_made_and_what_was_said_last_counts(phone, other_phone):
    await phone.begin()
    for answer in ("有", "80平"):
        await phone.say("answer", answer)
    await phone.prove()
    await other_phone.begin()
    for answer in ("有", "120平"):
        await other_phone.say("answer", answer)

    await other_phone.prove()

    assert (await other_phone.drafted())["biz_area"] == 120


async def test_a_draft_for_another_path_is_put_aside_and_taken_up_again(phone, other_phone):
    await phone.begin()
    await phone.say("answer", "有")
    await phone.prove()
    await other_phone.say("apply", "给孩子上户口", id="newborn")

    await other_phone.prove()
    assert "先给您留着" in "\n".join(m.text for m in await other_phone.history())
    await other_phone.say("apply", "我想开饭店", id="open-restaurant")
    await other_phone.say("affirm", "是的")

    assert "填到一半" in other_phone.heard
    assert (await other_phone.drafted())["has_shop"]


async def test_files_go_along(applicant, database):
    other = await Phone.on(database, "wechat")
    await other.prove()

    async with database.transaction() as session:
        current = await drafts.require_open(session, other.conversation_id)
        assert await drafts.uploads_of(session, current.row.id)
    await other.say("submit", "提交申请")
    await other.say("affirm", "同意")
    await other.say("affirm", "同意")
    assert "提交成功" in "\n".join(m.text for m in await applicant.history())


async def test_cases_and_who_has_seen_them_go_along(applicant, begun_case, database):
    other = await Phone.on(database, "wechat")
    await other.say("apply", "我想办孩子的事", id="newborn")
    await other.prove()

    await other.say("status", "我的申请到哪了")
    assert begun_case.case_no in "\n".join(str(reply.text) for reply in other.replies)
    await other.say("seen", "谁看过我的信息")
    assert other.replies


async def test_a_message_sent_again_after_joining_is_answered_once(phone, other_phone):
    await phone.prove()
    await other_phone.say("bind", "用手机号找回")
    await other_phone.say("answer", MOBILE)
    here = other_phone.conversation_id
    async with other_phone.database.transaction() as session:
        conversation, sender = await conversations.locked_of_sender(session, "wechat", other_phone.name)
        code = await code_for(other_phone.database, MOBILE)
        seq = (await conversations.hear(session, conversation, code, uuid4(), sender)).seq
    first = await take_turn(other_phone.database, here, seq, "answer", Understanding())
    again = await take_turn(other_phone.database, here, seq, "answer", Understanding())
    assert [m.seq for m in again] == [m.seq for m in first]


async def test_somebody_else_on_the_same_device_leaves_first(phone):
    await phone.prove()
    with psycopg.connect(phone.database.url) as connection:
        connection.execute("UPDATE senders SET proved_at = now() - interval '90 days'")
    await phone.prove(OTHER)
    assert "退出" in phone.heard


# --- the code ----------------------------------------------------------------------------------------------------


async def test_a_wrong_code_is_refused_and_after_five_the_right_one_too(phone):
    await phone.say("bind", "用手机号找回")
    await phone.say("answer", MOBILE)
    right = await code_for(phone.database, MOBILE)
    wrong = "111111" if right != "111111" else "222222"
    for left in (4, 3, 2, 1):
        await phone.say("answer", wrong)
        assert f"还可以试{left}次" in phone.heard
    await phone.say("answer", wrong)
    assert "不能用了" in phone.heard
    await phone.say("answer", right)
    assert "不能用了" in phone.heard


async def test_an_old_code_is_refused(phone):
    await phone.say("bind", "用手机号找回")
    await phone.say("answer", MOBILE)
    later(phone.database, "6 minutes")
    await phone.say("answer", await code_for(phone.database, MOBILE))
    assert "过期" in phone.heard


async def test_somebody_elses_code_is_worth_nothing(phone, other_phone):
    for each, mobile in ((phone, MOBILE), (other_phone, OTHER)):
        await each.say("bind", "用手机号找回")
        await each.say("answer", mobile)
    await other_phone.say("answer", await code_for(phone.database, MOBILE))
    assert "验证码不对" in other_phone.heard


async def test_codes_are_not_sent_faster_than_one_a_minute_nor_more_than_ten_a_day(phone):
    await phone.say("bind", "用手机号找回")
    await phone.say("answer", MOBILE)
    await phone.say("answer", "重新发送")
    assert "秒再试" in phone.heard
    for _ in range(9):
        later(phone.database)
        await phone.say("answer", "重新发送")
        assert "已经发到138****1234" in phone.heard
    later(phone.database)
    await phone.say("answer", "没收到")
    assert "明天再试" in phone.heard


@pytest.mark.parametrize(
    ("said", "answered"),
    [("1380538", "11位"), ("不知道", "手机号"), ("换个号码", "您的手机号"), ("先不核对", "先不核对")],
)
async def test_what_is_no_number_is_answered(phone, said, answered):
    await phone.say("bind", "用手机号找回")
    await phone.say("answer", said)
    assert answered in phone.heard


async def test_an_interruption_leaves_the_question_open(phone):
    await phone.begin()
    await phone.say("bind", "换手机接着办")
    await phone.say("answer", MOBILE)
    await phone.say("thanks_bye", "谢谢")
    assert "6位验证码" in phone.heard
    await phone.say("answer", await code_for(phone.database, MOBILE))
    assert "核对好了" in "\n".join(m.text for m in await phone.history())
    assert await phone.asked() == "has_shop"


async def test_neither_number_nor_code_is_readable_in_the_database(phone):
    await phone.prove()
    with psycopg.connect(phone.database.url) as connection:
        for table in ("citizens", "one_time_codes", "short_messages", "senders", "conversations"):
            rows = str(connection.execute(f"SELECT * FROM {table}".encode()).fetchall())
            assert MOBILE not in rows, table


# --- the website -------------------------------------------------------------------------------------------------


async def test_nobody_submits_or_sees_cases_without_proof(browser, applicant, begun_case):
    with psycopg.connect(applicant.database.url) as connection:
        connection.execute("UPDATE senders SET proved_at = NULL")
    for answer in (
        await browser.get("/api/v1/cases"),
        await browser.post("/api/v1/draft/submit", json={"version": 1, "consent": True}),
    ):
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "proof_needed"
    await applicant.say("status", "我的申请到哪了")


async def test_in_the_conversation_the_proof_comes_before_the_consent(database, applicant):
    with psycopg.connect(database.url) as connection:
        connection.execute("UPDATE senders SET proved_at = NULL")
        [(channel, name)] = connection.execute("SELECT channel, name FROM senders").fetchall()
    someone = Phone(database, applicant.conversation_id)
    someone.channel, someone.name = channel, name

    await someone.say("submit", "提交申请")
    assert "核对是您本人" in someone.heard
    assert someone.replies[-1].buttons[0] == {"label": "就用138****1234", "text": MOBILE}
    await someone.say("answer", MOBILE)
    await someone.say("answer", f"验证码是{await code_for(database, MOBILE)}")
    assert "同意" in someone.heard


async def test_nobody_withdraws_a_case_without_proof(database, applicant, begun_case):
    with psycopg.connect(database.url) as connection:
        connection.execute("UPDATE senders SET proved_at = NULL")
        [(channel, name)] = connection.execute("SELECT channel, name FROM senders").fetchall()
    someone = Phone(database, applicant.conversation_id)
    someone.channel, someone.name = channel, name
    for text in ("我要撤回", "确定撤回"):
        await someone.say("cancel", text)
    assert "您的手机号" in someone.heard
    assert "withdrawn" not in {task.stage for task in (await applicant.tasks(begun_case)).values()}


async def test_proving_and_leaving_on_the_page(client, database):
    await client.post("/api/v1/conversation")
    assert (await client.get("/api/v1/identity")).json() == {"proved": False, "mobile": None, "provider": None}
    sent = await client.post("/api/v1/identity/codes", json={"mobile": "138 0538 1234"})
    assert (sent.status_code, sent.json()["mobile"]) == (202, "138****1234")
    assert (await client.post("/api/v1/identity", json={"code": "000000"})).status_code == 403
    proved = await client.post("/api/v1/identity", json={"code": await code_for(database, MOBILE)})
    assert proved.json()["messages"][-1]["text"].startswith("手机号核对好了")
    assert (await client.get("/api/v1/identity")).json() == {"proved": True, "mobile": "138****1234", "provider": None}
    assert (await client.get("/api/v1/cases")).json() == {"cases": []}

    await client.delete("/api/v1/identity")
    assert COOKIE not in client.cookies


async def test_the_page_is_told_that_the_conversation_is_another_one(client, applicant, database):
    mine = (await client.post("/api/v1/conversation")).json()["id"]
    await client.post("/api/v1/identity/codes", json={"mobile": MOBILE})
    proved = await client.post("/api/v1/identity", json={"code": await code_for(database, MOBILE)})

    assert UUID(proved.json()["conversation"]) == applicant.conversation_id
    news = (await client.get("/api/v1/conversation/messages")).json()
    assert news["conversation"] == proved.json()["conversation"] != mine
    assert (await client.get("/api/v1/draft")).json()["ready"] is True


@pytest.mark.parametrize("mobile", ["", "12345", "一三八", "1380538123x", "9" * 41])
async def test_a_number_that_is_none_is_refused(client, mobile):
    await client.post("/api/v1/conversation")
    assert (await client.post("/api/v1/identity/codes", json={"mobile": mobile})).status_code == 422


async def test_old_codes_are_forgotten(phone):
    await phone.prove()
    later(phone.database, "2 days")
    async with phone.database.transaction() as session:
        assert await codes.forget_old(session) == 1


async def test_a_citizen_is_found_by_number(applicant, database):
    async with database.transaction() as session:
        found = await citizens.by_mobile(session, MOBILE)
        assert found is not None
        assert found.id == applicant.conversation_id
        assert await citizens.by_mobile(session, OTHER) is None


async def test_the_rest_channel_wants_its_token_where_one_is_set(client, monkeypatch):
    monkeypatch.setattr(settings(), "rest_token", "a-secret")
    body = {"sender": "a", "message": "你好"}
    assert (await client.post("/webhooks/rest/webhook", json=body)).status_code == 401
    assert (await client.post("/webhooks/rest/webhook?token=a-secret", json=body)).status_code != 401
