"""Reads the catalogue from its YAML sources. A version is the hash of those sources: equal content, equal version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from forms.model import Catalogue, Department, Field, Item, Material, Path, Record

CATALOGUE_FOLDER = FilePath(__file__).parent / "catalogue"
_R = TypeVar("_R", bound=Record)
_LIBRARIES: dict[str, type[Record]] = {
    "departments": Department,
    "items": Item,
    "fields": Field,
    "materials": Material,
}
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _YamlLoader(_SafeLoader):  # type: ignore[misc]
    """A safe loader that refuses a key said twice; YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands here twice", node.start_mark)
        return dict(super().construct_mapping(node, deep=deep))


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
    libraries = {name: _library(f"{name}.yml", record, sources) for name, record in _LIBRARIES.items()}
    paths = [_validated(name, Path, _load(name, text)) for name, text in sources.items() if name.startswith("paths/")]
    return Catalogue.model_validate(
        {"version": version_of(sources), "paths": {path.id: path for path in paths}, **libraries}
    )


@cache
def default_catalogue() -> Catalogue:
    """The catalogue that ships with this code."""
    return build(read_sources())


def _library(name: str, record: type[Record], sources: Mapping[str, str]) -> dict[str, Record]:
    if name not in sources:
        message = f"{name}: missing"
        raise CatalogueError(message)
    return {
        key: _validated(f"{name}: {key}", record, entry, id=key) for key, entry in _load(name, sources[name]).items()
    }


def _load(name: str, text: str) -> dict[str, Any]:
    """The mapping that a file holds."""
    try:
        content = yaml.load(text, Loader=_YamlLoader)  # noqa: S506 - a safe loader underneath
    except yaml.YAMLError as error:
        message = f"{name}: {error}"
        raise CatalogueError(message) from error
    if not isinstance(content, dict):
        message = f"{name}: entries expected, as in `key: value`"
        raise CatalogueError(message)
    return content


def _validated(name: str, record: type[_R], entry: object, **given: str) -> _R:
    """The entry as a record; `name` says where it stands."""
    if not isinstance(entry, dict):
        message = f"{name}: nothing in it"
        raise CatalogueError(message)
    try:
        return record.model_validate({**given, **entry})
    except ValidationError as error:
        message = f"{name}: {error}"
        raise CatalogueError(message) from error
