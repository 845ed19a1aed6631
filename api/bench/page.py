"""How soon the page answers on a slow telephone connection: Chromium, throttled, from nothing in its cache."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

_GREETING = ".message.from-bot"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_KILO, _BITS = 1000, 8


@dataclass(frozen=True, slots=True)
class Connection:
    """What a connection gives: the delay of a request, and how much goes through."""

    name: str
    latency_ms: float
    down_kbit: float
    up_kbit: float


CONNECTIONS = (
    Connection("not throttled", 0, 0, 0),
    Connection("Fast 3G, 150 ms a round trip", 150, 1600, 750),
    Connection("Fast 3G of Chromium, 563 ms a request", 562.5, 1440, 675),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Medians over the visits, in seconds after the address was entered."""

    connection: Connection
    visits: int
    loaded: float
    """When the browser says that the page is loaded."""
    greeted: float
    """When the bot's first words stand on the page."""
    kilobytes: float
    """What went over the line until then."""


class NoBrowserError(Exception):
    """Playwright or Chromium is not installed."""


def measure(url: str, visits: int) -> Iterator[Seen]:
    """Visit the page over every connection, each time as somebody who has never been there; raises NoBrowserError."""
    try:
        # A tool for those who work on this project; the product runs without it.
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415
    except ImportError as error:
        raise NoBrowserError from error
    with sync_playwright() as playwright:
        found = os.environ.get("YICHUANG_CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except Error as error:
            raise NoBrowserError from error
        for connection in CONNECTIONS:
            times = []
            for _ in range(visits):
                context = browser.new_context(viewport={"width": 360, "height": 740})
                page = context.new_page()
                tools = context.new_cdp_session(page)
                tools.send("Network.enable")
                tools.send("Network.emulateNetworkConditions", _conditions(connection))
                started = time.perf_counter()
                page.goto(url)
                loaded = time.perf_counter() - started
                page.locator(_GREETING).first.wait_for()
                greeted = time.perf_counter() - started
                size = page.evaluate("performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)")
                times.append((loaded, greeted, size / _KILO))
                context.close()
            columns = [median(column) for column in zip(*times, strict=True)]
            yield Seen(connection, visits, *columns)
        browser.close()


def _conditions(connection: Connection) -> dict[str, object]:
    def bytes_per_second(kbit: float) -> float:
        return kbit * _KILO / _BITS or -1

    return {
        "offline": False,
        "latency": connection.latency_ms,
        "downloadThroughput": bytes_per_second(connection.down_kbit),
        "uploadThroughput": bytes_per_second(connection.up_kbit),
    }
