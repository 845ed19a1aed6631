"""The message catalogue: every sentence that the application says to a citizen stands in `zh.yml`.

`elder.yml` and `en.yml` say some of them differently, to those who ask for it (see `voices`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from api.texts.translation import translated
from api.texts.voices import Voice, voice_now

_FOLDER = Path(__file__).parent
_FILES: dict[Voice, str] = {"plain": "zh.yml", "elder": "elder.yml", "en": "en.yml"}


@cache
def sentences(voice: Voice = "plain") -> dict[str, str]:
    """The sentences of a voice's own file, by key, with their blanks."""
    return dict(_flatten("", yaml.safe_load((_FOLDER / _FILES[voice]).read_text(encoding="utf-8"))))


def _flatten(prefix: str, node: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in node.items():
        if isinstance(value, dict):
            found += _flatten(f"{prefix}{key}.", value)
        else:
            found.append((prefix + key, str(value).strip()))
    return found


def _sentence(key: str) -> str:
    return sentences(voice_now()).get(key) or sentences()[key]


def say(key: str, **details: object) -> str:
    """The sentence of this key in the voice of the conversation, with its blanks filled; KeyError when there is none.

    What fills a blank is mostly text of the catalogue, so it is translated as well.
    """
    filled = {name: translated(value) if isinstance(value, str) else value for name, value in details.items()}
    return _sentence(key).format(**filled)


def plainly(key: str, **details: object) -> str:
    """The sentence of this key in the words that the understanding knows, whatever the voice."""
    return sentences()[key].format(**details)


def group(prefix: str) -> dict[str, str]:
    """The sentences under this key, by the rest of their keys, in plain Chinese; their blanks are not filled."""
    start = f"{prefix}."
    return {key.removeprefix(start): text for key, text in sentences().items() if key.startswith(start)}


def has(key: str) -> bool:
    """Whether there is a sentence of this key."""
    return key in sentences()


def keys() -> frozenset[str]:
    """All keys, for the check that each is used."""
    return frozenset(sentences())
