"""Which field a fact in a message belongs to.

The understanding finds facts ("80平", "138…") without knowing the form; here each is bound to a field: by the words
before it (cues), by the question just asked, or because the field is the primary one of its kind. A fact that fits
nowhere is dropped: no value is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from forms.model import Catalogue, Field, Kind, Path, Value
from forms.values import Unusable, parse_value

_CLAUSE_END = re.compile(r"[，,。；;！!\n]")
_OTHERS = re.compile(r"(?:我|俺)?(?:媳妇|老婆|对象|老公|丈夫|儿子|闺女|女儿|爹|爸|娘|妈|兄弟|哥|弟|姐|妹|朋友|房东|邻居|会计)[^，,。；;]{0,6}$")
_CUE_REACH = 16
"""How many characters before a fact a cue may stand."""

_COMPATIBLE: dict[str, tuple[Kind, ...]] = {
    "person_name": (Kind.PERSON_NAME,),
    "org_name": (Kind.ORG_NAME,),
    "id_no": (Kind.ID_NO,),
    "uscc": (Kind.USCC,),
    "mobile": (Kind.MOBILE,),
    "address": (Kind.ADDRESS,),
    "area": (Kind.AREA,),
    "money": (Kind.MONEY,),
    "date": (Kind.DATE,),
    "count": (Kind.INTEGER,),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something found in a message: its kind, its words, and where they stand."""

    kind: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A field with the value a message gives it, or the reason why the value cannot be used."""

    field_id: str
    value: Value | None
    refusal: Unusable | None = None
    cued: bool = False
    """The message names the field, so the value may replace an earlier one."""


def bind(
    catalogue: Catalogue, path: Path, text: str, facts: Sequence[Fact], asked: str | None, today: date
) -> list[Bound]:
    """Bind every fact that clearly belongs to a field of the path; at most one value a field."""
    fields = [catalogue.fields[use.field] for use in path.fields]
    bound: dict[str, Bound] = {}
    position = 0
    for fact in sorted(facts, key=lambda f: f.start):
        before = text[max(position, fact.start - _CUE_REACH) : fact.start]
        target, cued = _target(fields, fact, before, asked, set(bound))
        position = fact.end
        if target is not None:
            bound[target.id] = _parsed(target, _with_cue(fact, before), today, cued=cued)
    for field in fields:
        if field.id not in bound and field.id != asked:
            volunteered = _volunteered(field, text, today)
            if volunteered is not None:
                bound[field.id] = volunteered
    return list(bound.values())


def _with_cue(fact: Fact, before: str) -> str:
    """Dates and areas parse on their own; names keep nothing of what stood before."""
    return fact.raw


def _target(
    fields: Iterable[Field], fact: Fact, before: str, asked: str | None, taken: set[str]
) -> tuple[Field | None, bool]:
    kinds = _COMPATIBLE.get(fact.kind, ())
    candidates = [field for field in fields if field.kind in kinds and field.id not in taken]
    clause = _CLAUSE_END.split(before)[-1]
    cued = _best_cue(candidates, clause)
    if cued is not None:
        return cued, True
    if any(cue in clause for field in fields for cue in field.cues if field.kind not in kinds and len(cue) > 2):
        return None, False
    for field in candidates:
        if field.id == asked:
            return field, False
    if _OTHERS.search(clause):
        return None, False
    return next((field for field in candidates if field.primary), None), False


def _best_cue(candidates: Iterable[Field], clause: str) -> Field | None:
    """The field whose cue stands last before the fact; of two at the same place, the longer."""
    found = [
        (clause.rfind(cue) + len(cue), len(cue), position, field)
        for position, field in enumerate(candidates)
        for cue in field.cues
        if cue in clause
    ]
    return max(found, key=lambda entry: entry[:2])[3] if found else None


def _parsed(field: Field, raw: str, today: date, *, cued: bool) -> Bound:
    try:
        return Bound(field.id, parse_value(field, raw, today), cued=cued)
    except Unusable as refusal:
        return Bound(field.id, None, refusal, cued)


def _volunteered(field: Field, text: str, today: date) -> Bound | None:
    """An option named beyond doubt while something else was asked."""
    for words, value in ((field.volunteered_no, False), (field.volunteered_yes, True)):
        if any(_says(text, word) for word in words):
            return Bound(field.id, value, cued=True)
    if not any(_says(text, word) for word in field.volunteered):
        return None
    bound = _parsed(field, text, today, cued=True)
    return bound if bound.refusal is None else None


def _says(text: str, word: str) -> bool:
    """The word stands in the text, not negated and not asked about."""
    at = text.find(word)
    if at < 0:
        return False
    rest = _CLAUSE_END.split(text[at:])[0]
    negated = word[0] not in "不没" and re.search(r"(?:不是|不|没有|没|别|甭)[^，,。；;]{0,1}$", text[:at])
    return not negated and not re.search(r"吗|[?？]|怎么|咋|还是|要不要|用不用", rest)
