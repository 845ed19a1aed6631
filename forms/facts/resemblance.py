"""Options that a clause names in words that nobody has listed, but that resemble those listed: 烟道是单独走的.

This is for clauses in which nothing else was found. An option is taken only when it is far more like the clause than
those of any other question, and of its own; what asks, doubts or tells of others says nothing here either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from forms.facts.mentions import Mention, is_of_another, told_clauses
from forms.model import Kind, Path

_SHORTEST = 3
"""Characters: 普通 or 外宾 alone may belong to anything."""
_ALIKE = 0.4
"""How much of what both say has to be the same."""
_SURELY_ALIKE = 0.6
"""From here on it counts for more than a short word of another question."""
_ELSEWHERE = re.compile(r"隔壁|邻居|对门|(?<![着有没住户])人家|别人|听人?说")
_SENTENCE_PART = re.compile(r"[^，,。；;！!\n]+")
_AHEAD = 1.5
"""How many times as much like the clause as the next option the best has to be."""


def resemblances(path: Path, text: str, said: Sequence[tuple[int, int]], taken: Collection[str]) -> list[Mention]:
    """What the clauses resemble in which nothing else was found; `said` is where something was.

    Of a question that two clauses answer differently nothing is taken.
    """
    holding = [match.span() for match in _SENTENCE_PART.finditer(text) if _overlaps(match.span(), said)]
    found = [
        each
        for clause in told_clauses(text, ())
        if len(clause.group()) >= _SHORTEST and not _overlaps(clause.span(), holding)
        if (each := _resembling(path, clause)) is not None and each.field_id not in taken
    ]
    return [each for each in found if all(each.value == o.value for o in found if o.field_id == each.field_id)]


def _resembling(path: Path, clause: re.Match[str]) -> Mention | None:
    """The option that the clause is far more like than any other."""
    nearest = path.phrases.nearest(clause.group())
    if not nearest or nearest[0].share < _ALIKE:
        return None
    best, field = nearest[0], path.field(nearest[0].field_id)
    if any(best.share < _AHEAD * other.share for other in nearest[1:]):
        return None
    if is_of_another(field, clause.group()) or (best.share < _SURELY_ALIKE and _ELSEWHERE.search(clause.group())):
        return None
    value = [str(best.value)] if field.kind is Kind.CHOICES else best.value
    return Mention(best.field_id, value, clause.span())


def outvoted(path: Path, text: str, mention: Mention) -> bool:
    """Whether the clause of a mention is by far more like an option of another question: 烟道是单独走的, for 单独."""
    clause = next((m for m in told_clauses(text, ()) if m.start() <= mention.span[0] < m.end()), None)
    nearest = path.phrases.nearest(clause.group()) if clause else []
    if not nearest or nearest[0].field_id == mention.field_id or nearest[0].share < _SURELY_ALIKE:
        return False
    own = max((each.share for each in nearest if each.field_id == mention.field_id), default=0.0)
    return nearest[0].share >= _AHEAD * own


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
