"""Firefox and WebKit (what Safari is made of), driven as their makers drive them: Marionette and WebDriver."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from selenium.common import exceptions
from selenium.webdriver import Remote, WebKitGTKOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.service import Service

from tests.e2e.conftest import free_port
from tests.e2e.marionette import Marionette, NotInteractableError

_IN_A_CONTAINER = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
"""It visits nothing but our own pages on this machine, and a container gives it neither namespaces nor a graphics card."""
_NOT_YET = (
    NotInteractableError,
    exceptions.ElementNotInteractableException,
    exceptions.StaleElementReferenceException,
)
_WAIT_SECONDS = 20.0
_VISIBLE = """
const [css, words] = arguments;
const all = (root) => [
  ...root.querySelectorAll(css),
  ...[...root.querySelectorAll('*')].flatMap((each) => (each.shadowRoot ? all(each.shadowRoot) : [])),
];
return all(document)
  .filter((each) => each.type === 'file' || each.getClientRects().length)
  .filter((each) => (each.textContent + (each.getAttribute('aria-label') || '')).includes(words)).pop() || null;
"""
"""The last element that can be seen, matches, and contains the words, in the page or in its components."""


class NotInstalledError(Exception):
    """A program is not on this machine; the message names it."""


class Driver(Protocol):
    """What both drivers offer, by the names that Selenium gave it."""

    def execute_script(self, script: str, *arguments: Any) -> Any:
        """What a script in the page returns."""

    def get(self, url: str) -> None:
        """Go to a page."""


class OtherBrowser:
    """A browser with one window, and the hands of who sits before it."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        """Go to a page."""
        self._driver.get(url)

    def add_script(self, url: str, **data: str) -> None:
        """What a page does that has a script tag with such `data-` attributes."""
        added = """
        const script = document.createElement('script');
        Object.assign(script.dataset, arguments[1]);
        script.src = arguments[0];
        document.head.append(script);
        """
        self._driver.execute_script(added, url, data)

    def see(self, words: str, css: str = "*") -> Any:
        """Wait until words can be seen; the element."""
        return _until(lambda: self._driver.execute_script(_VISIBLE, css, words), f"{css} with “{words}”")

    def press(self, words: str, css: str = "button") -> None:
        """Scroll to a button, or to a box by its label, and press it."""

        def pressed() -> bool:
            try:
                found = self.see(words, css)
                self._driver.execute_script(
                    "arguments[0].scrollIntoView({ behavior: 'instant', block: 'center' })", found
                )
                found.click()
            except _NOT_YET:
                return False
            return True

        _until(pressed, f"{css} with “{words}” that can be pressed")

    def type(self, css: str, text: str) -> None:
        """Type into a box."""
        box = self.see("", css)
        box.clear()
        box.send_keys(text)

    def say(self, text: str) -> dict[str, Any]:
        """Send a message; the last reply to it."""
        before = self.last()
        self.type("textarea.composer-box", text)
        self.press("", ".composer-send")
        return self.answered(before)

    def answered(self, before: dict[str, Any]) -> dict[str, Any]:
        """Wait for a reply after this message; the last one."""

        def replied() -> dict[str, Any] | None:
            last = self.last()
            return last if last["seq"] > before["seq"] and last["role"] == "bot" else None

        found: dict[str, Any] = _until(replied, "an answer")
        return found

    def hand_in(self, file: Path) -> None:
        """Choose a file for the material that is asked for."""
        self.see("", "input[type=file]").send_keys(str(file))

    def last(self) -> dict[str, Any]:
        """The last message of the conversation, as the server has it."""
        fetched = """
        const request = new XMLHttpRequest();
        request.open('GET', '/api/v1/conversation/messages', false);
        request.send();
        return JSON.parse(request.responseText).messages.pop();
        """
        found: dict[str, Any] = self._driver.execute_script(fetched)
        return found


@contextmanager
def firefox() -> Iterator[OtherBrowser]:
    """A Firefox without a screen; raises NotInstalledError."""
    program = _program("firefox", "firefox-esr")
    with TemporaryDirectory() as profile, Marionette(program, Path(profile), free_port()) as marionette:
        yield OtherBrowser(marionette)


@contextmanager
def webkit() -> Iterator[OtherBrowser]:
    """WebKit in its smallest browser, on a screen of its own; raises NotInstalledError."""
    driver, screen = _program("WebKitWebDriver"), _program("Xvfb")
    browsers = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser"))
    if not browsers:
        raise NotInstalledError("MiniBrowser")
    options = WebKitGTKOptions()
    options.binary_location = str(browsers[-1])
    options.add_argument("--automation")
    with _display(screen) as display:
        service = Service(driver, env={**os.environ, **_IN_A_CONTAINER, "DISPLAY": display})
        service.start()
        try:
            connection = RemoteConnection(client_config=ClientConfig(service.service_url))
            with Remote(connection, file_detector=UselessFileDetector(), options=options) as started:
                yield OtherBrowser(started)
        finally:
            service.stop()


@contextmanager
def _display(screen: str) -> Iterator[str]:
    """A virtual screen that ends with the block; its name."""
    reader, writer = os.pipe()
    process = subprocess.Popen([screen, "-displayfd", str(writer), "-screen", "0", "1024x768x24"], pass_fds=[writer])
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def _program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise NotInstalledError(names[-1])
    return found


def _until(look: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not seen: {what}")
