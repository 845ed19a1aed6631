"""What changed between two versions of the catalogue, for citizens and for departments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from forms.draft import Answer, Draft
from forms.model import Catalogue, FieldUse, MaterialUse, Path, PathItem
from forms.planner import plan
from forms.requirements import situation

Audience = Literal["citizens", "departments"]
AUDIENCES: tuple[Audience, ...] = ("citizens", "departments")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: whom it concerns, on which path, what kind it is, and the names and values to say it with."""

    audience: Audience
    path: str
    kind: str
    names: tuple[tuple[str, object], ...]


def changes(old: Catalogue, new: Catalogue, day: date) -> list[Change]:
    """Every change that a citizen or a department would notice. Days are compared for a case handed in on `day`."""
    found: list[Change] = []
    shared_alike = _shared(old) == _shared(new)
    for path_id in dict.fromkeys([*old.paths, *new.paths]):
        before, after = old.paths.get(path_id), new.paths.get(path_id)
        if before is None and after is not None:
            found.append(_change("citizens", after, "path_added"))
        elif after is None and before is not None:
            found.append(_change("citizens", before, "path_removed"))
        elif before is not None and after is not None and not (shared_alike and before == after):
            found += _Comparison(old, new, before, after).changes(day)
    return found


def _shared(catalogue: Catalogue) -> tuple[object, ...]:
    """What paths have in common: where it is the same, equal paths work the same."""
    return (
        catalogue.departments, catalogue.items, catalogue.fields, catalogue.materials, catalogue.reconciliation,
    )  # fmt: skip


def _change(audience: Audience, path: Path, kind: str, **names: object) -> Change:
    return Change(audience, path.name, kind, tuple(names.items()))


