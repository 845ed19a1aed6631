"""Which items apply, and the union of what their departments require, each field and material once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from forms.conditions import Verdict
from forms.draft import Answer, Draft, counts_of, known_values, settled
from forms.model import Catalogue, FieldUse, Limit, MaterialUse, Notice, Path, PathItem
from forms.rows import with_rows

Pace = Literal["usual", "quickest", "slowest"]


@dataclass(frozen=True)
class Situation:
    """A path seen with one draft's answers: what applies, what is needed, what is still open."""

    catalogue: Catalogue
    path: Path
    draft: Draft
    answers: Mapping[str, Answer]
    known: Mapping[str, object]
    verdicts: Mapping[str, Verdict]
    """Per path item: whether it applies."""
    certain: tuple[PathItem, ...]
    """The items that surely apply, in the path's order."""

    def applies(self, item_id: str) -> bool:
        """Whether the item surely applies."""
        return self.verdicts[item_id].truth is True

    def items(self) -> list[PathItem]:
        """The items that surely apply, in the path's order."""
        return list(self.certain)

    def possible_items(self) -> list[PathItem]:
        """The items that may yet turn out to apply."""
        return [item for item in self.path.items if self.verdicts[item.id].truth is None]

    def promises(self, pace: Pace = "usual") -> list[Limit]:
        """The promised limit of every item, by position; while the answers that decide one are open, of this pace."""
        if pace not in self._promises:
            self._promises[pace] = [self.promised(item, pace) for item in self.path.items]
        return self._promises[pace]

    @cached_property
    def _promises(self) -> dict[Pace, list[Limit]]:
        return {}

    def promised(self, item: PathItem, pace: Pace = "usual") -> Limit:
        """The promised limit of one item at this pace."""
        ordinary = self.catalogue.item_of(item).promised
        possible: list[Limit] = []
        for rule in item.promises:
            truth = rule.when.judge(self.known).truth
            if truth is True:
                return _at_pace(pace, rule.promised, [*possible, rule.promised])
            if truth is None:
                possible.append(rule.promised)
        return _at_pace(pace, ordinary, [*possible, ordinary]) if possible else ordinary

    def pace_is_open(self) -> bool:
        """Whether an answer that is still open decides about a promised limit."""
        return any(
            rule.when.judge(self.known).truth is None
            for item in self.path.items
            if item.promises and self.verdicts[item.id].truth is not False
            for rule in item.promises
        )

    def fee(self, item: PathItem) -> tuple[float, float]:
        """The least and the most that an item may cost, in yuan."""
        ordinary = self.catalogue.item_of(item).fee
        possible: list[float] = []
        for rule in item.fees:
            truth = rule.when.judge(self.known).truth
            if truth is not False:
                possible.append(rule.fee)
            if truth is True:
                return min(possible), max(possible)
        return min([*possible, ordinary]), max([*possible, ordinary])

    def needing(self, use: FieldUse | MaterialUse) -> list[PathItem]:
        """The applicable items that need this field or material; none when its own condition fails."""
        known = self._needing.get(id(use))
        if known is None:
            wanted = use.needed_by if use.when.judge(self.known).truth is True else ()
            known = self._needing[id(use)] = use, [item for item in self.certain if item.id in wanted]
        return known[1]

    def may_need(self, use: FieldUse | MaterialUse) -> bool:
        """Whether an item that applies, or may yet apply, needs it or may need it."""
        possible = not use.needed_by or any(self.verdicts[item].truth is not False for item in use.needed_by)
        return possible and use.when.judge(self.known).truth is not False

    @cached_property
    def _needing(self) -> dict[int, tuple[FieldUse | MaterialUse, list[PathItem]]]:
        """What `needing` has found, by the identity of the use, which is kept so that no other can take it over."""
        return {}

    def departments_needing(self, use: FieldUse | MaterialUse) -> list[str]:
        """Names of the departments behind `needing`, each once."""
        return list(dict.fromkeys(self.catalogue.department_of(item).name for item in self.needing(use)))

    def comes_from_result(self, use: FieldUse) -> bool:
        """Whether an item of this very case will yield the value."""
        return any(self.applies(item_id) for item_id in use.result_of)

    def may_come_from_result(self, use: FieldUse) -> bool:
        """Whether an item that applies, or may yet apply, will yield the value."""
        return any(self.verdicts[item_id].truth is not False for item_id in use.result_of)

    def open_names(self) -> frozenset[str]:
        """Fields whose answers can still change which items or notices apply, how long they take or what they cost."""
        return self._open_names

    @cached_property
    def _open_names(self) -> frozenset[str]:
        undecided = [v.open_names for v in self.verdicts.values() if v.truth is None]
        undecided += [notice.when.judge(self.known).open_names for notice in self.path.notices]
        for item in self.certain:
            undecided += [rule.when.judge(self.known).open_names for rule in item.promises]
            undecided += [rule.when.judge(self.known).open_names for rule in item.fees]
        return frozenset().union(*undecided)

    def notices(self) -> list[Notice]:
        """The notices that surely apply."""
        return [notice for notice in self.path.notices if notice.when.judge(self.known).truth is True]


