"""What `nlu parse` makes of what the bot has understood, without a bot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.understanding import _result

DAY = date(2026, 11, 29)


def parsed(kind: str, name: str, intent: str = "inform") -> dict[str, Any]:
    understood = {"kind": kind, "id": name, "aspect": None, "confidence": 0.9, "decision": "act", "candidates": []}
    return {"understanding": understood, "intent": {"name": intent}, "entities": []}


def test_the_message_answers_the_question_asked():
    message = {"text": "改成用电", "asked": "kitchen_heat", "path": "open-restaurant"}
    assert _result(message, parsed("intent", "inform"), DAY)["fields"] == {"kitchen_heat": "electric"}


@pytest.mark.parametrize("asked", ["kitchen_fire", "baby_name", "", None])
def test_a_question_that_the_path_does_not_have_is_answered_by_nothing(asked):
    message = {"text": "用电", "asked": asked, "path": "open-restaurant"}
    assert "error" not in _result(message, parsed("intent", "inform"), DAY)


def test_what_was_asked_on_another_matter_is_not_answered_on_this_one():
    message = {"text": "我要办退休", "asked": "kitchen_heat"}
    assert _result(message, parsed("path", "retirement", intent="correct"), DAY)["fields"] == {}
