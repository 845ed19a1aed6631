"""The official account, with a simulated WeChat outside and everything else real."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest
import uvicorn

from api.simulators.telephone import new_number
from api.simulators.wechat.pushing import Delivery, WeChat
from api.simulators.wechat.server import Records, create_wechat
from tests.e2e.conftest import ACCOUNT, WECHAT_SECRET, Installation
from tests.e2e.person import ANSWERS, Person, picture


@dataclass
class Phone:
    """Somebody's WeChat."""

    installation: Installation
    records: Records
    openid: str = field(default_factory=lambda: f"o{uuid4().hex}")
    last: Delivery = field(default_factory=lambda: Delivery(0, None))
    shown: int = 0

    def push(self, kind: str, *values: object) -> str:
        """Push something; returns what is answered, at once or by a message that follows."""
        self.shown = len(self.mine())

        async def pushed() -> Delivery:
            async with httpx.AsyncClient(trust_env=False) as http:
                wechat = WeChat(http, f"{self.installation.url}/wechat/callback", ACCOUNT, self.records)
                return await getattr(wechat, kind)(self.openid, *values)  # type: ignore[no-any-return]

        self.last = asyncio.run(pushed())
        assert self.last.error is None, self.last.error
        return self.last.text or ""

    def say(self, text: str) -> str:
        """Write something; returns the whole answer."""
        at_once = self.push("text", text)
        return at_once or self.message()

    def mine(self) -> list[str]:
        """The account's messages to this citizen."""
        return [text for openid, text in self.records.texts if openid == self.openid]

    def message(self, seconds: float = 20) -> str:
        """Wait for messages that the account sends by itself."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(self.mine()) > self.shown:
                time.sleep(0.2)
                found = self.mine()[self.shown :]
                self.shown = len(self.mine())
                return "\n".join(found)
            time.sleep(0.05)
        raise AssertionError("no message came")


@pytest.fixture(scope="module")
def records(installation: Installation) -> Iterator[Records]:
    """WeChat's interfaces, where the installation expects them."""
    made = Records()
    config = uvicorn.Config(create_wechat(ACCOUNT.app_id, WECHAT_SECRET, made), log_level="critical")
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", installation.wechat_port))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield made
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def phone(installation: Installation, records: Records) -> Phone:
    return Phone(installation, records)


@contextlib.contextmanager
def standing_still(installation: Installation, name: str) -> Iterator[None]:
    """A process that does nothing for a while."""
    process = installation.processes[name].popen
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_who_follows_is_greeted_with_numbered_choices(phone: Phone) -> None:
    greeting = phone.push("event", "subscribe")
    assert "您好，我是新泰市“一窗”" in greeting
    assert "1. 我想开个饭店" in greeting
    assert "回复数字" in greeting
    assert "有固定的门店吗" in phone.say("1")


def test_an_answer_is_given_by_number_by_word_or_spoken(phone: Phone) -> None:
    asked = phone.say("我想开个饭店")
    assert "有固定的门店吗" in asked
    number = next(
        line.split(".")[0] for line in asked.splitlines() if "有固定门店" in line or ("固定" in line and "." in line)
    )
    assert "多少平方米" in phone.say(number)
    assert "营业执照" in phone.push("voice", "八十来平。")


def test_begun_on_the_website_goes_on_in_wechat_and_ends_on_the_website(phone: Phone, person: Person) -> None:
    person.say("我想开个饭店，府前街上，八十来平")
    mobile = person.prove(new_number())

    assert "手机号" in phone.say("我在网站上填了一半，想接着填")
    assert "验证码" in phone.say(mobile)
    heard = phone.say(person.telephone.code_for(mobile))
    assert "都接过来了" in heard
    for _ in range(60):
        if "发照片" in heard:
            break
        answer = next((text for words, text in ANSWERS.items() if words in heard), None)
        assert answer is not None, heard
        heard = phone.say(answer)
    for _ in range(8):
        if "核对" in heard and "wechat/open" in heard and "发照片" not in heard:
            break
        heard = phone.push("photo", picture()) or phone.message()

    review = person.review()
    assert review["ready"], review["missing"]
    case_no = person.submit(review)
    assert case_no in phone.say("我的申请到哪了")
    texts = [message["text"] for message in person.history()]
    assert len([text for text in texts if text == "我在网站上填了一半，想接着填"]) == 1

    assert "办好了" in phone.message(40), "news go to the channel that was used last"


def test_what_takes_longer_than_wechat_waits_comes_as_a_message(phone: Phone, installation: Installation) -> None:
    phone.say("你好")
    with standing_still(installation, "bot"):
        assert phone.push("text", "我想开个饭店") == ""
        assert max(phone.last.seconds) < 5
    assert "有固定的门店吗" in phone.message()
    assert len(phone.mine()) == 1


def test_a_push_delivered_twice_is_answered_once(phone: Phone, installation: Installation) -> None:
    first = phone.push("text", "我想开个饭店", 4711)
    again = phone.push("text", "我想开个饭店", 4711)
    assert without_link(again) == without_link(first)
    [(count,)] = installation.query(
        "SELECT count(*) FROM messages m JOIN senders s ON s.id = m.sender_id"
        f" WHERE s.name = '{phone.openid}' AND m.role = 'citizen'"
    )
    assert count == 1


def without_link(text: str) -> str:
    return re.sub(r"http\S+", "", text)


def test_a_link_opens_the_same_conversation_on_the_page(phone: Phone, installation: Installation) -> None:
    answer = phone.say("我想开个饭店，八十来平")
    found = re.search(r"http\S+/wechat/open/[\w-]+", answer)
    assert found is not None, answer
    with httpx.Client(base_url=installation.url) as browser:
        assert "打开我的申请" in browser.get(found.group()).text
        assert browser.get("/api/v1/draft").status_code == 404, "looking opens nothing"
        assert browser.post(found.group()).status_code == 303
        assert "八十来平" in str(browser.post("/api/v1/conversation").json())
        assert browser.get("/api/v1/draft").json()["path"]["id"] == "open-restaurant"
        assert browser.post(f"{found.group()}x").status_code == 404


def test_a_stale_token_is_renewed_and_tokens_are_shared(
    phone: Phone, records: Records, installation: Installation
) -> None:
    records.stale = True
    with standing_still(installation, "bot"):
        phone.push("text", "你好")
    assert phone.message()
    asked = records.tokens
    with standing_still(installation, "bot"):
        phone.push("text", "你能办什么")
    assert phone.message()
    assert records.tokens == asked
