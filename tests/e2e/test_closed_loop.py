"""A message misunderstood today, corrected in the console, trained, gated, promoted, is understood afterwards.

With a small model, so that it takes a minute or two; the bot is a process that goes on running all the time.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.conversations import service as conversations
from api.database import Database
from api.improving import service as improving
from api.settings import PROJECT_FOLDER, settings
from api.supervisor import SERVING, Process, bot_python, wait_until_ready
from api.training import train_if_needed
from tests.conftest import copy_database
from tests.e2e.conftest import free_port
from tests.serving import serving

MESSAGE, MEANT = "俺想支棱个躺平舱", "open-hotel"
"""Words that no training data have."""
ALIKE = "支棱个躺平舱咋弄"


class Bot:
    """A running bot, and what it makes of a message: it tells the action server."""

    def __init__(self, url: str, told: list[dict[str, Any]]) -> None:
        self.url, self.told = url, told

    def understands(self, text: str) -> str:
        """The path or intent that it takes a message for."""
        self.told.clear()
        answer = httpx.post(
            f"{self.url}/webhooks/rest/webhook", json={"sender": str(uuid4()), "message": text}, timeout=60
        )
        answer.raise_for_status()
        latest = self.told[0]["tracker"]["latest_message"]
        understanding = latest.get("understanding") or latest
        return str(understanding.get("id") or latest["intent"]["name"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder, with a small base model."""
    monkeypatch.setattr(settings(), "var_folder", tmp_path)
    (tmp_path / "base-model").write_text(str(train_if_needed("--small")), encoding="utf-8")
    return tmp_path


@pytest.fixture
def bot(folder: Path) -> Iterator[Bot]:
    told: list[dict[str, Any]] = []
    actions = FastAPI()

    @actions.post("/")
    async def act(call: dict[str, Any]) -> dict[str, Any]:
        told.append(call)
        return {"events": [], "responses": []}

    port = free_port()
    base = (folder / "base-model").read_text(encoding="utf-8")
    with serving(actions) as actions_url:
        process = Process(
            "bot",
            [str(bot_python()), str(PROJECT_FOLDER / "bot" / "serve.py"), "--model", base,
             "--serving", str(folder / SERVING), "--port", str(port)],
            {"YICHUANG_ACTION_URL": f"{actions_url}/"},
            folder / "bot.log",
        )  # fmt: skip
        process.start()
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/", 120, [process])
            yield Bot(f"http://127.0.0.1:{port}", told)
            assert process.is_running
        finally:
            process.stop()


def test_what_was_misunderstood_is_understood_after_promotion(postgres_url: str, folder: Path, bot: Bot) -> None:
    assert bot.understands(MESSAGE) != MEANT
    url = copy_database(postgres_url)

    asyncio.run(_correct_train_promote(url))

    wanted = Path(improving.serving.served() or "").name
    loaded = folder / f"{SERVING}.loaded"
    answered = _answers_while(lambda: loaded.read_text(encoding="utf-8") != wanted, bot)
    assert answered, "the old model answered while the new one was loaded"
    assert bot.understands(MESSAGE) == MEANT
    assert bot.understands(ALIKE) == MEANT

    asyncio.run(_roll_back(url))
    _answers_while(lambda: loaded.read_text(encoding="utf-8") == wanted, bot)
    assert bot.understands(MESSAGE) != MEANT


def _answers_while(waiting: Any, bot: Bot) -> int:
    """Ask the bot again and again until something has happened; how often it answered."""
    answered, ends = 0, time.monotonic() + 90
    while waiting():
        assert time.monotonic() < ends, "the bot does not follow"
        bot.understands("你好")
        answered += 1
        threading.Event().wait(0.1)
    return answered


async def _correct_train_promote(url: str) -> None:
    database = Database(url, pool_size=2)
    try:
        async with database.transaction() as session:
            conversation = await conversations.open_conversation(session, "web", "somebody")
            message = await conversations.hear(session, conversation, MESSAGE)
            await session.flush()
            await improving.correct(session, message, MEANT, {}, "reviewer/chen")
            candidate = await improving.begin(session, "reviewer/chen")
        verdict = await improving.train(database, candidate.id)
        assert verdict is not None, "training failed"
        assert verdict.is_better, verdict
        async with database.transaction() as session:
            await improving.promote(session, candidate.id, "reviewer/chen")
    finally:
        await database.close()


async def _roll_back(url: str) -> None:
    database = Database(url, pool_size=1)
    try:
        async with database.transaction() as session:
            await improving.roll_back(session, "reviewer/chen")
    finally:
        await database.close()
