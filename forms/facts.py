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
from itertools import pairwise

from forms.amounts import amounts
from forms.mentions import mentions
from forms.model import Field, Kind, Path, Value
from forms.rows import row_of
from forms.values import Unusable, parse_value

_CLAUSE_END = re.compile(r"[，,。；;！!\n]")
_ELSEWHERE = re.compile(r"(?:邻居|对门|对面|隔壁|旁边|人家|别人|亲戚|朋友|听说|老\w家|以前|原来|去年)[^。；;！!？?]*$")
"""Before an amount: it tells of another shop, or of another time."""
_OWN = re.compile(r"我|俺|咱|自己|本人|本店")
_OTHERS = re.compile(
    r"(?:媳妇|老婆|老伴|老头子?|爱人|对象|老公|丈夫|妻子|儿子|闺女|女儿|孙子|孙女|爹|爸|娘|妈|父亲|母亲|爷爷|奶奶|姥姥|姥爷|公公|婆婆"
    r"|兄弟|哥|弟|姐|妹|嫂|叔|婶|伯|舅|姨|姑|朋友|同学|亲戚|房东|邻居|中介|代办|经办人|代理人|卖家|卖方|买家|买方|对方|原业主|会计"
    r"|厨师|店长|合伙人|同事|科长|主任|书记|师傅|小[\u4e00-\u9fff]|新法人|联络员|监事)"
    r"[^，,。；;]{0,10}$"
)
_NAMING = frozenset({"org_name", "address", "person_name"})
"""Facts in which a word is a part of a name."""
_PERSONAL = frozenset({Kind.PERSON_NAME, Kind.ID_NO, Kind.MOBILE})
_OFFERED = re.compile(r"用|留|写|填|记|打")
"""用我媳妇的电话吧: a value of another person that is meant to stand for one's own."""
_BEGINNING = re.compile(r"\s*(?:开始|起(?!来))")
_FROM = re.compile(r"(?:从|自|打)\s*$")
_UNTIL = re.compile(r"^\s*(?:到|至|[-~—–])")
_PERIOD = re.compile(r"\s*(?:到|至|[-~—–])+\s*")
_LENGTH = re.compile(r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:年半?|个月)(?![底末前后])")
_PERIOD_REACH = 14
"""How many characters may stand between the beginning of a lease and its length."""
_NOT_SAID = re.compile(
    r"(?:不是|不|没有|没)[^，,。；;]{0,1}$|(?:(?:不|没)(?:打算|准备|想|考虑|需要)|别|甭)[^，,。；;]*$"
    r"|(?:以前|原来|之前|对面|旁边|隔壁|门口)[^，,。；;]*$"
)
_TELLING_CUE = 3
"""A cue this long names its field beyond doubt, also when the fact is of another kind."""
_CUE_REACH = 16
"""How many characters before a fact a cue may stand."""

