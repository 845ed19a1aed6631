"""Reads the catalogue from its YAML sources. A version is the hash of those sources: equal content, equal version.

Shared departments, items, fields and materials stand in one library file each. A path file may bring more of them
under `own`; they join the libraries, so an id may be defined once only, wherever that is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

import ryaml
import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from forms.model import (
    Catalogue,
    Department,
    Field,
    FieldUse,
    Item,
    Material,
    Path,
    ReconciliationRule,
    Record,
    Wording,
)
from forms.positions import Key, line_of

CATALOGUE_FOLDER = FilePath(__file__).parent / "catalogue"
_R = TypeVar("_R", bound=Record)
_LIBRARIES: dict[str, type[Record]] = {
    "departments": Department,
    "items": Item,
    "fields": Field,
    "materials": Material,
    "reconciliation": ReconciliationRule,
}
_OWN = ("departments", "items", "fields", "materials")
_OPTIONAL = {"reconciliation"}
"""Versions stored before there were such rules have no file for them."""


class CatalogueError(ValueError):
    """The sources do not make a catalogue; the message names file and line and says what is wrong."""


def read_sources(folder: FilePath = CATALOGUE_FOLDER) -> dict[str, str]:
    """The catalogue's files, by path relative to the folder; CatalogueError if there is no such folder."""
    if not folder.is_dir():
        raise CatalogueError(f"{folder}: no such folder")
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.yml"))
    }


def version_of(sources: Mapping[str, str]) -> str:
    """The content hash of the sources, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(f"{name}\0{sources[name]}\0".encode())
    return digest.hexdigest()[:16]


def build(sources: Mapping[str, str], only: str | None = None) -> Catalogue:
    """Make a catalogue of YAML sources; raises CatalogueError naming file and line.

    With `only`, just that path: of the other path files no more than their definitions is read, and what is wrong in
    them is passed over, so that somebody who writes one path is not stopped by another.
    """
    wanted = None if only is None else f"paths/{only}.yml"
    if wanted is not None and wanted not in sources:
        raise CatalogueError(f"{wanted}: no such file")
    forgiven = {name for name in sources if wanted is not None and name.startswith("paths/") and name != wanted}
    parsed = {name: content for name, text in sources.items() if (content := _parsed(name, text, forgiven)) is not None}
    missing = [name for name in _LIBRARIES if f"{name}.yml" not in parsed and name not in _OPTIONAL]
    if missing:
        raise CatalogueError(f"{missing[0]}.yml: missing")
    path_files = {name: content for name, content in parsed.items() if name.startswith("paths/")}
    libraries = {
        library: _collect(library, record, _definitions(library, parsed, path_files), sources, forgiven)
        for library, record in _LIBRARIES.items()
    }
    paths: dict[str, Path] = {}
    for name, content in path_files.items():
        if name in forgiven:
            continue
        path = _path(name, content, sources[name], libraries["fields"])
        if path.id in paths:
            raise _error(name, sources[name], ["id"], f"there is another path {path.id!r}")
        paths[path.id] = path
    # Every record has been validated; `model_construct` does not do it again.
    parts: dict[str, Any] = {**libraries, "paths": paths}
    return Catalogue.model_construct(None, version=version_of(sources), **parts)


@cache
def default_catalogue() -> Catalogue:
    """The catalogue that ships with this code."""
    return build(read_sources())


def _parsed(name: str, text: str, forgiven: AbstractSet[str]) -> dict[str, Any] | None:
    """The mapping that a file holds; None where a broken file is forgiven."""
    try:
        content = ryaml.loads(text)
    except ryaml.InvalidYamlError as error:
        if name in forgiven:
            return None
        raise CatalogueError(f"{name}:{_where_it_breaks(text)}: {error}") from error
    if not isinstance(content, dict):
        raise _error(name, text, [], "entries expected, as in `key: value`")
    return content


def _where_it_breaks(text: str) -> int:
    """The line; the fast parser does not always tell it, the slow one does, and it sees keys said twice."""
    try:
        return next((line for _key, line in _said_twice(yaml.compose(text, Loader=yaml.CSafeLoader))), 1)
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line + 1 if error.problem_mark else 1


def _said_twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _said_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _said_twice(entry)


def _definitions(
    library: str, parsed: Mapping[str, dict[str, Any]], path_files: Mapping[str, dict[str, Any]]
) -> Iterator[tuple[str, Sequence[Key], str, object]]:
    """Every definition for a library: file, keys that lead there, id, content."""
    for key, entry in parsed.get(f"{library}.yml", {}).items():
        yield f"{library}.yml", [key], key, entry
    if library in _OWN:
        for name, content in path_files.items():
            own = content.get("own") or {}
            for key, entry in (own.get(library) or {}).items():
                yield name, ["own", library, key], key, entry


def _collect(
    library: str,
    record: type[Record],
    definitions: Iterable[tuple[str, Sequence[Key], str, object]],
    sources: Mapping[str, str],
    forgiven: AbstractSet[str],
) -> dict[str, Record]:
    collected: dict[str, Record] = {}
    where: dict[str, str] = {}
    for name, keys, key, entry in definitions:
        if key in collected:
            message = f"{library}: {key!r} is defined in {where[key]} already"
            raise _error(name, sources[name], keys, message)
        try:
            collected[key] = _validated(name, sources[name], keys, record, entry, id=key)
        except CatalogueError:
            if name not in forgiven:
                raise
        where[key] = name
    return collected


def _path(name: str, content: dict[str, Any], text: str, fields: Mapping[str, Record]) -> Path:
    own = content.get("own") or {}
    if unknown := [key for key in own if key not in _OWN]:
        raise _error(name, text, ["own", unknown[0]], f"own: there is no library {unknown[0]!r}")
    if "definitions" in content:
        raise _error(name, text, ["definitions"], "definitions stand under `own`")
    path = _validated(name, text, [], Path, {key: value for key, value in content.items() if key != "own"})
    definitions = {
        use.field: _worded(field, use) for use in path.fields if isinstance(field := fields.get(use.field), Field)
    }
    return path.model_copy(update={"definitions": definitions})


def _worded(field: Field, use: FieldUse) -> Field:
    """The field as the path asks it: in its own words, and without asking where the path knows how."""
    wording = use.wording or Wording()
    said = {key: value for key in wording.model_fields_set if (value := getattr(wording, key))}
    return field.model_copy(update=said if use.derive is None else {**said, "derive": use.derive})


def _validated(name: str, text: str, keys: Sequence[Key], record: type[_R], entry: object, **given: str) -> _R:
    """The entry as a record; `keys` say where in the file it stands."""
    if not isinstance(entry, dict):
        raise _error(name, text, keys, f"{keys[-1] if keys else 'the file'}: nothing in it")
    try:
        return record.model_validate({**given, **entry})
    except ValidationError as error:
        first, *_others = error.errors()
        what = "; ".join(_in_words(keys, each) for each in error.errors())
        raise _error(name, text, [*keys, *first["loc"]], what) from error


def _in_words(keys: Sequence[Key], error: ErrorDetails) -> str:
    """Where in the file, what is wrong, and what stands there."""
    given = error["input"]
    here = f" (here: {given!r})" if isinstance(given, str | int | float) else ""
    return ": ".join([*(str(part) for part in (*keys, *error["loc"])), f"{error['msg']}{here}"])


def _error(name: str, text: str, keys: Sequence[Key], what: str) -> CatalogueError:
    return CatalogueError(f"{name}:{line_of(text, keys)}: {what}")
