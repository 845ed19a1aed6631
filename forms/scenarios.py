"""Which of a path's items can apply together.

Conditions exclude and imply each other: nobody registers a company and a sole trader at once, and nobody gets by
without either. So the best and the worst case of a path are not "no open item" and "every open item". Here the answers
are tried at the values where some condition changes its mind, and what can come of it is kept as a tree: a `Combo` of
items that apply together with independent `Choice`s between further combos. Independent questions multiply the
outcomes but only add to the tree.

Items are bits of an integer: bit n is the path's n-th item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations

from forms.conditions import Condition, as_condition_value
from forms.model import Field, Kind, Path

_SOME_DAY = date(2026, 1, 1)
"""Stands for today; only dates before and after it matter."""
_FEW = 8
"""Up to so many options every subset is tried; beyond, singles, pairs and all together."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of these combos comes true."""

    combos: tuple[Combo, ...]
    touched: int
    """Every item that may come of it."""


@dataclass(frozen=True, slots=True)
class Combo:
    """Items that apply together, and what is still to be chosen independently of each other."""

    always: int
    choices: tuple[Choice, ...]
    touched: int
    """Every item that may apply here."""
    positions: tuple[int, ...] = field(init=False, compare=False)
    """`always` as positions."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", tuple(bits(self.always)))


@dataclass(frozen=True, slots=True)
class Picked:
    """One scenario: the items that apply, and what they weigh."""

    items: int
    weight: float


class _ByItems:
    """A path as a cache key: paths with the very same items have the same scenarios."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def __hash__(self) -> int:
        return id(self.path.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByItems) and self.path.items is other.path.items


def scenarios(path: Path) -> Combo:
    """The tree of what can apply together on this path; kept, because it does not depend on any draft."""
    return _scenarios(_ByItems(path))


@lru_cache(maxsize=4096)
def _scenarios(key: _ByItems) -> Combo:
    conditions = [item.when for item in key.path.items]
    return _Explorer(key.path, conditions).explore(range(len(conditions)), {})


def pick(tree: Combo, weights: Sequence[float], certain: int, impossible: int, *, heaviest: bool) -> Picked | None:
    """The lightest or heaviest scenario with every `certain` item and no `impossible` one; None if there is none."""
    if tree.always & impossible or certain & ~tree.touched:
        return None
    items, weight = tree.always, 0.0
    for position in tree.positions:
        weight += weights[position]
    for choice in tree.choices:
        chosen = _chosen(choice, weights, certain, impossible, heaviest=heaviest)
        if chosen is None:
            return None
        items |= chosen.items
        weight += chosen.weight
    return Picked(items, weight)


def _chosen(
    choice: Choice, weights: Sequence[float], certain: int, impossible: int, *, heaviest: bool
) -> Picked | None:
    concerned = certain & choice.touched
    best: Picked | None = None
    for combo in choice.combos:
        candidate = pick(combo, weights, concerned, impossible, heaviest=heaviest)
        if candidate is not None and (
            best is None or (candidate.weight > best.weight if heaviest else candidate.weight < best.weight)
        ):
            best = candidate
    return best


def _choice_of(combos: Iterable[Combo]) -> Choice:
    combos = tuple(combos)
    touched = 0
    for combo in combos:
        touched |= combo.touched
    return Choice(combos, touched)


