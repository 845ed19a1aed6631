"""What is wrong with one path: references, order, conditions, and who needs what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from forms.conditions import Condition
from forms.field_linting import derivation_findings
from forms.findings import Found
from forms.merging import merge
from forms.model import Catalogue, Field, FieldUse, Kind, MaterialUse, Path, PathItem
from forms.positions import Key
from forms.scenarios import can_fail, can_hold, pick, scenarios


def path_findings(catalogue: Catalogue, path: Path) -> Iterator[Found]:
    """Every finding about one path."""
    where = f"paths/{path.id}.yml"
    broken = list(_references(catalogue, path, where))
    yield from broken
    yield from _cycles(path.items, where, ("items",))
    for variant in path.variants:
        yield from _cycles(variant.items, where, ("variants", variant.id))
    if broken:
        return  # what follows looks things up
    yield from _comparisons(path, where)
    yield from _reach(path, where)
    yield from _overlaps(path, where)
    yield from _asking(catalogue, path, where)
    yield from _conflicts(catalogue, path, where)


def _references(catalogue: Catalogue, path: Path, where: str) -> Iterator[Found]:
    """Names that stand for nothing."""
    if path.lead not in catalogue.departments:
        yield Found(where, ("lead",), f"unknown department {path.lead!r}")
    yield from _item_references(catalogue, path.items, where, ("items",))
    for variant in path.variants:
        yield from _item_references(catalogue, variant.items, where, ("variants", variant.id, "items"))
    yield from _use_references(catalogue, path, where)
    yield from _field_references(path, where)
    yield from _derivations(catalogue, path, where)
    yield from _said_twice(path, where)


def _use_references(catalogue: Catalogue, path: Path, where: str) -> Iterator[Found]:
    """Fields, materials, and the items that are said to need them."""
    ids = {item.id for item in path.items}
    needs: list[tuple[str, str, bool, tuple[str, ...]]] = [
        ("fields", use.field, use.field in catalogue.fields, (*use.needed_by, *use.result_of, *use.specs))
        for use in path.fields
    ]
    needs += [
        ("materials", use.material, use.material in catalogue.materials, (*use.needed_by, *use.specs))
        for use in path.materials
    ]
    for section, name, known, items in needs:
        if not known:
            yield Found(where, (section, name), f"{section}: unknown {section[:-1]} {name!r}")
        for item in items:
            if item not in ids:
                yield Found(where, (section, name), f"{section}: {name}: unknown item {item!r}")
    for name in (name for group in path.one_of for name in group if name not in ids):
        yield Found(where, ("one_of",), f"one_of: unknown item {name!r}")


def _field_references(path: Path, where: str) -> Iterator[Found]:
    """Fields that conditions, notices, checks and typical answers speak of."""
    named: list[tuple[tuple[Key, ...], str, str]] = [
        (keys, name, f"{_said(keys)}: the condition looks at {name!r}, which is never asked")
        for keys, condition in _conditions(path)
        for name in sorted(condition.names)
    ]
    named += [(("typical", name), name, f"typical: {name!r} is never asked") for name in path.typical]
    named += [
        (
            ("notices", notice.id),
            notice.field,
            f"notices: {notice.id}: blocks, but names no field of the path that could lift it",
        )
        for notice in path.notices
        if notice.blocks
    ]
    named += [
        (("checks", check.id), check.field, f"checks: {check.id}: the path does not ask {check.field!r}")
        for check in path.checks
    ]
    for keys, name, what in named:
        if name not in path.uses:
            yield Found(where, keys, what)


def _said_twice(path: Path, where: str) -> Iterator[Found]:
    names = {
        "items": [item.id for item in path.items],
        "fields": [use.field for use in path.fields],
        "materials": [use.material for use in path.materials],
        "notices": [notice.id for notice in path.notices],
        "checks": [check.id for check in path.checks],
    }
    for section, ids in names.items():
        for name in dict.fromkeys(ids):
            if ids.count(name) > 1:
                yield Found(where, (section, name), f"{section}: {name} stands there twice")


def _item_references(
    catalogue: Catalogue, items: tuple[PathItem, ...], where: str, keys: tuple[Key, ...]
) -> Iterator[Found]:
    ids = {item.id for item in items}
    for item in items:
        if item.item not in catalogue.items:
            yield Found(where, (*keys, item.id), f"items: {item.id}: unknown item {item.item!r}")
        for before in item.after:
            if before not in ids:
                yield Found(where, (*keys, item.id, "after"), f"items: {item.id}: waits for unknown item {before!r}")


def _cycles(items: tuple[PathItem, ...], where: str, keys: tuple[Key, ...]) -> Iterator[Found]:
    after = {item.id: set(item.after) for item in items}
    done: set[str] = set()
    while ready := {item for item, before in after.items() if item not in done and before & after.keys() <= done}:
        done |= ready
    stuck = sorted(after.keys() - done)
    if stuck:
        yield Found(where, (*keys, stuck[0]), f"items wait for each other: {', '.join(stuck)}")


def _derivations(catalogue: Catalogue, path: Path, where: str) -> Iterator[Found]:
    """What this path says of how a shared field gets its value."""
    for use in path.fields:
        if use.derive is None or use.field not in catalogue.fields:
            continue
        keys = ("fields", use.field, "derive")
        for what in derivation_findings(catalogue, catalogue.fields[use.field], use.derive):
            yield Found(where, keys, f"fields: {use.field}: {what}")
        for given in use.derive.given:
            if given not in path.uses:
                yield Found(where, keys, f"fields: {use.field}: derive: the path does not ask {given!r}")


def _conditions(path: Path) -> Iterator[tuple[tuple[Key, ...], Condition]]:
    """Every condition of the path, with the keys under which it stands."""
    for item in path.items:
        yield ("items", item.id, "when"), item.when
        for n, promise in enumerate(item.promises):
            yield ("items", item.id, "promises", n), promise.when
        for n, fee in enumerate(item.fees):
            yield ("items", item.id, "fees", n), fee.when
    for use in path.fields:
        yield ("fields", use.field, "when"), use.when
        derive = path.definitions[use.field].derive if use.field in path.definitions else None
        if derive is not None and derive.when is not None and derive.when.names <= path.uses.keys():
            yield ("fields", use.field), derive.when
    for material in path.materials:
        yield ("materials", material.material, "when"), material.when
    for notice in path.notices:
        yield ("notices", notice.id, "when"), notice.when
    for check in path.checks:
        yield ("checks", check.id, "holds"), check.holds


def _said(keys: tuple[Key, ...]) -> str:
    return ": ".join(str(key) for key in keys[:2])


def _comparisons(path: Path, where: str) -> Iterator[Found]:
    """Comparisons with what the field can never hold."""
    for keys, condition in _conditions(path):
        for name, constants in condition.constants.items():
            field = path.definitions[name]
            for constant in sorted(
                {c for each in constants for c in (each if isinstance(each, tuple) else (each,))}, key=str
            ):
                if not _comparable(field, constant):
                    what = f"{_said(keys)}: {name} is a {field.kind} and is never {constant!r}"
                    yield Found(where, keys, what)


def _comparable(field: Field, constant: object) -> bool:
    match field.kind:
        case Kind.CHOICE:
            return constant in {option.value for option in field.options}
        case Kind.CHOICES:
            # A number is compared with how many were chosen.
            return isinstance(constant, int) or constant in {option.value for option in field.options}
        case Kind.YES_NO:
            return isinstance(constant, bool)
        case Kind.INTEGER | Kind.NUMBER | Kind.AREA | Kind.MONEY | Kind.ROWS:
            return isinstance(constant, int | float) and not isinstance(constant, bool)
        case _:
            return isinstance(constant, str)


def _reach(path: Path, where: str) -> Iterator[Found]:
    """Conditions that can never hold, items that never apply, checks that cannot fail."""
    tree = scenarios(path)
    for n, item in enumerate(path.items):
        if not tree.touched >> n & 1:
            yield Found(where, ("items", item.id, "when"), f"items: {item.id}: can never apply")
    for keys, condition in _conditions(path):
        if keys[0] == "items" and keys[-1] == "when":
            continue
        if keys[0] == "checks":
            if not can_fail(path, condition):
                yield Found(where, keys, f"{_said(keys)}: the check can never fail")
        elif not can_hold(path, condition):
            yield Found(where, keys, f"{_said(keys)}: the condition can never hold")


def _overlaps(path: Path, where: str) -> Iterator[Found]:
    """Items that exclude each other and yet may both apply."""
    tree = scenarios(path)
    weights = [0.0] * len(path.items)
    position = {item.id: n for n, item in enumerate(path.items)}
    pairs = {pair for group in path.one_of for pair in combinations(group, 2)}
    pairs |= {(a.id, b.id) for a, b in combinations(path.items, 2) if a.item == b.item}
    for a, b in sorted(pairs):
        both = 1 << position[a] | 1 << position[b]
        if pick(tree, weights, both, 0, heaviest=True) is not None:
            yield Found(where, ("items", b, "when"), f"items: {a} and {b} exclude each other, but may both apply")


def _asking(catalogue: Catalogue, path: Path, where: str) -> Iterator[Found]:
    """Fields that nobody needs or that are asked in the wrong order, and needs that nobody can meet."""
    looked_at = frozenset[str]().union(*(condition.names for _keys, condition in _conditions(path)))
    position = {use.field: n for n, use in enumerate(path.fields)}
    for use in path.fields:
        if not use.needed_by and use.field not in looked_at and not _copied(path, use.field):
            yield Found(where, ("fields", use.field), f"fields: {use.field}: nobody needs it")
        for name in sorted(use.when.names):
            if position[name] > position[use.field]:
                what = f"fields: {use.field}: depends on {name!r}, which is asked after it"
                yield Found(where, ("fields", use.field, "when"), what)
        yield from _never_filled(path, use, where)
    for item in path.items:
        if not any(item.id in use.needed_by for use in path.fields):
            yield Found(where, ("items", item.id), f"items: {item.id}: needs no field at all")
        for target in catalogue.items[item.item].yields.values():
            if target in path.uses and item.id not in path.uses[target].result_of:
                what = f"fields: {target}: {item.id} brings it, but is not among `result_of`"
                yield Found(where, ("fields", target), what)


def _never_filled(path: Path, use: FieldUse, where: str) -> Iterator[Found]:
    """A field without a question, or one that is always taken from a field the path does not ask."""
    field = path.definitions[use.field]
    if use.fixed is None and not field.ask.strip():
        yield Found(where, ("fields", use.field), f"fields: {use.field}: is asked, but has no question")
    source = (field.derive.copy_of or field.derive.from_id) if field.derive is not None else None
    if source is not None and source not in path.uses and field.derive is not None and field.derive.when is None:
        what = f"fields: {use.field}: is taken from {source!r}, which the path does not ask"
        yield Found(where, ("fields", use.field), what)


def _copied(path: Path, name: str) -> bool:
    """Whether another field takes its value from this one."""
    rules = [field.derive for field in path.definitions.values() if field.derive is not None]
    return any(name in {rule.copy_of, rule.from_id, *rule.given} for rule in rules)


def _conflicts(catalogue: Catalogue, path: Path, where: str) -> Iterator[Found]:
    """Wishes of departments that no rule can make one. At run time they would go to the coordinator."""
    uses: list[FieldUse | MaterialUse] = [*path.fields, *path.materials]
    for use in uses:
        section = "fields" if isinstance(use, FieldUse) else "materials"
        for conflict in merge(catalogue, use, use.needed_by).conflicts:
            said = ", ".join(f"{item}: {value}" for item, value in conflict.wishes.items())
            what = f"{section}: {conflict.subject}: {conflict.attribute} differs ({said})"
            yield Found(where, (section, conflict.subject, "specs"), what)
