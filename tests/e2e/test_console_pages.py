"""The console in Chromium: what the staff sees all day, by keyboard, and readable for everybody."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import STAFF_PASSWORD, Installation
from tests.e2e.person import Person
from tests.e2e.test_accessibility import RULES


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A screen at a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def case_no(installation: Installation, person: Person) -> Iterator[str]:
    """A case for the clerks of a department whose system is down for a while."""
    installation.behave("scjg", "down")
    try:
        yield person.submit(person.fill_in())
    finally:
        installation.behave("scjg", "approve")


def log_in(page: Page, installation: Installation, name: str, *role: str) -> None:
    installation.add_staff(name, *role)
    page.goto(f"{installation.url}/console")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", STAFF_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()


def late(route: Route) -> None:
    """Half a second later than everything else, as over a slow line."""
    time.sleep(0.5)
    route.continue_()


def violations(page: Page) -> list[tuple[str, list[object]]]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def test_a_clerk_works_by_keyboard(desk: Page, installation: Installation, case_no: str) -> None:
    log_in(desk, installation, "王芳", "--department", "scjg")
    assert violations(desk) == []
    desk.keyboard.press("/")
    desk.keyboard.type(case_no)
    desk.keyboard.press("Enter")
    expect(desk.locator("tr[data-task]")).to_have_count(1)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("申请内容")).to_be_visible()
    assert violations(desk) == []

    desk.keyboard.press("v")
    expect(desk.locator("#viewer img")).to_be_visible()
    desk.keyboard.press("r")
    assert "rotate(90deg)" in str(desk.locator("#viewer img").get_attribute("style"))
    assert violations(desk) == []
    desk.keyboard.press("Escape")
    expect(desk.locator("#viewer")).to_be_hidden()

    desk.get_by_text("常用意见").click()
    desk.get_by_role("button", name="材料齐全").click()
    expect(desk.locator("textarea[name=opinion]")).to_have_value("材料齐全，符合法定形式")
    desk.get_by_role("button", name="受理", exact=True).click()
    expect(desk.locator("h1 .stage")).to_have_text("已受理")


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        ("--reviewer", ["/console/conversations", "/console/improving"]),
        (
            "--coordinator",
            [
                "/console/desk",
                "/console/desk/performance",
                "/console/desk/performance/months",
                "/console/desk/conversations",
            ],
        ),
        ("--administrator", ["/console/staff", "/console/account"]),
    ],
)
def test_axe_finds_nothing_on_the_pages_of_a_role(
    desk: Page, installation: Installation, person: Person, role: str, addresses: list[str]
) -> None:
    person.say("转人工")
    log_in(desk, installation, f"刘{role.strip('-')}", role)
    for address in addresses:
        desk.goto(f"{installation.url}{address}")
        assert violations(desk) == [], address
        inner = desk.locator('main a[href^="/console/conversations/"], main a[href^="/console/desk/"]')
        if inner.count():
            inner.first.click()
            desk.wait_for_load_state()
            assert violations(desk) == [], desk.url


def test_the_coordinator_sees_a_case_as_a_chart(desk: Page, installation: Installation, case_no: str) -> None:
    log_in(desk, installation, "周敏", "--coordinator")
    desk.get_by_label("办件号").fill(case_no)
    desk.get_by_role("button", name="查办件").click()
    tasks = installation.query(
        f"SELECT count(*) FROM tasks JOIN cases ON cases.id = case_id WHERE case_no = '{case_no}'"
    )
    expect(desk.locator(".gantt [role=listitem]")).to_have_count(int(str(tasks[0][0])))
    assert violations(desk) == []


def test_the_queue_and_an_open_conversation_follow_by_themselves(
    desk: Page, installation: Installation, person: Person
) -> None:
    """Over server-sent events: nothing is loaded anew, and nothing that is being written is lost."""
    desk.route("**/hx-sse.min.js", late)
    log_in(desk, installation, "孙丽", "--reviewer")
    rows = desk.locator("#queue tbody tr")
    before = rows.count()
    desk.evaluate("window.sameDocument = true")
    person.say("我想开个饭店")
    person.say("转人工")
    expect(rows).to_have_count(before + 1, timeout=2000)
    assert desk.evaluate("window.sameDocument")

    where = installation.query(
        "SELECT conversation_id FROM flags WHERE reason = 'human' ORDER BY raised_at DESC LIMIT 1"
    )[0][0]
    desk.locator(f'a[href="/console/conversations/{where}"]').click()
    desk.get_by_role("button", name="接手").click()
    desk.get_by_label("回复").fill("您好，")
    person.say("俺想问问油烟管道咋装")
    expect(desk.get_by_text("俺想问问油烟管道咋装")).to_be_visible(timeout=2000)
    assert desk.get_by_label("回复").input_value() == "您好，"
    assert violations(desk) == []

    other = desk.context.browser.new_context().new_page()  # type: ignore[union-attr]
    log_in(other, installation, "钱伟", "--reviewer")
    other.goto(f"{installation.url}/console/conversations/{where}")
    expect(desk.get_by_text("钱伟 也开着这段对话")).to_be_visible(timeout=3000)
    other.close()
    expect(desk.get_by_text("钱伟 也开着这段对话")).to_be_hidden(timeout=5000)


def test_a_new_task_comes_into_the_list_and_what_is_ticked_stays(
    desk: Page, installation: Installation, person: Person, case_no: str
) -> None:
    log_in(desk, installation, "李敏", "--department", "scjg")
    desk.locator(f"tr[data-task]:has-text('{case_no}') input").first.check()
    expect(desk.get_by_text("选了1件")).to_be_visible()
    with Person(installation.url) as another:
        # By its number: how many there are may stay the same, where a task of an earlier test goes meanwhile.
        theirs = another.submit(another.fill_in())
        expect(desk.locator(f"tr[data-task]:has-text('{theirs}')").first).to_be_visible(timeout=10000)
    expect(desk.get_by_text("选了1件")).to_be_visible()
    assert desk.locator("tr[data-task] input:checked").count() == 1

    desk.get_by_label("查找").fill(case_no)  # no Enter: the list follows what is typed
    expect(desk.locator(f"tr[data-task]:not(:has-text('{case_no}'))")).to_have_count(0)
