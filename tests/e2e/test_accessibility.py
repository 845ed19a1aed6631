"""WCAG 2.2 AA, checked with axe-core in a real browser on everything that a citizen comes to see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Installation
from tests.e2e.test_page import no_wider_than_the_screen, say

RULES: dict[str, object] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


_HIGH_CONTRAST: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
_SMALLER_THAN = """
(size) => {
  const texts = (node) => node.nodeType === Node.TEXT_NODE
    ? [node]
    : [...(node.shadowRoot ? node.shadowRoot.childNodes : []), ...node.childNodes].flatMap(texts);
  const seen = (node) => node.textContent.trim() && node.parentElement.getClientRects().length
    && !node.parentElement.closest('.for-readers, style, script');
  return texts(document.body).filter(seen)
    .filter((node) => parseFloat(getComputedStyle(node.parentElement).fontSize) < size)
    .map((node) => node.textContent);
}
"""


def found_by_axe(page: Page, rules: dict[str, object] = RULES) -> list[dict[str, object]]:
    """What breaks a rule when everything has come to rest: what just moves in is still half transparent."""
    page.emulate_media(reduced_motion="reduce")
    violations: list[dict[str, object]] = Axe().run(page, options=rules).response["violations"]
    return violations


def begin(page: Page) -> None:
    say(page, "我想开个饭店，府前街上，八十来平")


def material(page: Page) -> None:
    say(page, "我要办残疾人证，我叫王建国，身份证11010519491231002X，电话13805381234")


def review(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="看看已填的内容").click()
    expect(page.get_by_role("dialog")).to_contain_text("80平方米")


def editing(page: Page) -> None:
    review(page)
    page.get_by_role("button", name="修改使用面积").click()


def proof(page: Page) -> None:
    page.get_by_role("button", name="我的办件").click()
    page.get_by_role("button", name="用手机号找回").click()
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_text("11位数字")).to_be_visible()


def large(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="大字版").click()
    say(page, "有")


def english(page: Page) -> None:
    page.get_by_role("button", name="English").click()  # the page draws itself anew
    expect(page.get_by_role("button", name="My cases")).to_be_visible()
    expect(page.locator("textarea")).to_be_visible()


def nothing(page: Page) -> None:
    expect(page.locator("textarea")).to_be_visible()


@pytest.mark.parametrize("scene", [nothing, begin, material, review, editing, proof, large, english])
def test_axe_finds_nothing(page: Page, scene: Callable[[Page], None]) -> None:
    scene(page)
    page.wait_for_timeout(400)  # what fades in is judged when it is there
    found = found_by_axe(page)
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert no_wider_than_the_screen(page)


@pytest.mark.parametrize("address", ["/guide", "/guide/open-restaurant", "/verify", "/console"])
def test_axe_finds_nothing_on_the_other_pages(page: Page, installation: Installation, address: str) -> None:
    page.goto(f"{installation.url}{address}")
    found = found_by_axe(page)
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("scene", [nothing, begin, material, review, editing, proof])
def test_large_type_is_large_everywhere_and_easy_to_tell_from_what_is_behind(
    page: Page, scene: Callable[[Page], None]
) -> None:
    """适老化: at least 18 points, which are 24 pixels of CSS, and a contrast of 7 to 1."""
    page.get_by_role("button", name="大字版").click()
    scene(page)
    assert page.evaluate(_SMALLER_THAN, 24) == []
    assert found_by_axe(page, _HIGH_CONTRAST) == []
    assert no_wider_than_the_screen(page)


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    """From the first question to the review and back, without touching the mouse."""
    page.locator("textarea").focus()
    page.keyboard.type("我想开个饭店，八十来平")
    page.keyboard.press("Tab")
    pressed = page.evaluate("document.querySelector('yichuang-chat').shadowRoot.activeElement.className")
    while "composer-send" not in pressed:
        page.keyboard.press("Tab")
        pressed = page.evaluate("document.querySelector('yichuang-chat').shadowRoot.activeElement.className")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="还没有营业执照")).to_be_visible()
    page.get_by_role("button", name="还没有营业执照").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="个体工商户")).to_be_enabled()
    page.get_by_role("button", name="看看已填的内容").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, installation: Installation) -> None:
    """200 % zoom of a narrow window: half as many CSS pixels."""
    context = browser.new_context(viewport={"width": 320, "height": 512}, device_scale_factor=2, locale="zh-CN")
    page = context.new_page()
    page.goto(installation.url)
    expect(page.get_by_text("您好，我是新泰市“一窗”")).to_be_visible()
    begin(page)
    assert no_wider_than_the_screen(page)
    context.close()


def test_the_conversation_opens_on_another_sites_page(page: Page, installation: Installation) -> None:
    """One script tag; the host page's styles do not reach it, its colour does."""
    page.goto(f"{installation.url}/verify")
    page.set_content(
        "<!doctype html><html lang='zh-CN'><title>新泰市人民政府</title><main><h1>新泰市人民政府</h1></main>"
        "<style>button { font-size: 3px !important; display: none !important } :root { --yc-brand: #7a1f2b }</style>"
        f"<script src='{installation.url}/widget.js' data-title='一窗帮办'></script>"
    )
    page.get_by_role("button", name="一窗帮办").click()
    expect(page.get_by_text("您好，我是新泰市“一窗”")).to_be_visible()
    page.locator("textarea").fill("我想开个饭店")
    page.locator("textarea").press("Enter")
    expect(page.get_by_text("有固定的门店吗")).to_be_visible()
    colour = page.locator(".composer-send").evaluate("(button) => getComputedStyle(button).color")
    assert colour
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("textarea")).to_be_hidden()
