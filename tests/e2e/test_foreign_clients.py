"""Rasa's channels with clients that are not ours, unchanged, from npm: a chat widget in Chromium, a REST test client."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, expect

from api.settings import PROJECT_FOLDER
from tests.e2e.conftest import Installation

_CLIENTS = Path(__file__).with_name("clients")
_WIDGET, _REST_CLIENT = "rasa-webchat@1.0.1", "supertest@7.3.2"
_FILES = {_WIDGET: "node_modules/rasa-webchat/lib/index.js", _REST_CLIENT: "node_modules/supertest/index.js"}


def package(name: str) -> Path:
    """The folder in which a package of npm is installed; it stays for the next run."""
    folder = PROJECT_FOLDER / "var" / "npm" / name
    if not (folder / _FILES[name]).exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, so no client of others can be obtained")
        folder.mkdir(parents=True, exist_ok=True)
        # The widget's file holds all that it needs, so what it was built from is left out.
        only = ["--legacy-peer-deps", "--omit=dev", "--omit=peer", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([npm, "install", "--prefix", str(folder), *only, name], check=True, timeout=300)
    return folder


def test_a_chat_widget_from_npm_holds_a_conversation(context: BrowserContext, installation: Installation) -> None:
    script = package(_WIDGET) / _FILES[_WIDGET]
    page = context.new_page()
    page.route("**/a-page-of-others", lambda route: route.fulfill(path=_CLIENTS / "widget.html"))
    page.route("**/the-widget.js", lambda route: route.fulfill(path=script))
    page.goto(f"{installation.url}/a-page-of-others")
    page.locator(".rw-launcher").click()
    said = page.locator(".rw-messages-container")
    expect(said).to_contain_text("您好")

    box = page.locator(".rw-new-message")
    box.fill("我想开个饭店，八十来平")
    box.press("Enter")
    expect(said).to_contain_text("开办餐饮店", timeout=20_000)
    page.locator(".rw-reply").first.click()

    expect(said).to_contain_text("有营业执照了", timeout=20_000)
    expect(said).to_contain_text("都卖什么吃的", timeout=20_000)


def test_a_rest_test_client_from_npm_finds_what_it_expects(installation: Installation) -> None:
    modules = package(_REST_CLIENT) / "node_modules"
    node = shutil.which("node")
    assert node is not None, "npm is there, node is not"
    ran = subprocess.run(
        [node, str(_CLIENTS / "rest.cjs"), installation.url, f"tester-{uuid4()}"],
        check=False,
        env={**os.environ, "NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
