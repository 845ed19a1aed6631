"""Which items apply, and the union of what their departments require, each field and material once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from forms.conditions import Verdict
from forms.draft import Answer, Draft, counts_of, known_values, settled
from forms.model import Catalogue, FieldUse, Limit, MaterialUse, Notice, Path, PathItem
from forms.rows import with_rows


@dataclass(frozen=True, slots=True)
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

    def promised(self, item: PathItem) -> Limit:
        """The promised limit of an item for these answers."""
        for rule in item.promises:
            if rule.when.judge(self.known).truth is True:
                return rule.promised
        return self.catalogue.item_of(item).promised

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
        if use.when.judge(self.known).truth is not True:
            return []
        return [item for item in self.certain if item.id in use.needed_by]

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
        """Fields whose answers can still change which items, notices or fields apply."""
        undecided = [v.open_names for v in self.verdicts.values() if v.truth is None]
        undecided += [notice.when.judge(self.known).open_names for notice in self.path.notices]
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


def typical_situation(seen: Situation) -> Situation:
    """The same situation with what most applicants answer in place of what is not known yet."""
    answers = {name: Answer(value) for name, value in seen.path.typical.items()}
    filled = replace(seen.draft, answers={**answers, **seen.answers})
    today = seen.known["today"]
    return situation(seen.catalogue, seen.path, filled, today if isinstance(today, date) else date.min)


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
