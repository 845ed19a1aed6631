"""Options that a clause names in words that nobody has listed, but that resemble those listed: 烟道是单独走的.

This is for clauses in which nothing else was found. An option is taken only when it is far more like the clause than
those of any other question, and of its own; what asks, doubts or tells of others says nothing here either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from forms.facts.mentions import Mention, is_of_another, told_clauses
from forms.model import Kind, Path

_SHORTEST = 3
"""Characters: 普通 or 外宾 alone may belong to anything."""
_ALIKE = 0.5
"""How much of what both say has to be the same."""
_SENTENCE_PART = re.compile(r"[^，,。；;！!\n]+")
_AHEAD = 1.5
"""How many times as much like the clause as the next option the best has to be."""


def resemblances(path: Path, text: str, said: Sequence[tuple[int, int]], taken: Collection[str]) -> Iterator[Mention]:
    """What the clauses resemble in which nothing else was found; `said` is where something was."""
    holding = [match.span() for match in _SENTENCE_PART.finditer(text) if _overlaps(match.span(), said)]
    for clause in told_clauses(text, ()):
        if len(clause.group()) < _SHORTEST or _overlaps(clause.span(), holding):
            continue
        nearest = path.phrases.nearest(clause.group())
        best = nearest[0] if nearest else None
        if best is None or best.share < _ALIKE or best.field_id in taken:
            continue
        if len(nearest) > 1 and best.share < _AHEAD * nearest[1].share:
            continue
        field = path.field(best.field_id)
        if is_of_another(field, clause.group()):
            continue
        several = field.kind is Kind.CHOICES
        yield Mention(best.field_id, [str(best.value)] if several else best.value, clause.span())


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
