"""The words of the catalogue, for whoever has to understand messages: a dictionary, and phrases with their paths."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable

from forms.model import Catalogue, Path

_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,8}")
"""What is said in one breath; longer texts are sentences."""
_SEPARATORS = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
_SHARED_BY = 4
"""A phrase that more paths have (没有, 个体户) tells none of them."""


def phrases(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Every phrase that hints at some of the paths, with their ids; both in alphabetical order."""
    owners = defaultdict(set)
    for path in catalogue.paths.values():
        for text in _texts(catalogue, path):
            for phrase in _words(text):
                owners[phrase].add(path.id)
    return {phrase: tuple(sorted(paths)) for phrase, paths in sorted(owners.items()) if len(paths) <= _SHARED_BY}


def dictionary(catalogue: Catalogue) -> list[str]:
    """The names of what the catalogue is about (items, materials, departments, questions), in alphabetical order."""
    names = [item.name for item in catalogue.items.values()]
    names += [material.name for material in catalogue.materials.values()]
    names += [department.name for department in catalogue.departments.values()]
    names += [path.name for path in catalogue.paths.values()]
    names += [field.label for field in catalogue.fields.values()]
    return sorted({word for name in names for word in _words(name)})


def vocabulary_files(catalogue: Catalogue) -> dict[str, str]:
    """The contents of `dictionary.txt` (one word a line, as jieba reads it) and `phrases.json`, by name."""
    lines = (f"{json.dumps(p, ensure_ascii=False)}: {json.dumps(paths)}" for p, paths in phrases(catalogue).items())
    return {
        "dictionary.txt": "".join(f"{word}\n" for word in dictionary(catalogue)),
        "phrases.json": "{\n" + ",\n".join(lines) + "\n}\n",
    }


def _texts(catalogue: Catalogue, path: Path) -> Iterable[str]:
    yield from (path.name, path.short)
    yield from (catalogue.items[use.item].name for use in path.items)
    yield from (catalogue.materials[use.material].name for use in path.materials)
    yield from (path.field(use.field).label for use in path.fields)
    yield from path.words
    yield from path.cued


def _words(text: str) -> Iterable[str]:
    return (word for word in _SEPARATORS.split(text) if _WORD.fullmatch(word))
