"""One version of everything the city offers."""

from __future__ import annotations

from typing import Literal

from forms.model.field import Field
from forms.model.item import Department, Item, PathItem
from forms.model.material import Material
from forms.model.path import Path
from forms.model.record import Record

Rule = Literal["most", "least", "strictest", "union", "common", "same"]


class ReconciliationRule(Record):
    """How different wishes for one attribute of a field or material become one."""

    id: str
    rule: Rule
    label: str
    """The attribute in words, with {value} where the value stands."""
    order: tuple[str, ...] = ()
    """For `strictest`: from the mildest to the strictest."""
    words: dict[str, str] = {}
    """How a value is shown."""


class Catalogue(Record):
    """One version of everything the city offers. `version` is the hash of its sources."""

    version: str
    departments: dict[str, Department]
    items: dict[str, Item]
    fields: dict[str, Field]
    materials: dict[str, Material]
    reconciliation: dict[str, ReconciliationRule]
    paths: dict[str, Path]

    def item_of(self, entry: PathItem) -> Item:
        """The shared item behind a path's entry."""
        return self.items[entry.item]

    def department_of(self, entry: PathItem) -> Department:
        """The department that decides a path's entry."""
        return self.departments[self.item_of(entry).department]