_COMPATIBLE: dict[str, tuple[Kind, ...]] = {
    "person_name": (Kind.PERSON_NAME,),
    "org_name": (Kind.ORG_NAME,),
    "id_no": (Kind.ID_NO,),
    "uscc": (Kind.USCC,),
    "mobile": (Kind.MOBILE, Kind.PHONE),
    "address": (Kind.ADDRESS,),
    "area": (Kind.AREA,),
    "money": (Kind.MONEY,),
    "date": (Kind.DATE,),
    "count": (Kind.INTEGER, Kind.ROWS),
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
    span: tuple[int, int] = (0, 0)
    """Where in the message it stands."""


def bind(path: Path, text: str, facts: Sequence[Fact], asked: str | None, today: date) -> list[Bound]:
    """Bind every fact that clearly belongs to a field of the path; at most one value a field.

    While a row of a list is being asked, what is said is about that row: a partner's number is never the applicant's.
    """
    row = row_of(asked or "")
    fields = [path.field(use.field) for use in path.fields if row_of(use.field) == row]
    bound: dict[str, Bound] = {}
    position = 0
    for fact in _without_beginnings(sorted(facts, key=lambda f: f.start), text):
        before = text[max(position, fact.start - _CUE_REACH) : fact.start]
        if _begins(fact, text) and (lease := next((f for f in fields if _asks_until(f)), None)):
            position = fact.end
            if period := _period(fact, text):
                bound[lease.id] = _parsed(lease, text[slice(*period)], today, cued=True, span=period)
            continue
        if fact.kind in _MEASURES and _is_told_of_others(text[: fact.start]):
            position = fact.end
            continue
        behind = _CLAUSE_END.split(text[fact.end : fact.end + _CUE_REACH])[0]
        target, cued = _target(fields, fact, before, behind, asked, set(bound))
        position = fact.end
        if target is not None:
            bound[target.id] = _parsed(target, fact.raw, today, cued=cued, span=(fact.start, fact.end))
    for field in fields:
        if field.id not in bound and field.id != asked:
            volunteered = _volunteered(field, text, today)
            if volunteered is not None:
                bound[field.id] = volunteered
    parts = [(f.start, f.end) for f in facts if f.kind in _NAMING]
    settled = {*bound, *([asked] if asked else [])}
    if not row:
        for amount in amounts(path, text, settled, today):
            bound[amount.field_id] = Bound(amount.field_id, amount.value, cued=True, span=amount.span)
        for mention in mentions(path, text, parts, settled):
            bound[mention.field_id] = Bound(mention.field_id, mention.value, span=mention.span)
    return list(bound.values())


def _without_beginnings(facts: Sequence[Fact], text: str) -> list[Fact]:
    """Of a period from one date to another only the end stays: it is what 租期 asks for."""
    beginnings = [
        fact
        for fact, later in pairwise(facts)
        if fact.kind == later.kind == "date" and _PERIOD.fullmatch(text[fact.end : later.start])
    ]
    return [fact for fact in facts if fact not in beginnings]


def _begins(fact: Fact, text: str) -> bool:
    """Whether a date is said to be a beginning: 从三月一号开始."""
    return fact.kind == "date" and bool(
        _BEGINNING.match(text[fact.end :]) or (_FROM.search(text[: fact.start]) and not _UNTIL.search(text[fact.end :]))
    )


def _period(fact: Fact, text: str) -> tuple[int, int] | None:
    """From the beginning of a lease to its length, whichever stands first, if the length is said near it."""
    after = _LENGTH.search(text[fact.end : fact.end + _PERIOD_REACH])
    if after is not None:
        start = fact.start - 1 if _FROM.search(text[: fact.start]) else fact.start
        return start, fact.end + after.end()
    near = max(0, fact.start - _PERIOD_REACH)
    before = _LENGTH.search(text[near : fact.start])
    if before is None:
        return None
    opening = _BEGINNING.match(text[fact.end :])
    return near + before.start(), fact.end + (opening.end() if opening else 0)


def _asks_until(field: Field) -> bool:
    return field.kind is Kind.DATE and any(cue.endswith("到") for cue in field.cues)


def of_others(field: Field, text: str, facts: Sequence[Fact]) -> list[tuple[int, int]]:
    """Where values stand that the question about the applicant would take, though they are another person's."""
    kinds = [kind for kind, kinds in _COMPATIBLE.items() if field.kind in kinds]
    position, found = 0, []
    for fact in sorted(facts, key=lambda each: each.start):
        clause = _CLAUSE_END.split(text[max(position, fact.start - _CUE_REACH) : fact.start])[-1]
        position = fact.end
        if fact.kind in kinds and _is_anothers(field, clause):
            found.append((fact.start, fact.end))
    return found


def _target(
    fields: Iterable[Field], fact: Fact, before: str, behind: str, asked: str | None, taken: set[str]
) -> tuple[Field | None, bool]:
    kinds = _COMPATIBLE.get(fact.kind, ())
    candidates = [field for field in fields if field.kind in kinds and field.id not in taken]
    clause = _CLAUSE_END.split(before)[-1]
    cued = _best_cue(candidates, clause) or _cue_behind(candidates, fact, behind)
    if cued is not None and not _is_anothers(cued, clause):
        return cued, True
    if any(
        cue in clause for field in fields for cue in field.cues if field.kind not in kinds and len(cue) >= _TELLING_CUE
    ):
        return None, False
    for field in candidates:
        if field.id == asked and not _is_anothers(field, clause):
            return field, False
    if _OTHERS.search(clause):
        return None, False
    return next((field for field in candidates if field.primary), None), False


_MEASURES = frozenset({"area", "money", "count"})


def _is_told_of_others(before: str) -> bool:
    """Whether what comes before an amount speaks of others and not, later, of oneself: 邻居家的店200平."""
    spoken = _ELSEWHERE.search(before)
    return spoken is not None and _OWN.search(before[spoken.start() :]) is None


def _cue_behind(candidates: Iterable[Field], fact: Fact, behind: str) -> Field | None:
    """The field of a date that is named after it: 11月3号走的, 明年五一开张."""
    if fact.kind != "date":
        return None
    found = [
        (behind.find(cue), -len(cue), position, field)
        for position, field in enumerate(candidates)
        for cue in field.cues
        if len(cue) > 1 and cue in behind
    ]
    return min(found, key=lambda entry: entry[:3])[3] if found else None


def _is_anothers(field: Field, clause: str) -> bool:
    """Whether the field is about the applicant, but a relative or the landlord is spoken of."""
    about_applicant = field.primary and field.kind in _PERSONAL and not row_of(field.id)
    return about_applicant and _OTHERS.search(clause) is not None and _OFFERED.search(clause) is None


def _best_cue(candidates: Iterable[Field], clause: str) -> Field | None:
    """The field whose cue stands last before the fact; of two at the same place, the longer.

    A cue that another one qualifies gives way to it: 后厨面积 is about the kitchen.
    """
    found = [
        (clause.rfind(cue) + len(cue), len(cue), position, field)
        for position, field in enumerate(candidates)
        for cue in field.cues
        if cue in clause
    ]
    if not found:
        return None
    end, length, _position, best = max(found, key=lambda entry: entry[:2])
    start = end - length
    qualifying = [
        entry for entry in found if entry[0] == start or (entry[0] == start - 1 and clause[start - 1] == "的")
    ]
    return max(qualifying, key=lambda entry: entry[:2])[3] if qualifying and best.primary else best


def _parsed(field: Field, raw: str, today: date, *, cued: bool, span: tuple[int, int]) -> Bound:
    try:
        return Bound(field.id, parse_value(field, raw, today), cued=cued, span=span)
    except Unusable as refusal:
        return Bound(field.id, None, refusal, cued, span)


def _volunteered(field: Field, text: str, today: date) -> Bound | None:
    """An option named beyond doubt while something else was asked."""
    for words, value in ((field.volunteered_no, False), (field.volunteered_yes, True)):
        said = next((word for word in words if _says(text, word)), None)
        if said is not None:
            return Bound(field.id, value, cued=True, span=_span_of(said, text))
    said = next((word for word in field.volunteered if _says(text, word)), None)
    if said is None:
        return None
    bound = _parsed(field, text, today, cued=True, span=_span_of(said, text))
    return bound if bound.refusal is None else None


def _span_of(word: str, text: str) -> tuple[int, int]:
    start = text.find(word)
    return start, start + len(word)


def _says(text: str, word: str) -> bool:
    """The word stands in the text, not negated and not asked about."""
    at = text.find(word)
    if at < 0:
        return False
    rest = _CLAUSE_END.split(text[at:])[0]
    negated = word[0] not in "不没" and _NOT_SAID.search(text[:at])
    return not negated and not re.search(r"吗|[?？]|怎么|咋|还是|要不要|用不用", rest)
