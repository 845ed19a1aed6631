"""The stages of a task in the words of the staff."""

from __future__ import annotations

from api.texts import say

_OF_THE_CITIZEN = {"supplement_requested": "等申请人补正"}
"""Where the citizen's word says 您."""


def stage_for_staff(stage: str) -> str:
    """A stage as somebody of a department reads it."""
    return _OF_THE_CITIZEN.get(stage) or say(f"stages.{stage}")
