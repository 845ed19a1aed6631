"""The message catalogue: every sentence that the application says to a citizen stands in `zh.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent / "zh.yml"


@cache
def _sentences() -> dict[str, str]:
    return dict(_flatten("", yaml.safe_load(_FILE.read_text(encoding="utf-8"))))


def _flatten(prefix: str, node: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in node.items():
        if isinstance(value, dict):
            found += _flatten(f"{prefix}{key}.", value)
        else:
            found.append((prefix + key, str(value).strip()))
    return found


def say(key: str, **details: object) -> str:
    """The sentence of this key with its blanks filled; KeyError when there is none."""
    return _sentences()[key].format(**details)


def group(prefix: str) -> dict[str, str]:
    """The sentences under this key, by the rest of their keys; their blanks are not filled."""
    start = f"{prefix}."
    return {key.removeprefix(start): text for key, text in _sentences().items() if key.startswith(start)}


def has(key: str) -> bool:
    """Whether there is a sentence of this key."""
    return key in _sentences()


def keys() -> frozenset[str]:
    """All keys, for the check that each is used."""
    return frozenset(_sentences())