def situation(catalogue: Catalogue, path: Path, draft: Draft, today: date) -> Situation:
    """Look at a path with a draft's answers on a day."""
    path = with_rows(path, counts_of(draft))
    answers = settled(path, draft, today)
    known = known_values(answers, today)
    verdicts = {item.id: item.when.judge(known) for item in path.items}
    certain = tuple(item for item in path.items if verdicts[item.id].truth is True)
    return Situation(catalogue, path, draft, answers, known, verdicts, certain)


def _at_pace(pace: Pace, usual: Limit, possible: Sequence[Limit]) -> Limit:
    if pace == "usual":
        return usual
    return (min if pace == "quickest" else max)(possible, key=nominal_days)


def nominal_days(limit: Limit) -> float:
    """A limit in working days, a week of calendar days counting as five."""
    return limit.days if limit.unit == "working" else limit.days * 5 / 7


def typical_situation(seen: Situation) -> Situation:
    """The same situation with what most applicants answer in place of what is not known yet."""
    answers = {name: Answer(value) for name, value in seen.path.typical.items()}
    filled = replace(seen.draft, answers={**answers, **seen.answers})
    today = seen.known["today"]
    return situation(seen.catalogue, seen.path, filled, today if isinstance(today, date) else date.min)


def deciding_fields(path: Path) -> list[FieldUse]:
    """The situation questions in the path's order: what decides which items apply, how long they take, what they cost.

    A field whose own condition looks at another needs that one answered, too. What the path itself fixes is left out.
    """
    conditions = [item.when for item in path.items]
    conditions += [rule.when for item in path.items for rule in item.promises]
    conditions += [rule.when for item in path.items for rule in item.fees]
    conditions += [notice.when for notice in path.notices if notice.blocks]
    names = frozenset[str]().union(*(condition.names for condition in conditions))
    while more := frozenset[str]().union(*(path.uses[name].when.names for name in names & path.uses.keys())) - names:
        names |= more
    return [use for use in path.fields if use.field in names and use.fixed is None]


@dataclass(frozen=True, slots=True)
class ItemView:
    """What one item needs, and nothing else: the only view its department gets."""

    fields: dict[str, Answer]
    awaited: tuple[str, ...]
    """Fields that the result of an earlier item will fill."""
    materials: tuple[str, ...]


def view_of(seen: Situation, item_id: str) -> ItemView:
    """The fields and materials that this item needs."""
    fields: dict[str, Answer] = {}
    awaited: list[str] = []
    for use in seen.path.fields:
        if item_id not in use.needed_by or use.when.judge(seen.known).truth is not True:
            continue
        answer = seen.answers.get(use.field)
        if seen.comes_from_result(use) and (answer is None or answer.source == "citizen"):
            # A number that the citizen gave before saying that they have none yet does not count.
            awaited.append(use.field)
        elif answer is not None:
            fields[use.field] = answer
    materials = tuple(
        use.material
        for use in seen.path.materials
        if item_id in use.needed_by and use.when.judge(seen.known).truth is True
    )
    return ItemView(fields, tuple(awaited), materials)
