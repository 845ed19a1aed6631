"""Takes the pictures of docs/pictures from a running installation with simulated departments.

    yichuang up                                   in one terminal
    yichuang simulate departments --seconds 5     in another
    .venv/bin/python scripts/pictures.py

Makes citizens, cases, a proposal and five accounts (their names begin with 图), so use an installation made for it.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Browser, Page, sync_playwright

from api.settings import settings
from api.simulators.telephone import Telephone
from tests.e2e.person import Person

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
URL = settings().own_url
PASSWORD = secrets.token_urlsafe(16)
STAFF = {
    "图审看": "--reviewer", "图统筹": "--coordinator", "图管理": "--administrator", "图编辑": "--editor",
    "图窗口": "--department=scjg",
}  # fmt: skip


def main() -> None:
    """Make what is to be seen, and take the pictures."""
    Person.telephone = Telephone(settings().var_folder / "short-messages.jsonl")
    for name, role in STAFF.items():
        command = [sys.executable, "-m", "api.cli", "user", "add", name, role, "--password", PASSWORD]
        subprocess.run(command, check=True)  # noqa: S603 - our own command
    cases = [_citizen(words) for words in ("转人工", "我要投诉", "俺想支棱个躺平舱")]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        reviewer = _desk(browser, "图审看")
        _take(reviewer, "queue")
        reviewer.locator('main a[href*="/console/conversations/"]').first.click()
        _take(reviewer, "conversation")
        coordinator = _desk(browser, "图统筹")
        coordinator.goto(f"{URL}/console/desk/cases/{cases[0]}")
        _take(coordinator, "case")
        coordinator.goto(f"{URL}/console/desk/conversations")
        _take(coordinator, "figures")
        administrator = _desk(browser, "图管理")
        _take(administrator, "accounts")
        clerk = _desk(browser, "图窗口")
        clerk.goto(f"{URL}/console?done=true")
        _take(clerk, "tasks")
        clerk.locator('main a[href*="/console/tasks/"]').first.click()
        _take(clerk, "task")
        _propose(_desk(browser, "图编辑"))
        browser.close()


def _propose(editor: Page) -> None:
    """An editor who has mistyped something, with the finding beside it; and what the change would do."""
    editor.get_by_label("改什么").fill("理发店先照后证的例外")
    editor.get_by_label("为什么改").fill("市场监督管理局和疾控局商定")
    editor.get_by_role("button", name="起草", exact=True).click()
    proposal = editor.url
    editor.goto(f"{proposal}/file?name=paths/open-barber.yml")
    sheet = editor.get_by_role("textbox")
    sheet.fill(sheet.input_value().replace("after: [biz-reg, biz-reg-company, biz-verify]", "after: [biz-rg]", 1))
    editor.locator("#findings a").click()
    _take(editor, "catalogue")


def _citizen(words: str) -> str:
    """Somebody who applies, and says something afterwards; returns the case's number."""
    with Person(URL) as person:
        number = person.submit(person.fill_in())
        person.say(words)
        person.wait_for(number, item="个体工商户设立登记", stage="granted")
    return number


def _desk(browser: Browser, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    page.goto(f"{URL}/console")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="退出", exact=True).wait_for()
    return page


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state()
    page.wait_for_timeout(1500)  # charts are drawn
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
