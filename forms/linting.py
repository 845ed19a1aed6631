"""What is wrong with a catalogue, in words, with file and line. No finding: every path can be planned and asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forms.field_linting import field_findings
from forms.findings import Finding, Found
from forms.model import Catalogue, Item, Limit
from forms.path_linting import path_findings
from forms.positions import line_of


def findings(catalogue: Catalogue, sources: Mapping[str, str]) -> list[Finding]:
    """Every finding, sorted by file and line. `sources` are the files that the catalogue was built of."""
    found = list(_library_findings(catalogue))
    if len(catalogue.paths) == 1:
        found = [each for each in found if _concerns(catalogue, each)]
    for path in catalogue.paths.values():
        found += path_findings(catalogue, path)
    located = [_located(each, sources) for each in found]
    located += [each for each in (_located(u, sources) for u in _unused(catalogue)) if each.file.startswith("paths/")]
    return sorted(located)


def _concerns(catalogue: Catalogue, found: Found) -> bool:
    """Whether a finding about a definition is about one that the only path uses."""
    path = next(iter(catalogue.paths.values()))
    used = {entry.item for entry in path.items} | set(path.uses) | {use.material for use in path.materials}
    used |= {entry.item for variant in path.variants for entry in variant.items}
    return found.keys[0] in used


def _located(found: Found, sources: Mapping[str, str]) -> Finding:
    """The finding with its line. What is defined in a path file stands under `own` there."""
    file, keys = found.file, found.keys
    if file.startswith("paths/") or not keys:
        return Finding(file, line_of(sources.get(file, ""), keys), found.what)
    library = file.removesuffix(".yml")
    for name, text in sources.items():
        own = ("own", library, *keys)
        if name.startswith("paths/") and line_of(text, own[:3]) > line_of(text, own[:2]) > 1:
            return Finding(name, line_of(text, own), found.what)
    return Finding(file, line_of(sources.get(file, ""), keys), found.what)


def _library_findings(catalogue: Catalogue) -> Iterator[Found]:
    for item in catalogue.items.values():
        for key, what in _item_findings(catalogue, item):
            yield Found("items.yml", (item.id, key), f"{item.id}: {what}")
    for field in catalogue.fields.values():
        for what in field_findings(catalogue, field):
            yield Found("fields.yml", (field.id,), f"{field.id}: {what}")
    for material in catalogue.materials.values():
        if material.provide == "upload" and material.sample is None:
            yield Found("materials.yml", (material.id,), f"{material.id}: is handed in, but has no `sample`")
        if material.later and not material.later_days:
            what = f"{material.id}: may follow later, but within how many days?"
            yield Found("materials.yml", (material.id, "later"), what)


def _item_findings(catalogue: Catalogue, item: Item) -> Iterator[tuple[str, str]]:
    """What is wrong with an item, each with the key where it stands."""
    if item.department not in catalogue.departments:
        yield "department", f"unknown department {item.department!r}"
    if not any(each.strip() for each in item.basis):
        yield "basis", "no legal basis"
    if item.statutory is not None and not _within_the_law(item.promised, item.statutory):
        yield "promised", f"the promise ({item.promised.days}) is longer than the law allows"
    for target in item.yields.values():
        if target not in catalogue.fields:
            yield "yields", f"yields unknown field {target!r}"


def _within_the_law(promised: Limit, statutory: Limit) -> bool:
    """Whether the promised limit ends no later; calendar and working days are compared by weeks of five."""
    return _in_calendar_days(promised) <= _in_calendar_days(statutory) or (
        promised.unit == statutory.unit and promised.days <= statutory.days
    )


def _in_calendar_days(limit: Limit) -> float:
    return limit.days * 7 / 5 if limit.unit == "working" else limit.days


def _unused(catalogue: Catalogue) -> Iterator[Found]:
    """Definitions that no path uses. In a library they are stock for paths to come; in a path they are left over."""
    if len(catalogue.paths) <= 1:
        return
    paths = catalogue.paths.values()
    entries = [entry for p in paths for entry in (*p.items, *(e for v in p.variants for e in v.items))]
    used = {
        "items": {entry.item for entry in entries},
        "fields": {use.field for p in paths for use in p.fields},
        "materials": {use.material for p in paths for use in p.materials},
    }
    for library, names in used.items():
        for name in getattr(catalogue, library):
            if name not in names:
                yield Found(f"{library}.yml", (name,), f"{name}: no path uses it")
