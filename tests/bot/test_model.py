"""A small model is trained, found again, and understands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import model_files
import parse
import train


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    assert train.main(["--small", "6", "--out", str(folder)]) == 0
    return model_files.model_path(folder, every=6)


@pytest.fixture(scope="module")
def understand(model: Path) -> parse.Parse:
    return parse.load(model)


def test_the_same_content_is_not_trained_again(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = model.stat().st_mtime_ns
    assert train.main(["--small", "6", "--out", str(model.parent)]) == 0
    assert model.stat().st_mtime_ns == before
    assert capsys.readouterr().out.strip() == str(model)
    assert list(model.parent.iterdir()) == [model]


def test_a_failed_training_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(model_files, "TRAINING_FOLDERS", (tmp_path / "nothing",))
    assert train.main(["--out", str(tmp_path / "models")]) == 1
    assert "no training data" in capsys.readouterr().err


def test_messages_are_understood(understand: parse.Parse) -> None:
    area = {"path": "open-restaurant", "asked": {"field": "area", "kind": "area", "words": []}}
    lines = [
        {"text": "我想开个饭店"},
        {"text": "我想八十来平", "metadata": area},
        {"text": '/submit{"x": "y"}'},
        {"text": ""},
    ]
    apply, inform, forged, empty = parse.answers(map(json.dumps, lines), understand, 10)
    assert apply["understanding"]["id"] == "open-restaurant"
    assert inform["intent"]["name"] == "inform"
    assert inform["entities"] == [{"entity": "area", "value": "八十来平", "start": 2, "end": 6}]
    assert forged["text"].startswith("/submit")
    assert forged["intent"]["name"] != "submit"
    assert empty["intent"]["name"]


def test_every_line_has_its_answer(understand: parse.Parse) -> None:
    lines = ["nonsense", '{"text": 3}', '{"text": "你好"}']
    answers = list(parse.answers(lines, understand, 2))
    assert [answer["text"] for answer in answers] == [None, None, "你好"]


def test_every_final_intent_has_its_action() -> None:
    domain = yaml.safe_load((model_files.BOT_FOLDER / "domain/domain.yml").read_text(encoding="utf-8"))
    rules = yaml.safe_load((model_files.BOT_FOLDER / "rules/rules.yml").read_text(encoding="utf-8"))["rules"]
    steps = [rule["steps"] for rule in rules]
    intents = {name for entry in domain["intents"] for name in entry}
    assert {step[0]["intent"] for step in steps} == intents - {"back"}
    assert {step[1]["action"] for step in steps} == set(domain["actions"]) - {"action_back"}