class _Comparison:
    """One path in two versions."""

    def __init__(self, old: Catalogue, new: Catalogue, before: Path, after: Path) -> None:
        self._old, self._new = old, new
        self._before, self._after = before, after

    def changes(self, day: date) -> Iterator[Change]:
        """All changes of the path."""
        yield from self._items()
        yield from self._fields()
        yield from self._materials()
        yield from self._notices()
        yield from self._days(day)

    def _say(self, audience: Audience, kind: str, **names: object) -> Change:
        return _change(audience, self._after, kind, **names)

    def _items(self) -> Iterator[Change]:
        before = {item.id: item for item in self._before.items}
        after = {item.id: item for item in self._after.items}
        for name, entry in after.items():
            if name not in before:
                department = self._new.department_of(entry).name
                for audience in AUDIENCES:
                    yield self._say(audience, "item_added", item=self._name(entry), department=department)
            else:
                yield from self._item(before[name], entry)
        for name, entry in before.items():
            if name not in after:
                for audience in AUDIENCES:
                    yield self._say(audience, "item_removed", item=self._old.item_of(entry).name)

    def _item(self, before: PathItem, after: PathItem) -> Iterator[Change]:
        old, new, name = self._old.item_of(before), self._new.item_of(after), self._name(after)
        if before.when.source != after.when.source:
            yield self._say("citizens", "item_when", item=name, old=before.when.source, new=after.when.source)
        if old.department != new.department:
            was, is_now = self._old.departments[old.department].name, self._new.departments[new.department].name
            yield self._say("departments", "item_department", item=name, old=was, new=is_now)
        if old.promised != new.promised:
            for audience in AUDIENCES:
                yield self._say(audience, "item_promised", item=name, old=old.promised, new=new.promised)
        if old.statutory != new.statutory:
            yield self._say("departments", "item_statutory", item=name, old=old.statutory, new=new.statutory)
        if (old.fee, before.fees) != (new.fee, after.fees):
            yield self._say("citizens", "item_fee", item=name, old=_fees(old.fee, before), new=_fees(new.fee, after))
        if set(before.after) != set(after.after):
            was = self._names(self._old, self._before, before.after)
            is_now = self._names(self._new, self._after, after.after)
            yield self._say("citizens", "item_after", item=name, old=was, new=is_now)
        if old.basis != new.basis:
            yield self._say("departments", "item_basis", item=name, old="；".join(old.basis), new="；".join(new.basis))
        if old.result != new.result:
            yield self._say("citizens", "item_result", item=name, old=old.result, new=new.result)

    def _fields(self) -> Iterator[Change]:
        before, after = self._before.uses, self._after.uses
        for name, use in after.items():
            label = self._after.definitions[name].label
            if name not in before:
                yield self._say("citizens", "field_added", field=label)
            elif _asks(before[name]) != _asks(use):
                yield self._say("citizens", "field_when", field=label)
            elif self._before.definitions[name].ask != self._after.definitions[name].ask:
                question = self._after.definitions[name].ask
                yield self._say("citizens", "field_question", field=label, new=question)
            yield from self._sharing(label, before.get(name), use)
        for name, use in before.items():
            if name not in after:
                label = self._before.definitions[name].label
                yield self._say("citizens", "field_removed", field=label)
                yield from self._sharing(label, use, None)

    def _materials(self) -> Iterator[Change]:
        before = {use.material: use for use in self._before.materials}
        after = {use.material: use for use in self._after.materials}
        for name, use in after.items():
            material = self._new.materials[name]
            if name not in before:
                yield self._say("citizens", f"material_added_{material.provide}", material=material.name)
            else:
                old = self._old.materials[name]
                if old.provide != material.provide:
                    yield self._say("citizens", f"material_now_{material.provide}", material=material.name)
                if (old.later, old.later_days) != (material.later, material.later_days):
                    kind = "material_later" if material.later else "material_at_once"
                    yield self._say("citizens", kind, material=material.name, days=material.later_days)
                if before[name].specs != use.specs:
                    yield self._say("departments", "material_specs", material=material.name)
            yield from self._sharing(material.name, before.get(name), use)
        for name, use in before.items():
            if name not in after:
                label = self._old.materials[name].name
                yield self._say("citizens", "material_removed", material=label)
                yield from self._sharing(label, use, None)

    def _sharing(
        self, label: str, before: FieldUse | MaterialUse | None, after: FieldUse | MaterialUse | None
    ) -> Iterator[Change]:
        """Which departments begin or cease to see it."""
        old = _departments(self._old, self._before, before)
        new = _departments(self._new, self._after, after)
        for department in new:
            if department not in old:
                yield self._say("departments", "sees", department=department, what=label)
        for department in old:
            if department not in new:
                yield self._say("departments", "sees_no_more", department=department, what=label)

    def _notices(self) -> Iterator[Change]:
        before = {notice.id: notice for notice in self._before.notices}
        after = {notice.id: notice for notice in self._after.notices}
        for name, notice in after.items():
            if name not in before or before[name].text != notice.text:
                yield self._say("citizens", "notice_added", text=notice.text)
        for name, notice in before.items():
            if name not in after:
                yield self._say("citizens", "notice_removed", text=notice.text)

    def _days(self, day: date) -> Iterator[Change]:
        old, new = (
            int(_usual_days(catalogue, path, day))
            for catalogue, path in ((self._old, self._before), (self._new, self._after))
        )
        if old != new:
            yield self._say("citizens", "usual_days", old=old, new=new)

    def _name(self, entry: PathItem) -> str:
        return self._new.item_of(entry).name

    @staticmethod
    def _names(catalogue: Catalogue, path: Path, items: tuple[str, ...]) -> str:
        return "、".join(catalogue.item_of(path.item(name)).name for name in items)


def _usual_days(catalogue: Catalogue, path: Path, day: date) -> float:
    """Working days side by side for what most applicants answer."""
    answers = {name: Answer(value) for name, value in path.typical.items()}
    return plan(situation(catalogue, path, Draft(path.id, answers), day), day).parallel.least


def _asks(use: FieldUse) -> tuple[str, bool]:
    return use.when.source, use.fixed is None


def _departments(catalogue: Catalogue, path: Path, use: FieldUse | MaterialUse | None) -> list[str]:
    items = [item for item in path.items if use is not None and item.id in use.needed_by]
    return list(dict.fromkeys(catalogue.department_of(item).name for item in items))


def _fees(fee: float, entry: PathItem) -> str:
    return " / ".join(f"{each:g}" for each in dict.fromkeys([*(rule.fee for rule in entry.fees), fee]))
