"""The catalogue in Chromium: one editor changes it, sees what is wrong while typing, and another publishes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Installation
from tests.e2e.test_console_pages import desk, log_in, violations

__all__ = ["desk"]
PATH = "开办理发美容店"
ANSWER = "证不收钱。检测费用问检测公司。"


@pytest.fixture
def second_desk(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_a_change_is_written_tried_and_published_while_the_city_works(
    desk: Page, second_desk: Page, installation: Installation
) -> None:
    log_in(desk, installation, "李编", "--editor")
    assert violations(desk) == []
    desk.get_by_label("改什么").fill("检测费的说法")
    desk.get_by_label("为什么改").fill("疾控局来函")
    desk.get_by_role("button", name="起草", exact=True).click()
    proposal = desk.url

    desk.get_by_role("row").filter(has_text=PATH).get_by_role("link", name="原文").click()
    see_what_is_wrong_while_typing(desk)
    desk.on("dialog", lambda dialog: dialog.accept())  # what was typed there is left behind
    desk.get_by_role("link", name="填表").click()
    fill_in_the_form(desk)
    desk.goto(proposal)
    expect(desk.locator(".diff .came")).to_have_count(1)
    try_it(desk)

    desk.goto(proposal)
    assert violations(desk) == []
    desk.get_by_role("button", name="交给别人审").click()
    expect(desk.get_by_text("不能自己发布")).to_be_visible()
    log_in(second_desk, installation, "王审", "--editor")
    second_desk.get_by_role("link", name="检测费的说法").click()
    second_desk.get_by_role("button", name="发布", exact=True).click()
    expect(second_desk.locator("h1 .stage")).to_have_text("已发布")

    assert is_read_soon(second_desk, installation), "every process takes it up by itself"
    second_desk.goto(f"{installation.url}/console/catalogue")
    second_desk.get_by_role("link", name="和上一版比").first.click()
    expect(second_desk.locator(".diff .came")).to_contain_text(ANSWER)
    assert violations(second_desk) == []


def see_what_is_wrong_while_typing(desk: Page) -> None:
    source = desk.get_by_role("textbox")
    text = source.input_value()
    source.fill(text.replace("kind: choices", "kind: choises", 1))
    expect(desk.locator("#findings li")).to_have_count(1)
    expect(desk.locator(".gutter .wrong")).to_have_count(1)
    assert violations(desk) == []
    desk.locator("#findings a").click()
    assert source.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)").strip() == "kind: choises"
    source.fill(text)
    expect(desk.locator("#findings")).to_have_text("没有发现问题。")


def fill_in_the_form(desk: Page) -> None:
    desk.get_by_role("link", name="常见问题").click()
    assert violations(desk) == []
    desk.get_by_role("group").filter(has_text="办卫生许可证收钱吗？").get_by_label("答").fill(ANSWER)
    desk.get_by_role("button", name="存", exact=True).first.click()
    expect(desk.get_by_role("status")).to_have_text("存好了。")


def try_it(desk: Page) -> None:
    desk.get_by_role("button", name="看流程和问题").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"试一试：{PATH}")
    desk.get_by_label("洗浴桑拿").check()
    desk.get_by_role("button", name="再算一次").click()
    expect(desk.locator(".picture")).to_contain_text("营业前消防安全检查")
    assert violations(desk) == []


def is_read_soon(page: Page, installation: Installation) -> bool:
    for _ in range(20):
        page.goto(f"{installation.url}/guide/open-barber")
        if ANSWER in page.content():
            return True
        page.wait_for_timeout(250)
    return False
