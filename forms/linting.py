"""What is wrong with a catalogue, in words. An empty list means that every path can be planned and asked."""

from __future__ import annotations

from collections.abc import Iterator

from forms.draft import use_of
from forms.model import Catalogue, Kind, Path

_NEED_OPTIONS = {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO}


def findings(catalogue: Catalogue) -> list[str]:
    """Every finding, each naming the file and the entry."""
    return [
        *_library_findings(catalogue),
        *(f for path in catalogue.paths.values() for f in _path_findings(catalogue, path)),
    ]


def _library_findings(catalogue: Catalogue) -> Iterator[str]:
    for item in catalogue.items.values():
        if item.department not in catalogue.departments:
            yield f"items.yml: {item.id}: unknown department {item.department!r}"
        if not item.basis:
            yield f"items.yml: {item.id}: no legal basis"
        for target in item.yields.values():
            if target not in catalogue.fields:
                yield f"items.yml: {item.id}: yields unknown field {target!r}"
    for field in catalogue.fields.values():
        if field.kind in _NEED_OPTIONS and not field.options:
            yield f"fields.yml: {field.id}: a {field.kind} needs options"
        if any(not option.label for option in field.options):
            yield f"fields.yml: {field.id}: an option has no label"


def _path_findings(catalogue: Catalogue, path: Path) -> Iterator[str]:
    where = f"paths/{path.id}.yml"
    item_ids = {item.id for item in path.items}
    for item in path.items:
        if item.item not in catalogue.items:
            yield f"{where}: items: {item.id}: unknown item {item.item!r}"
        for before in item.after:
            if before not in item_ids:
                yield f"{where}: items: {item.id}: waits for unknown item {before!r}"
    yield from _cycle(path, where)
    yield from _unknown_references(catalogue, path, where, item_ids)
    yield from _unasked_names(path, where)


def _unknown_references(catalogue: Catalogue, path: Path, where: str, item_ids: set[str]) -> Iterator[str]:
    for use in path.fields:
        if use.field not in catalogue.fields:
            yield f"{where}: fields: unknown field {use.field!r}"
        for needed_by in (*use.needed_by, *use.result_of):
            if needed_by not in item_ids:
                yield f"{where}: fields: {use.field}: unknown item {needed_by!r}"
    for material in path.materials:
        if material.material not in catalogue.materials:
            yield f"{where}: materials: unknown material {material.material!r}"
        for needed_by in material.needed_by:
            if needed_by not in item_ids:
                yield f"{where}: materials: {material.material}: unknown item {needed_by!r}"


def _unasked_names(path: Path, where: str) -> Iterator[str]:
    """Conditions may only look at fields that the path asks; a field must be of use to somebody."""
    conditions = [
        *((f"items: {item.id}", item.when) for item in path.items),
        *((f"fields: {use.field}", use.when) for use in path.fields),
        *((f"materials: {use.material}", use.when) for use in path.materials),
        *((f"notices: {notice.id}", notice.when) for notice in path.notices),
        *((f"checks: {check.id}", check.holds) for check in path.checks),
    ]
    looked_at: set[str] = set()
    for entry, condition in conditions:
        looked_at |= condition.names
        for name in condition.names:
            if use_of(path, name) is None:
                yield f"{where}: {entry}: the condition looks at {name!r}, which is never asked"
    for notice in path.notices:
        if notice.blocks and use_of(path, notice.field) is None:
            yield f"{where}: notices: {notice.id}: blocks, but names no field of the path that could lift it"
    for use in path.fields:
        if not use.needed_by and use.field not in looked_at:
            yield f"{where}: fields: {use.field}: nobody needs it"


def _cycle(path: Path, where: str) -> Iterator[str]:
    after = {item.id: set(item.after) for item in path.items}
    done: set[str] = set()
    while ready := {item for item, before in after.items() if item not in done and before & after.keys() <= done}:
        done |= ready
    stuck = sorted(after.keys() - done)
    if stuck:
        yield f"{where}: items wait for each other: {', '.join(stuck)}"
