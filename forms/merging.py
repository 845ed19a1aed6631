"""One wish of several: what departments ask of the same field or material, made into one specification.

The rules are data (`reconciliation.yml`). What no rule can make one is a conflict: the coordinator hears of it, never
the citizen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from forms.model import Catalogue, FieldUse, MaterialUse, ReconciliationRule

Wish = int | float | str | tuple[str, ...]


@dataclass(frozen=True)
class Agreed:
    """One attribute as it is asked once, and the items that want it so."""

    attribute: str
    value: Wish
    text: str
    wanted_by: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """An attribute on which the items cannot be made to agree."""

    subject: str
    attribute: str
    wishes: Mapping[str, Wish]


@dataclass(frozen=True)
class Merged:
    """The common specification of one field or material."""

    agreed: tuple[Agreed, ...]
    conflicts: tuple[Conflict, ...]

    @cached_property
    def text(self) -> str:
        """The specification in words, empty when nothing special is asked."""
        return "；".join(each.text for each in self.agreed if each.text)


NOTHING_SPECIAL = Merged((), ())


def merge(catalogue: Catalogue, use: FieldUse | MaterialUse, items: Sequence[str]) -> Merged:
    """Reconcile what these items ask of a field or material."""
    if not use.specs:
        return NOTHING_SPECIAL
    subject = use.field if isinstance(use, FieldUse) else use.material
    wishes: dict[str, dict[str, Wish]] = {}
    for item in items:
        spec = use.specs.get(item)
        for attribute in spec.model_fields_set if spec is not None else ():
            value = getattr(spec, attribute)
            if value not in (None, "", ()):
                wishes.setdefault(attribute, {})[item] = value
    agreed, conflicts = [], []
    for rule in catalogue.reconciliation.values():
        if rule.id in wishes:
            value = _one_of(rule, list(wishes[rule.id].values()))
            if value is None:
                conflicts.append(Conflict(subject, rule.id, wishes[rule.id]))
            else:
                agreed.append(Agreed(rule.id, value, _in_words(rule, value), tuple(wishes[rule.id])))
    return Merged(tuple(agreed), tuple(conflicts))


def _one_of(rule: ReconciliationRule, wishes: list[Wish]) -> Wish | None:
    """The one wish that meets all; None when there is none."""
    numbers = [wish for wish in wishes if isinstance(wish, int | float)]
    lists = [wish for wish in wishes if isinstance(wish, tuple)]
    match rule.rule:
        case "most":
            return max(numbers)
        case "least":
            return min(numbers)
        case "strictest":
            return max(wishes, key=lambda wish: rule.order.index(str(wish)))
        case "union":
            return tuple(dict.fromkeys(each for wish in lists for each in wish))
        case "common":
            common = tuple(each for each in lists[0] if all(each in wish for wish in lists))
            return common or None
        case "same":
            return wishes[0] if len(set(wishes)) == 1 else None


def _in_words(rule: ReconciliationRule, value: Wish) -> str:
    said = "、".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)
    return rule.label.format(value=rule.words.get(said, said))
