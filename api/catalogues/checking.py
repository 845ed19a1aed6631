"""What is wrong with catalogue sources that somebody is writing: what cannot be read, and what the linter finds."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from forms.findings import Finding
from forms.linting import findings
from forms.loader import CatalogueError, build, version_of
from forms.model import Catalogue

_PLACE = re.compile(r"(?P<file>[^:\s]+\.yml):(?P<line>\d+): (?P<what>.*)", re.DOTALL)


def read(sources: Mapping[str, str]) -> Catalogue:
    """The catalogue of these sources; raises CatalogueError. The last few are kept: pages ask for the same ones."""
    return _read(version_of(sources), frozenset(sources.items()))


def wrong_with(sources: Mapping[str, str]) -> list[Finding]:
    """Every finding about the whole catalogue; none: it may be published. Takes about a second for 30 paths."""
    return list(_wrong_with(version_of(sources), frozenset(sources.items())))


def wrong_with_file(sources: Mapping[str, str], name: str) -> list[Finding]:
    """The findings about one file: of a path only that path is read, which is quick enough while somebody types."""
    if not (name.startswith("paths/") and name in sources):
        return [found for found in wrong_with(sources) if found.file in {name, ""}]
    return list(_wrong_with_path(version_of(sources), frozenset(sources.items()), name))


def wrong_with_changes(sources: Mapping[str, str], changed: Collection[str]) -> list[Finding]:
    """The findings about the files that were changed; of the whole catalogue where a library is among them.

    Other paths may lean on definitions of a changed one, so that `wrong_with` has the last word.
    """
    there = [name for name in changed if name in sources]
    if len(there) < len(changed) or not all(name.startswith("paths/") for name in there):
        return wrong_with(sources)
    return [found for name in there for found in wrong_with_file(sources, name)]


@lru_cache(maxsize=8)
def _read(_version: str, sources: frozenset[tuple[str, str]]) -> Catalogue:
    return build(dict(sources))


@lru_cache(maxsize=8)
def _wrong_with(_version: str, sources: frozenset[tuple[str, str]]) -> tuple[Finding, ...]:
    try:
        return tuple(findings(_read(_version, sources), dict(sources)))
    except CatalogueError as error:
        return (_unreadable(error),)


@lru_cache(maxsize=32)
def _wrong_with_path(_version: str, sources: frozenset[tuple[str, str]], name: str) -> tuple[Finding, ...]:
    files = dict(sources)
    try:
        catalogue = build(files, only=name.removeprefix("paths/").removesuffix(".yml"))
    except CatalogueError as error:
        return (_unreadable(error),)
    return tuple(found for found in findings(catalogue, files) if found.file == name)


def _unreadable(error: CatalogueError) -> Finding:
    """An error of the loader as a finding; it names file and line where it knows them."""
    placed = _PLACE.fullmatch(str(error))
    if placed is None:
        return Finding("", 1, str(error))
    return Finding(placed["file"], int(placed["line"]), placed["what"])
