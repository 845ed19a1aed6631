"""Finding words in a version of the catalogue, and calling its files by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TITLES = {
    "departments.yml": "部门",
    "items.yml": "各部门的事项",
    "fields.yml": "要问的内容",
    "materials.yml": "材料",
    "reconciliation.yml": "几家要得不一样怎么合",
}
_NAME = re.compile(r"^name: *(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A line in which all the words stand."""

    file: str
    line: int
    text: str


def search(sources: Mapping[str, str], words: str, most: int) -> list[Hit]:
    """The first `most` lines in which all the words stand, in whatever order, capitals and small letters alike."""
    return [hit for hit, _ in zip(_hits(sources, words.casefold().split()), range(most), strict=False)]


def _hits(sources: Mapping[str, str], wanted: list[str]) -> Iterator[Hit]:
    for name, text in sorted(sources.items()) if wanted else ():
        for number, line in enumerate(text.splitlines(), start=1):
            if all(word in line.casefold() for word in wanted):
                yield Hit(name, number, line.strip())


def title_of(name: str, text: str | None) -> str:
    """What a file is about, in words: a path's name, or what a library holds."""
    said = _NAME.search(text or "")
    return _TITLES.get(name) or (said[1].strip("\"' ") if said else name)
