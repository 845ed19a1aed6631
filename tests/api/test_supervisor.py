"""Which processes `yichuang up` starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import supervisor
from api.settings import Settings
from api.supervisor import Process, processes


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The processes of an installation with such an address of its actions, by name."""
    monkeypatch.setattr(supervisor, "bot_python", lambda: Path("/bot/python"))

    def started(actions_url: str) -> dict[str, Process]:
        chosen = Settings(var_folder=tmp_path, port=8001, actions_url=actions_url)
        return {each.name: each for each in processes(chosen, "postgresql://", Path("model"), "the-token")}

    return started


def test_the_actions_run_beside_the_api(started):
    found = started("http://127.0.0.1:5056")

    assert list(found) == ["bot", "api", "actions", "worker"]
    assert found["bot"].environment["YICHUANG_ACTION_URL"] == "http://127.0.0.1:5056/actions/webhook?token=the-token"
    command = " ".join(found["actions"].command)
    assert "create_actions" in command
    assert "--host 127.0.0.1 --port 5056" in command


def test_the_actions_run_in_the_api_where_no_address_is_given(started):
    found = started("")

    assert list(found) == ["bot", "api", "worker"]
    assert found["bot"].environment["YICHUANG_ACTION_URL"] == "http://127.0.0.1:8001/actions/webhook?token=the-token"
