"""Reads the catalogue from its YAML sources. A version is the hash of those sources, so equal content is equal version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from forms.model import Catalogue, Path

CATALOGUE_FOLDER = FilePath(__file__).parent / "catalogue"
_T = TypeVar("_T")
_LIBRARIES = ("departments", "items", "fields", "materials")
_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueError(ValueError):
    """The sources do not make a catalogue; the message names the file and what is wrong."""


def read_sources(folder: FilePath = CATALOGUE_FOLDER) -> dict[str, str]:
    """The catalogue's files, by path relative to the folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.yml"))
    }


def version_of(sources: Mapping[str, str]) -> str:
    """The content hash of the sources, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(f"{name}\0{sources[name]}\0".encode())
    return digest.hexdigest()[:16]


def build(sources: Mapping[str, str]) -> Catalogue:
    """Make a catalogue of YAML sources; raises CatalogueError naming the file."""
    libraries = {name: _library(f"{name}.yml", sources) for name in _LIBRARIES}
    paths: dict[str, Path] = {}
    for name, text in sources.items():
        if name.startswith("paths/"):
            path = _validated(name, lambda text=text: Path.model_validate(_load(text)))
            paths[path.id] = path
    return _validated(
        "catalogue", lambda: Catalogue.model_validate({"version": version_of(sources), "paths": paths, **libraries})
    )


@cache
def default_catalogue() -> Catalogue:
    """The catalogue that ships with this code."""
    return build(read_sources())


def _library(name: str, sources: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    if name not in sources:
        message = f"{name}: missing"
        raise CatalogueError(message)
    entries = _validated(name, lambda: _load(sources[name]))
    return {key: {"id": key, **entry} for key, entry in entries.items()}


def _load(text: str) -> Any:
    return yaml.load(text, Loader=_YamlLoader)  # noqa: S506 - both loaders are the safe ones


def _validated(name: str, make: Callable[[], _T]) -> _T:
    try:
        return make()
    except (ValidationError, yaml.YAMLError) as error:
        message = f"{name}: {error}"
        raise CatalogueError(message) from error
