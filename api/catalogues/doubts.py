"""What in the catalogue still has to be confirmed with a department's window (`verify`), for its staff to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms.model import Catalogue, Path


@dataclass(frozen=True, slots=True)
class Doubt:
    """One value to be confirmed: on which path, about what, and what is uncertain."""

    path: str
    about: str
    what: tuple[str, ...]


def doubts_for(catalogue: Catalogue, department_id: str) -> list[Doubt]:
    """Everything to be confirmed about what this department decides, and about the paths that it leads."""
    found = [doubt for path in catalogue.paths.values() for doubt in _doubts(catalogue, path, department_id)]
    return [doubt for doubt in found if doubt.what]


def _doubts(catalogue: Catalogue, path: Path, department_id: str) -> Iterator[Doubt]:
    mine = {entry.id for entry in path.items if catalogue.department_of(entry).id == department_id}
    for entry in path.items:
        if entry.id in mine:
            item = catalogue.item_of(entry)
            yield Doubt(path.name, item.name, (*item.verify, *entry.verify))
    for use in path.fields:
        if mine & set(use.needed_by):
            field = path.definitions[use.field]
            yield Doubt(path.name, field.label, (*field.verify, *use.verify))
    for paper in path.materials:
        if mine & set(paper.needed_by):
            material = catalogue.materials[paper.material]
            yield Doubt(path.name, material.name, (*material.verify, *paper.verify))
    if path.lead == department_id:
        for notice in path.notices:
            yield Doubt(path.name, notice.text, notice.verify)
        for question in path.faq:
            yield Doubt(path.name, question.ask, question.verify)
