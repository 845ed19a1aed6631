"""What the linter says of a catalogue, in Chinese for its editors in the console; engineers read it in English."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "findings.yml"
_PLACE = re.compile(r"(?P<place>[\w.-]+): (?P<rest>.+)", re.DOTALL)
_HERE = re.compile(r"(?P<what>.+?) \(here: (?P<given>.+)\)", re.DOTALL)


def finding_text(what: str) -> str:
    """A finding in Chinese: the places that it names stay, and so does what has no translation."""
    first, semicolon, others = what.partition("; ")
    if semicolon:
        return f"{finding_text(first)}；{finding_text(others)}"
    placed = _PLACE.fullmatch(what)
    if placed is not None:
        return f"{placed['place']}：{finding_text(placed['rest'])}"
    here = _HERE.fullmatch(what)
    if here is not None:
        return f"{finding_text(here['what'])}（现在写的是{here['given']}）"
    return _translated(what) or what


def _translated(what: str) -> str | None:
    for pattern, chinese in _sentences():
        found = pattern.fullmatch(what)
        if found is not None:
            return chinese.format(*found.groups())
    return None


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """Sentences without blanks at their beginning first, so that a blank does not swallow the name of a place."""
    said: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return [
        (re.compile(re.escape(english).replace(r"\{\}", "(.+?)")), chinese)
        for english, chinese in sorted(said.items(), key=lambda each: each[0].startswith("{"))
    ]
