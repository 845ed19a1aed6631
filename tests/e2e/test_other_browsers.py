"""The page and the widget in browsers other than Chromium: to the case number, and on the page of another site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.simulators.telephone import new_number
from tests.e2e.conftest import Installation
from tests.e2e.other_browsers import NotInstalledError, OtherBrowser, firefox, webkit
from tests.e2e.person import ANSWERS, Person, picture


@pytest.fixture(params=[firefox, webkit], ids=["firefox", "webkit"])
def browser(request: pytest.FixtureRequest) -> Iterator[OtherBrowser]:
    """Each of them in turn."""
    try:
        with request.param() as opened:
            yield opened
    except NotInstalledError as missing:
        pytest.skip(f"{missing} is not installed; sh scripts/obtain-browser as root installs it")


def test_a_citizen_applies_from_the_first_word_to_the_case_number(
    browser: OtherBrowser, installation: Installation, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture())
    browser.open(installation.url)
    browser.see("您好，我是新泰市“一窗”")

    asked = browser.say("我想开个饭店，府前街上，八十来平")
    browser.see("食品经营许可", ".card.plan")
    browser.press("还没有营业执照")
    asked = browser.answered(asked)
    while asked["card"] is None or asked["card"]["type"] != "review":
        if asked["card"] is not None and asked["card"]["type"] == "upload":
            browser.hand_in(photo)
            asked = browser.answered(asked)
        else:
            asked = browser.say(next(answer for words, answer in ANSWERS.items() if words in asked["text"]))

    browser.press("核对并提交")
    browser.see("老王家饭馆", "[role=dialog]")
    browser.press("真实", "[role=dialog] label")
    browser.press("全部勾上")
    browser.press("提交申请")
    mobile = new_number()
    browser.type("[role=dialog] input[type=tel]", mobile)
    browser.press("发验证码")
    browser.type("[role=dialog] input[autocomplete=one-time-code]", Person.telephone.code_for(mobile))
    browser.press("核对好了")
    browser.see("提交成功")

    browser.open(installation.url)
    browser.see("提交成功")
    browser.say("我的申请到哪了")
    browser.see("市场监督管理局", ".card.status")


def test_the_conversation_opens_on_another_sites_page(browser: OtherBrowser, installation: Installation) -> None:
    browser.open(f"{installation.url}/verify")
    browser.add_script(f"{installation.url}/widget.js", title="一窗帮办")
    browser.press("一窗帮办")
    browser.see("您好，我是新泰市“一窗”")

    browser.say("我想开个饭店")
    browser.see("有固定的门店吗")
