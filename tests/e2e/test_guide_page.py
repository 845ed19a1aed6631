"""The guide in a real Chromium: looked up on a phone, filled in, downloaded, and left for the conversation."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Installation


def test_a_guide_is_found_read_and_answers_what_i_need(page: Page, installation: Installation) -> None:
    page.goto(f"{installation.url}/guide")
    page.get_by_role("link", name="开办餐饮店").click()
    expect(page.get_by_role("heading", name="开办餐饮店", level=1)).to_be_visible()
    expect(page.get_by_role("img", name="“开办餐饮店”的办理步骤图")).to_be_visible()
    page.get_by_text("看样例").first.click()
    expect(page.get_by_role("img", name="“房产证或租房合同”的样例")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out on a phone"

    page.get_by_label("有固定门店", exact=True).check()
    page.get_by_label("店面一共多少平方米").fill("320平")
    page.get_by_role("button", name="看我的一次性告知书").click()
    expect(page.get_by_role("heading", name="一次性告知书", level=1)).to_be_visible()
    expect(page.get_by_text("320平方米")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PDF").click()
    assert download.value.suggested_filename == "一次性告知书-开办餐饮店.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_the_guide_leads_into_the_conversation_with_the_wish_written(
    page: Page,
    installation: Installation,
) -> None:
    page.goto(f"{installation.url}/guide/open-pharmacy")
    page.get_by_role("link", name="马上办").click()
    box = page.locator("textarea")
    expect(box).to_have_value("我想开个药店")
    assert "say=" not in page.url, "a reload must not write it again"


def test_large_text_is_one_choice_for_guide_and_conversation(page: Page, installation: Installation) -> None:
    page.goto(f"{installation.url}/guide")
    page.get_by_role("button", name="大字").click()
    page.goto(installation.url)
    expect(page.locator("html")).to_have_attribute("data-text-size", "large")


def test_the_guide_works_without_scripts(browser: Browser, installation: Installation) -> None:
    without = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = without.new_page()
    page.goto(f"{installation.url}/guide/newborn")
    page.get_by_role("button", name="看我的一次性告知书").click()
    expect(page.get_by_role("heading", name="一次性告知书", level=1)).to_be_visible()
    without.close()
