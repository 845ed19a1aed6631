"""The official account's callback: genuine pushes are answered once, everything else is refused, nothing crashes."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner
from werobot.crypto import MessageCrypt

from actions.application import create_app
from api.announcing.service import announce
from api.cases.stages import Stage
from api.conversations.models import Message
from api.database import now
from api.errors import NotAllowedError, UnprocessableError
from api.settings import settings
from api.simulators.wechat.pushing import WeChat
from api.simulators.wechat.server import Records, create_wechat
from api.sms.models import ShortMessage
from api.wechat.client import WeChatClient, WeChatError
from api.wechat.crypto import SafeMode, UnsealableError
from api.wechat.envelope import Account, open_push
from api.wechat.links import link_for, sender_of
from api.wechat.shaping import MOST_BYTES, chosen, fitting, numbered, shaped
from tests.api.conftest import MOBILE, picture
from tests.serving import serving

APP_ID = "wx570bc396a51b8ff8"
TOKEN = "a-token-of-the-account"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET = "a-secret"
PLAIN, SAFE = Account(APP_ID, TOKEN), Account(APP_ID, TOKEN, AES_KEY)
PUSH = (
    "<xml><ToUserName>gh</ToUserName><FromUserName>o-li</FromUserName><CreateTime>1</CreateTime>"
    "<MsgType>text</MsgType><Content><![CDATA[你好]]></Content><MsgId>42</MsgId></xml>"
)


def stamp() -> tuple[str, str]:
    return str(int(time.time())), secrets.token_hex(4)


def signed_by_wechatpy(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def plain_query() -> dict[str, str]:
    at, nonce = stamp()
    return {"signature": signed_by_wechatpy(TOKEN, at, nonce), "timestamp": at, "nonce": nonce}


def safe_request(body: str = PUSH, app_id: str = APP_ID, key: str = AES_KEY) -> tuple[dict[str, str], bytes]:
    """A push sealed by wechatpy."""
    at, nonce = stamp()
    sealed = WeChatCrypto(TOKEN, key, app_id).encrypt_message(body, nonce, at)
    signature = sealed.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    return {**plain_query(), "timestamp": at, "nonce": nonce, "msg_signature": signature}, sealed.encode()


# --- the envelope, against implementations that are not ours ---------------------------------------------------------


def test_what_wechatpy_seals_is_opened():
    opened = open_push(SAFE, *safe_request())
    assert (opened.push.openid, opened.push.values["Content"], opened.sealed) == ("o-li", "你好", True)


def test_what_werobot_seals_is_opened():
    at, nonce = stamp()
    sealed = MessageCrypt(TOKEN, AES_KEY, APP_ID).encrypt_message(PUSH, at, nonce)
    signature = sealed.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    opened = open_push(SAFE, {"timestamp": at, "nonce": nonce, "msg_signature": signature}, sealed.encode())
    assert opened.push.values["Content"] == "你好"


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=700))
def test_what_is_sealed_here_is_opened_by_wechatpy_and_here(content):
    sealed = SafeMode(AES_KEY, APP_ID).seal(content)
    assert SafeMode(AES_KEY, APP_ID).open(sealed) == content
    at, nonce = stamp()
    crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    envelope = f"<xml><ToUserName>gh</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
    opened = crypto.decrypt_message(envelope, signed_by_wechatpy(TOKEN, at, nonce, sealed), at, nonce)
    assert (opened.decode() if isinstance(opened, bytes) else opened) == content


def test_a_push_as_json_is_read():
    body = '{"ToUserName": "gh", "FromUserName": "o-li", "CreateTime": 1, "MsgType": "text", "Content": "你好", "MsgId": 42}'
    assert open_push(PLAIN, plain_query(), body.encode()).push.key == "o-li:42"


def refused_requests() -> Iterator[tuple[str, Account, dict[str, str], bytes]]:
    query, body = safe_request()
    yield "unsigned", PLAIN, {}, PUSH.encode()
    yield "wrongly signed", PLAIN, {**plain_query(), "signature": "0" * 40}, PUSH.encode()
    yield "no hexadecimal signature", PLAIN, {**plain_query(), "signature": "签名"}, PUSH.encode()
    yield "old", PLAIN, old_query(), PUSH.encode()
    yield "no time", PLAIN, {**plain_query(), "timestamp": "昨天"}, PUSH.encode()
    yield "plain although the account is in safe mode", SAFE, plain_query(), PUSH.encode()
    yield "the signature of the envelope only", SAFE, {**query, "msg_signature": query["signature"]}, body
    yield "another content under the same signature", SAFE, query, safe_request("<xml/>")[1]
    yield "for another account", SAFE, *safe_request(app_id="wx0000000000000000")
    yield "with another key", SAFE, *safe_request(key="0" * 43)


def old_query() -> dict[str, str]:
    at, nonce = str(int(time.time()) - 3600), "n"
    return {"signature": signed_by_wechatpy(TOKEN, at, nonce), "timestamp": at, "nonce": nonce}


@pytest.mark.parametrize(
    ("account", "query", "body"), [pytest.param(*rest, id=name) for name, *rest in refused_requests()]
)
def test_what_wechat_has_not_sent_is_refused(account, query, body):
    with pytest.raises(NotAllowedError):
        open_push(account, query, body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"<xml>",
        b"\xff\xfe",
        b"<xml></xml>",
        PUSH.replace("<CreateTime>1<", "<CreateTime>gestern<").encode(),
        PUSH.replace("<MsgType>text</MsgType>", "").encode(),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Content>&a;</Content></xml>',
        b"<xml>" + b"x" * 70_000 + b"</xml>",
    ],
)
def test_what_cannot_be_read_is_refused(body):
    with pytest.raises(UnprocessableError):
        open_push(PLAIN, plain_query(), body)


@given(st.binary(max_size=200))
def test_no_body_crashes_the_seal(body):
    with pytest.raises((UnsealableError, UnicodeDecodeError)):
        SafeMode(AES_KEY, APP_ID).open(body.decode("latin1"))


# --- shaping ----------------------------------------------------------------------------------------------------------


def said(text: str, *buttons: str, card: dict[str, object] | None = None) -> Message:
    return Message(
        conversation_id=uuid4(), seq=1, role="bot", text=text, created_at=now(), card=card,
        buttons=[{"label": label, "text": label} for label in buttons],
    )  # fmt: skip


@given(st.text(max_size=3000))
def test_every_piece_fits_and_nothing_is_lost(text):
    pieces = list(fitting(text))
    assert all(len(piece.encode()) <= MOST_BYTES for piece in pieces if piece)
    assert "".join("".join(pieces).split()) == "".join("\n".join(text.splitlines()).split())


@pytest.mark.parametrize("number", ["2", "２", "二", "第二个", "选2", "2。", " 2 ", "2号"])
def test_a_choice_is_meant_by_its_number(number):
    assert chosen(number, [said("哪种？", "个体户", "公司")]) == "公司"


@pytest.mark.parametrize("numbers", ["1和3", "1、3", "1 3", "选1，3", "１、３"])
def test_several_choices_are_meant_by_their_numbers(numbers):
    assert chosen(numbers, [said("卖什么？", "热菜", "凉菜", "糕点")]) == "热菜和糕点"


@pytest.mark.parametrize("text", ["3", "0", "公司", "2个人", "二楼", "2026", ""])
def test_what_is_no_number_of_a_choice_is_left_as_it_is(text):
    assert chosen(text, [said("哪种？", "个体户", "公司")]) is None


def test_where_a_number_may_be_the_answer_nothing_is_numbered():
    """雇几个人: 3 is an answer, not the third button."""
    asked = said("雇几个人？", "先跳过", "转人工")
    assert numbered(asked) == []
    assert chosen("2", [asked]) is None
    assert "也可以回复：“先跳过”、“转人工”" in shaped([asked], None)[0]


def test_a_link_is_given_where_there_is_something_to_look_at():
    assert "http://x" in shaped([said("请核对", card={"type": "review"})], "http://x")[0]
    assert "http://x" not in shaped([said("您好")], "http://x")[0]


# --- links ------------------------------------------------------------------------------------------------------------


def test_a_link_is_good_for_its_sender_and_for_half_an_hour(monkeypatch):
    sender = uuid4()
    token = link_for(sender).rpartition("/")[2]
    assert sender_of(token) == sender
    for other in (token[:-2], token + "A", "", "!", token.swapcase()):
        assert sender_of(other) != sender
    monkeypatch.setattr("api.wechat.links.now", lambda: now().replace(year=now().year + 1))
    assert sender_of(token) is None


# --- over HTTP ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
def account(records, database, monkeypatch) -> Iterator[str]:
    """The application with an official account, whose WeChat is simulated; without a bot."""
    monkeypatch.setattr("api.wechat.service.PATIENCE", 20)  # reading a photo may take long beside other tests
    with serving(create_wechat(APP_ID, SECRET, records)) as api_url:
        for name, value in {
            "wechat_app_id": APP_ID, "wechat_token": TOKEN, "wechat_aes_key": AES_KEY, "wechat_secret": SECRET,
            "wechat_api_url": api_url, "database_url": database.url, "bot_url": "http://127.0.0.1:9",
        }.items():  # fmt: skip
            monkeypatch.setattr(settings(), name, value)
        with serving(create_app()) as url:
            yield url


@pytest.fixture
async def wechat(account, records):
    async with httpx.AsyncClient(trust_env=False) as http:
        yield WeChat(http, f"{account}/wechat/callback", SAFE, records)


async def test_the_address_is_confirmed_to_wechat_only(account):
    async with httpx.AsyncClient(trust_env=False) as http:
        asked = {**plain_query(), "echostr": "12345"}
        assert (await http.get(f"{account}/wechat/callback", params=asked)).text == "12345"
        assert (await http.get(f"{account}/wechat/callback", params={"echostr": "12345"})).status_code == 403


async def test_without_an_account_there_is_no_callback(client):
    assert (await client.post("/wechat/callback", content=PUSH)).status_code == 404


async def test_who_follows_is_greeted(wechat):
    delivery = await wechat.event("o-li", "subscribe")
    assert delivery.text is not None
    assert "1. 我想开个饭店" in delivery.text


@pytest.mark.parametrize("event", ["unsubscribe", "LOCATION", "VIEW", "SCAN"])
async def test_events_that_want_no_answer_get_none(wechat, event):
    delivery = await wechat.event("o-li", event)
    assert (delivery.text, delivery.error, delivery.tries) == (None, None, 1)


@pytest.mark.parametrize(
    ("kind", "answer"), [("video", "看不了"), ("link", "看不了"), ("voice", "没听清"), ("location", "看不了")]
)
async def test_what_says_nothing_in_words_is_answered(wechat, kind, answer):
    delivery = await wechat.push("o-li", kind)
    assert answer in (delivery.text or "")


async def test_without_the_bot_the_message_is_kept_and_answered_by_the_worker(wechat, database):
    delivery = await wechat.text("o-li", "我想开个饭店")
    assert (delivery.text, delivery.error) == (None, None)
    with psycopg.connect(database.url) as connection:
        [(role,)] = connection.execute("SELECT role FROM messages").fetchall()
        [(name,)] = connection.execute("SELECT task_name FROM procrastinate_jobs").fetchall()
    assert (role, name) == ("citizen", "answer_wechat_push")


async def test_twenty_deliveries_at_once_are_one_message(wechat, database):
    deliveries = await asyncio.gather(*(wechat.push("o-li", "video", 7) for _ in range(20)))
    assert {delivery.error for delivery in deliveries} == {None}
    assert {delivery.text for delivery in deliveries} == {deliveries[0].text}
    with psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT role, count(*) FROM messages GROUP BY role ORDER BY role").fetchall() == [
            ("bot", 1),
            ("citizen", 1),
        ]


async def test_a_photo_while_nothing_is_asked_is_answered(wechat):
    delivery = await wechat.photo("o-li", picture())
    assert "没有正在填的申请" in (delivery.text or "")


async def test_what_is_no_photo_is_refused_in_words(wechat):
    delivery = await wechat.photo("o-li", b"MZ\x90\x00 a program")
    assert delivery.text
    assert delivery.error is None


async def test_a_photo_that_wechat_has_lost_is_asked_for_by_the_worker_again(wechat, records, database):
    delivery = await wechat.push("o-li", "image", MediaId="gone")
    assert delivery.text is None
    with psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT task_name FROM procrastinate_jobs").fetchall() == [("answer_wechat_push",)]


async def test_an_overlong_message_is_refused_in_words(wechat):
    delivery = await wechat.text("o-li", "长" * 1500)
    assert "1000" in (delivery.text or "")


# --- what the account sends ---------------------------------------------------------------------------------------------


@pytest.fixture
async def client_of_wechat(account, database):
    async with httpx.AsyncClient(trust_env=False) as http:
        yield WeChatClient(database, http)


async def test_a_token_is_asked_for_once_however_many_need_it(client_of_wechat, records):
    records.wrote("o-li")
    await asyncio.gather(*(client_of_wechat.send_text("o-li", f"{n}") for n in range(5)))
    assert records.tokens == 1


async def test_a_stale_token_is_renewed_once(client_of_wechat, records):
    records.wrote("o-li")
    await client_of_wechat.token()
    records.stale = True
    await client_of_wechat.send_text("o-li", "您好")
    assert [text for _, text in records.texts] == ["您好"]


async def test_a_wrong_secret_is_told(client_of_wechat, monkeypatch):
    monkeypatch.setattr(settings(), "wechat_secret", "wrong")
    with pytest.raises(WeChatError, match="40013"):
        await client_of_wechat.send_text("o-li", "您好")


async def as_wechat(database, openid: str = "o-li") -> None:
    """The applicant was last heard in WeChat."""
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "INSERT INTO senders (channel, name, conversation_id, proved_at, last_heard_at, told_seq)"
            " SELECT 'wechat', %s, c.id, now(), now() + interval '1 minute', c.last_seq FROM conversations c",
            (openid,),
        )


async def test_news_go_to_wechat_where_the_citizen_was_last(applicant, begun_case, client_of_wechat, records):
    await as_wechat(applicant.database)
    records.wrote("o-li")
    await applicant.decide(begun_case, "food", Stage.GRANTED)

    for _ in range(2):
        await announce(applicant.database, client_of_wechat, applicant.conversation_id)

    [(openid, text)] = records.texts
    assert openid == "o-li"
    assert "办好了" in text


async def test_after_48_hours_by_template_and_without_one_by_short_message(
    applicant, begun_case, client_of_wechat, records, monkeypatch
):
    await as_wechat(applicant.database)
    monkeypatch.setattr(settings(), "wechat_template_id", "template-1")
    await applicant.decide(begun_case, "food", Stage.GRANTED)
    await announce(applicant.database, client_of_wechat, applicant.conversation_id)
    assert "办好了" in records.templates[0]["data"]["content"]["value"]

    monkeypatch.setattr(settings(), "wechat_template_id", "")
    await applicant.decide(begun_case, "sign", Stage.GRANTED)
    await announce(applicant.database, client_of_wechat, applicant.conversation_id)
    async with applicant.database.transaction() as session:
        [message] = (await session.scalars(select(ShortMessage))).all()
    assert message.mobile == MOBILE


async def test_on_the_page_news_are_seen_and_only_else_told(applicant, begun_case, browser, monkeypatch):
    await applicant.decide(begun_case, "food", Stage.GRANTED)
    wait = await announce(applicant.database, None, applicant.conversation_id)
    assert wait is not None
    assert 590 < wait.total_seconds() <= 600

    monkeypatch.setattr(settings(), "announce_after", 0)
    seq = (await applicant.history())[-1].seq
    await browser.get(f"/api/v1/conversation/messages?after={seq}")
    assert await announce(applicant.database, None, applicant.conversation_id) is None
    async with applicant.database.transaction() as session:
        assert (await session.scalars(select(ShortMessage))).all() == []

    await applicant.decide(begun_case, "sign", Stage.GRANTED)
    await announce(applicant.database, None, applicant.conversation_id)
    async with applicant.database.transaction() as session:
        [message] = (await session.scalars(select(ShortMessage))).all()
    assert "您的办件有新消息" in message.text