def bits(mask: int) -> list[int]:
    """The positions of the ones in a mask."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def can_hold(path: Path, condition: Condition) -> bool:
    """Whether some answers make the condition true."""
    return bool(_Explorer(path, [condition]).explore([0], {}).touched)


def can_fail(path: Path, condition: Condition) -> bool:
    """Whether some answers make the condition false."""
    tree = _Explorer(path, [condition]).explore([0], {})
    return pick(tree, [1.0], 0, 1, heaviest=False) is not None


class _Explorer:
    """Tries answers until every condition is settled."""

    def __init__(self, path: Path, conditions: Sequence[Condition]) -> None:
        self._conditions = conditions
        self._names = [frozenset(condition.names) for condition in conditions]
        names = frozenset[str]().union(*self._names)
        self._candidates = {name: _candidates(path, name, conditions) for name in names}
        self._fixed = {
            use.field: as_condition_value(use.fixed)
            for use in path.fields
            if use.fixed is not None and use.field in names
        }
        self._copies = {
            name: rule for name in names if name in path.definitions and (rule := path.definitions[name].derive)
        }
        self._seen: dict[tuple[object, ...], Combo] = {}

    def explore(self, open_conditions: Sequence[int], known: Mapping[str, object]) -> Combo:
        """What can come of the conditions that are still open, given what is known."""
        known = self._with_copies({"today": _SOME_DAY, **self._fixed, **known})
        relevant = frozenset[str]().union(*(self._names[n] for n in open_conditions)) & known.keys()
        key = (tuple(open_conditions), tuple(sorted((name, repr(known[name])) for name in relevant)))
        if key not in self._seen:
            self._seen[key] = self._explored(open_conditions, known)
        return self._seen[key]

    def _explored(self, open_conditions: Sequence[int], known: Mapping[str, object]) -> Combo:
        always = 0
        still_open: dict[int, frozenset[str]] = {}
        for n in open_conditions:
            verdict = self._conditions[n].judge(known)
            if verdict.truth is True:
                always |= 1 << n
            elif verdict.truth is None:
                still_open[n] = verdict.open_names
        choices = tuple(
            choice for group in _groups(still_open) if (choice := self._choice(group, still_open, known)) is not None
        )
        touched = always
        for choice in choices:
            touched |= choice.touched
        return Combo(always, choices, touched)

    def _choice(
        self, group: Sequence[int], open_names: Mapping[int, frozenset[str]], known: Mapping[str, object]
    ) -> Choice | None:
        """Branch on the answer that most of the group's conditions wait for."""
        names = sorted(frozenset[str]().union(*(open_names[n] for n in group)))
        name = max(names, key=lambda each: sum(each in open_names[n] for n in group))
        combos = dict.fromkeys(self.explore(group, {**known, name: value}) for value in self._candidates.get(name, ()))
        if not combos:
            # An answer that cannot be tried, such as a sum over rows: anything may be.
            combos = dict.fromkeys(Combo(mask, (), mask) for mask in _subsets(group))
        choice = _choice_of(combos)
        return choice if choice.touched else None

    def _with_copies(self, known: dict[str, object]) -> dict[str, object]:
        for name, rule in self._copies.items():
            if name not in known and rule.copy_of in known and (rule.when is None or rule.when.judge(known).truth):
                known[name] = known[rule.copy_of]
        return known


def _groups(open_names: Mapping[int, frozenset[str]]) -> list[list[int]]:
    """The conditions grouped so that no two groups wait for the same answer."""
    groups: list[tuple[set[int], set[str]]] = []
    for n, names in open_names.items():
        touching = [group for group in groups if group[1] & names]
        merged = ({n}.union(*(g[0] for g in touching)), set(names).union(*(g[1] for g in touching)))
        groups = [group for group in groups if group not in touching] + [merged]
    return [sorted(members) for members, _names in groups]


def _subsets(group: Sequence[int]) -> list[int]:
    return [sum(1 << n for n in subset) for size in range(len(group) + 1) for subset in combinations(group, size)]


def _candidates(path: Path, name: str, conditions: Sequence[Condition]) -> list[object]:  # noqa: PLR0911 - a line a kind
    """Answers for a field, one for every side of every comparison with it."""
    field = path.definitions.get(name)
    if field is None:
        return []
    constants = frozenset[object]().union(*(c.constants.get(name, frozenset()) for c in conditions))
    match field.kind:
        case Kind.YES_NO:
            return [True, False]
        case Kind.CHOICE:
            return _one_of_each(field, constants)
        case Kind.CHOICES:
            return _sets_of_options(field, constants)
        case Kind.DATE:
            days = [_SOME_DAY, *(day for c in constants if isinstance(day := as_condition_value(c), date))]
            return [day + timedelta(days=n) for day in days for n in (-1, 0, 1, 400)]
        case Kind.INTEGER | Kind.NUMBER | Kind.AREA | Kind.MONEY | Kind.ROWS:
            return _around(field, [c for c in constants if isinstance(c, int | float)])
        case _:
            return [*(c for c in constants if isinstance(c, str)), "…"]


def _one_of_each(field: Field, constants: frozenset[object]) -> list[object]:
    """Every option that is looked at, and one that is not."""
    flat = {each for constant in constants for each in (constant if isinstance(constant, tuple) else (constant,))}
    named = [option.value for option in field.options if option.value in flat]
    others = [option.value for option in field.options if option.value not in flat]
    return [*named, *others[:1]]


def _sets_of_options(field: Field, constants: frozenset[object]) -> list[object]:
    counted = any(isinstance(constant, int) for constant in constants)
    options = [o.value for o in field.options] if counted else [str(o) for o in _one_of_each(field, constants)]
    sizes = range(1, len(options) + 1) if len(options) <= _FEW else (1, 2, len(options))
    sets: list[object] = [list(subset) for size in sizes for subset in combinations(options, size)]
    if counted:
        sets += [options[:size] for size in range(1, len(options)) if size not in sizes]
    return sets


def _around(field: Field, constants: Sequence[float]) -> list[object]:
    step = 1 if field.kind in {Kind.INTEGER, Kind.ROWS} else 0.5
    values = {value for c in constants for value in (c - step, c, c + step)}
    values |= {field.minimum if field.minimum is not None else 1, field.maximum if field.maximum is not None else 1000}
    low = field.minimum if field.minimum is not None else min(values)
    high = field.maximum if field.maximum is not None else max(values)
    return [value for value in sorted(values) if low <= value <= high]
