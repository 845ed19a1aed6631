"""What a case asks of the citizen, department by department and here, and how many entries asking once saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.model import FieldUse, PathItem
from forms.requirements import Situation

_VISITS = 2
"""Once to hand in, once to collect."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What the citizen has to do."""

    visits: int
    forms: int
    entries: int
    copies: int


@dataclass(frozen=True, slots=True)
class Efforts:
    """The same case in three ways of working."""

    here: Effort
    """One form, everything once, nothing carried."""
    series: Effort
    """One window takes all and moves the papers; every department still has its own form and its own copies."""
    none: Effort
    """Every department on its own."""

    @property
    def collect_once(self) -> float:
        """Entries a citizen would make department by department, over entries made here; 0 when there are none."""
        return round(self.none.entries / self.here.entries, 2) if self.here.entries else 0.0


def efforts(seen: Situation, items: Sequence[PathItem]) -> Efforts:
    """The citizen's effort for these items."""
    entries = sum(len(seen.needing(use)) for use in seen.path.fields)
    copies = sum(len(seen.needing(use)) for use in seen.path.materials)
    uploads = sum(
        seen.catalogue.materials[use.material].provide == "upload" and bool(seen.needing(use))
        for use in seen.path.materials
    )
    asked = sum(_is_asked(seen, use) for use in seen.path.fields)
    return Efforts(
        here=Effort(visits=0, forms=min(1, len(items)), entries=asked, copies=uploads),
        series=Effort(visits=_VISITS if items else 0, forms=len(items), entries=entries, copies=copies),
        none=Effort(visits=_VISITS * len(items), forms=len(items), entries=entries, copies=copies),
    )


def _is_asked(seen: Situation, use: FieldUse) -> bool:
    """Whether the citizen is asked for it here: a situation counts too, what is derived or comes by itself does not."""
    answer = seen.answers.get(use.field)
    if use.fixed is not None or seen.comes_from_result(use) or (answer is not None and answer.source != "citizen"):
        return False
    return bool(seen.needing(use)) or answer is not None or use.field in seen.open_names()
