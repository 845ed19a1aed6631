"""The chat page in a real Chromium, as on a phone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from api.simulators.telephone import new_number
from tests.e2e.conftest import PHONE, STAFF_PASSWORD, Installation
from tests.e2e.person import ANSWERS, Person, picture


def say(page: Page, text: str) -> None:
    """Type a message, send it, and wait for the answer."""
    before = _last(page)["seq"]
    page.locator("textarea").fill(text)
    page.keyboard.press("Enter")
    for _ in range(200):
        last = _last(page)
        if last["seq"] > before and last["role"] == "bot":
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"no answer to: {text}")


def _last(page: Page) -> dict[str, Any]:
    messages: list[dict[str, Any]] = page.evaluate(
        "async () => (await (await fetch('/api/v1/conversation/messages')).json()).messages"
    )
    return messages[-1]


def answer_questions(page: Page) -> None:
    """Answer until a material is asked for."""
    for _ in range(60):
        last = _last(page)
        if (last["card"] or {}).get("type") == "upload":
            return
        answer = next((text for words, text in ANSWERS.items() if words in str(last["text"])), None)
        assert answer is not None, f"no answer prepared for: {last['text']}"
        say(page, answer)
    raise AssertionError("no material was asked for")


def text_size(page: Page) -> float:
    """The size of what is typed, in CSS pixels."""
    return float(page.locator("textarea").evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)"))


def no_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def prove(sheet: Locator, mobile: str | None = None) -> str:
    """Fill in the form by which somebody proves who they are; returns the number."""
    mobile = mobile or new_number()
    sheet.get_by_label("手机号", exact=True).fill(mobile)
    sheet.get_by_role("button", name="发验证码").click()
    sheet.get_by_label("短信里的6位验证码").fill(Person.telephone.code_for(mobile))
    sheet.get_by_role("button", name="核对好了").click()
    return mobile


def test_a_citizen_applies_on_a_phone_from_the_first_word_to_the_case_number(
    page: Page, browser: Browser, installation: Installation
) -> None:
    say(page, "我想开个饭店，府前街上，八十来平")
    plan = page.locator(".card.plan").last
    expect(plan).to_contain_text("食品经营许可")
    expect(plan).to_contain_text("各跑各的")
    assert no_wider_than_the_screen(page)

    page.get_by_role("button", name="还没有营业执照").click()
    expect(page.get_by_text("您是自己开（个体工商户），还是注册公司？")).to_be_visible()
    page.get_by_role("button", name="个体工商户").click()
    expect(page.get_by_text("都卖什么吃的？")).to_be_visible()
    answer_questions(page)

    for file in ("合同.jpg", "厨房.jpg", "招牌.jpg"):
        page.locator("input[type=file]").last.set_input_files(
            {"name": file, "mimeType": "image/jpeg", "buffer": picture()}
        )
        expect(page.get_by_text(f"：{file}").last).to_be_visible()

    page.get_by_role("button", name="核对并提交").last.click()
    review = page.get_by_role("dialog")
    expect(review).to_contain_text("老王家饭馆")
    expect(review).to_contain_text("新泰市府前街12号")
    review.get_by_role("checkbox", name="真实").check()
    review.get_by_role("button", name="全部勾上").click()
    review.get_by_role("button", name="提交申请").click()
    mobile = prove(review)
    expect(page.get_by_text("提交成功")).to_be_visible()

    say(page, "我的申请到哪了")
    expect(page.locator(".card.status").last).to_contain_text("市场监督管理局")
    assert no_wider_than_the_screen(page)

    # On another phone: the same number brings the same conversation.
    elsewhere = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    elsewhere.goto(installation.url)
    elsewhere.get_by_role("button", name="我的办件").click()
    cases = elsewhere.get_by_role("dialog")
    cases.get_by_role("button", name="用手机号找回").click()
    prove(cases, mobile)
    expect(cases.locator(".card.status")).to_contain_text("市场监督管理局")
    expect(cases.get_by_text(f"{mobile[:3]}****{mobile[-4:]}")).to_be_visible()
    elsewhere.keyboard.press("Escape")
    expect(elsewhere.get_by_text("提交成功")).to_be_visible()
    elsewhere.context.close()


def test_who_presses_my_cases_before_the_conversation_is_open_sees_them_when_it_is(
    page: Page, context: BrowserContext, installation: Installation
) -> None:
    newcomer = context.browser.new_context(viewport=PHONE, locale="zh-CN").new_page()  # type: ignore[union-attr]
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    newcomer.route("**/api/v1/conversation", hold)
    newcomer.goto(installation.url)
    newcomer.get_by_role("button", name="我的办件").click()
    expect(newcomer.get_by_text("正在查")).to_be_visible()

    for route in waiting:
        route.continue_()

    expect(newcomer.get_by_text("您还没有提交过申请")).to_be_visible()
    newcomer.context.close()


def test_what_is_wrong_is_changed_on_the_review_page(page: Page) -> None:
    say(page, "我想开个饭店，八十来平，电话13805381234")
    page.get_by_role("button", name="看看已填的内容").click()
    review = page.get_by_role("dialog")
    review.get_by_role("button", name="修改手机号").click()
    review.locator("input").first.fill("1380538")
    review.get_by_role("button", name="保存").click()
    expect(review.get_by_text("您写的是7位")).to_be_visible()
    review.locator("input").first.fill("13905381234")
    review.get_by_role("button", name="保存").click()
    expect(review.get_by_text("13905381234")).to_be_visible()


def test_a_file_that_cannot_be_used_is_refused_with_the_reason(page: Page) -> None:
    say(page, "我想开个饭店，八十来平")
    answer_questions(page)
    chooser = page.locator("input[type=file]").last
    chooser.set_input_files({"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": picture()[:200]})
    expect(page.get_by_text("打不开").last).to_be_visible()
    chooser.set_input_files({"name": "合同.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    expect(page.get_by_text("：合同.jpg").last).to_be_visible()


def test_closing_the_browser_half_way_loses_nothing(
    page: Page, context: BrowserContext, browser: Browser, installation: Installation
) -> None:
    say(page, "我想开个饭店，八十来平")
    say(page, "还没有营业执照")
    cookies = context.storage_state()
    page.close()

    again = browser.new_context(viewport=PHONE, storage_state=cookies).new_page()
    again.goto(installation.url)
    expect(again.get_by_text("记下了：还没有营业执照。")).to_be_visible()
    expect(again.get_by_text("您是自己开（个体工商户），还是注册公司？")).to_be_visible()
    again.get_by_role("button", name="个体工商户").click()
    expect(again.get_by_text("都卖什么吃的？")).to_be_visible()
    again.context.close()


def test_large_text_is_remembered_and_fits_the_screen(page: Page) -> None:
    page.get_by_role("button", name="大字版").click()
    say(page, "我想开个饭店，八十来平")
    size = text_size(page)
    assert no_wider_than_the_screen(page)
    page.reload()
    expect(page.get_by_text("您好，我是新泰市“一窗”")).to_be_attached()
    assert text_size(page) == size
    assert size >= 24


def test_in_large_type_the_plan_is_folded_up_until_somebody_wants_it(page: Page) -> None:
    page.get_by_role("button", name="大字版").click()
    say(page, "我想开个饭店，府前街上，八十来平")
    plan = page.locator(".card.plan")
    expect(plan.get_by_text("工作日，点这里看怎么办")).to_be_visible()
    expect(plan.get_by_text("食品经营许可", exact=True)).to_be_hidden()
    plan.get_by_text("点这里看怎么办").click()
    expect(plan.get_by_text("食品经营许可", exact=True)).to_be_visible()


def test_a_lost_connection_is_survived(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    page.locator("textarea").fill("我想开个饭店")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    context.set_offline(False)
    expect(page.get_by_text("好，咱们办“开办餐饮店”")).to_be_visible(timeout=30_000)
    assert page.get_by_text("好，咱们办“开办餐饮店”").count() == 1


def test_the_pictures_for_the_readme_can_be_taken(page: Page, tmp_path: Path) -> None:
    say(page, "我想开个饭店，府前街上，八十来平")
    folder = Path(os.environ.get("YICHUANG_SCREENSHOTS", str(tmp_path)))
    page.screenshot(path=folder / "chat.png")
    assert (folder / "chat.png").stat().st_size > 10_000


def test_the_page_follows_whoever_writes_english(page: Page) -> None:
    page.locator("textarea").fill("I would like to open a small restaurant, please")
    page.locator("textarea").press("Enter")
    expect(page.get_by_role("button", name="My cases")).to_be_visible()
    expect(page.locator(".card.plan").last).to_contain_text("Open a restaurant")
    assert no_wider_than_the_screen(page)
    for button in page.locator(".header-button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"], "every button of the header can be reached"


def test_a_citizen_asks_who_has_seen_their_data(page: Page) -> None:
    say(page, "我想开个饭店，八十来平")
    say(page, "谁看过我的信息")
    expect(page.get_by_text("还没有人看过您的信息")).to_be_visible()
    expect(page.get_by_text("已经有营业执照了吗").last).to_be_visible()


def test_a_person_takes_over_and_the_citizen_sees_it_at_once(page: Page, installation: Installation) -> None:
    """Through the real console; news come over the WebSocket."""
    say(page, "转人工")
    installation.add_staff("陈静", "--reviewer")
    with httpx.Client(base_url=installation.url, follow_redirects=True) as console:
        queue = console.post("/console/login", data={"name": "陈静", "password": STAFF_PASSWORD}).text
        address = re.findall(r'href="(/console/conversations/[0-9a-f-]{36})"', queue)[-1]
        token = re.findall(r'name="csrf" value="([^"]+)"', console.get(address).text)[0]
        console.post(f"{address}/take", data={"csrf": token})
        expect(page.get_by_text("工作人员已经接手")).to_be_visible(timeout=3000)
        console.post(f"{address}/reply", data={"csrf": token, "text": "您好，请问办什么事？"})
        expect(page.get_by_text("您好，请问办什么事？")).to_be_visible(timeout=3000)

        page.locator("textarea").fill("我想开个饭店")
        page.keyboard.press("Enter")
        expect(page.locator(".from-citizen").last).to_contain_text("我想开个饭店")
        page.wait_for_timeout(1500)
        assert _last(page)["role"] == "citizen", "the bot is silent"

        console.post(f"{address}/hand-back", data={"csrf": token, "summary": "直接说想办什么就行"})
    expect(page.get_by_text("直接说想办什么就行")).to_be_visible(timeout=3000)
    say(page, "我想开个饭店")
    expect(page.get_by_text("有固定的门店吗").last).to_be_visible()
