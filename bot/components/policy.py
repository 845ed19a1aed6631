"""The thresholds of the decider, read from a file so that they can be chosen without touching code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

_BOT_FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class OpenPolicy:
    """Thresholds while nothing is being asked; see decision.yml."""

    act: float
    lead: float
    clarify: float
    candidate: float
    urgent_unmarked: float
    piece: float


@dataclass(frozen=True)
class AskedPolicy:
    """Thresholds while something is being asked; see decision.yml."""

    urgent: float
    urgent_unmarked: float
    control: float
    control_free_text: float
    question: float
    question_unmarked: float
    other_path: float
    outside: float
    correction: float
    yes_no: float


@dataclass(frozen=True)
class Policy:
    """All thresholds."""

    urgent: float
    open: OpenPolicy
    asked: AskedPolicy


def read_policy(name: str) -> Policy:
    """Read a policy file of the bot's folder; a missing or unknown threshold is an error."""
    found = yaml.safe_load((_BOT_FOLDER / name).read_text(encoding="utf-8"))
    return Policy(found["urgent"], OpenPolicy(**found["open"]), AskedPolicy(**found["asked"]))
