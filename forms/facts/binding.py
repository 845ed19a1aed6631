"""Binding facts to fields; at most one value a field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from forms.facts.amounts import amounts
from forms.facts.mentions import mentions
from forms.facts.model import CLAUSE_END, KINDS_OF, Bound, Fact, readable
from forms.facts.others import tells_of_elsewhere, tells_of_others
from forms.facts.periods import begins, period, without_beginnings
from forms.facts.persons import AGENT, APPLICANT, NOBODY, people_of, speaks_for_another, whose
from forms.facts.resemblance import outvoted, resemblances
from forms.facts.retractions import without_retracted
from forms.facts.signs import signs
from forms.model import Field, Kind, Path
from forms.rows import row_of
from forms.values import Unusable, parse_value

_OFFERED = re.compile(r"用|留|写|填|记|打")
"""用我媳妇的电话吧: a value of another person that is meant to stand for one's own."""
_NOT_SAID = re.compile(
    r"(?:不是|不|没有|没)[^，,。；;]{0,1}$|(?:(?:不|没)(?:打算|准备|想|考虑|需要)|别|甭)[^，,。；;]*$"
    r"|(?:以前|原来|之前|对面|旁边|隔壁|门口)[^，,。；;]*$"
)
_NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.ROWS})
_MOSTLY_NUMBER = re.compile(r"\D{0,3}[\d.零一二两俩仨三四五六七八九十百千万半]+\D{0,3}")
_DAYS_NEAR = re.compile(r"今[天儿日]|明[天儿]|昨[天儿]|后[天儿]|前[天儿]")
"""今天天气真好: such a day answers only the question for one."""
_TELLING_CUE = 3
"""A cue this long names its field beyond doubt, also when the fact is of another kind."""
_NEAR = 8
"""How many characters before a fact such a cue of another kind may stand."""
_CUE_REACH = 16
"""How many characters before a fact a cue may stand."""
_MEASURES = frozenset({"area", "money", "count"})
_OF_LAND = re.compile(r"占地(?:面积)?(?:一共|总共|大概|大约|约|有|是|共|差不多)*\s*$")
_LAND = re.compile(r"占地|用地|土地|宅基地")
"""占地四亩 is no room's area."""


def bind(
    path: Path, text: str, facts: Sequence[Fact], asked: str | None, today: date, *, by_agent: bool = False
) -> list[Bound]:
    """Bind every fact that clearly belongs to a field of the path; at most one value a field.

    While a row of a list is being asked, what is said is about that row: a partner's number is never the applicant's.
    `by_agent`: the speaker applies for another, as is known from before; 我 is then the agent.
    """
    text = readable(text)
    facts = without_retracted(facts, text)
    row = row_of(asked or "")
    fields = [path.field(use.field) for use in path.fields if row_of(use.field) == row]
    bound = _of_facts(path, fields, text, facts, asked, today, by_agent=by_agent)
    for field in fields:
        if field.id not in bound and field.id != asked:
            volunteered = _volunteered(field, text, today)
            if volunteered is not None:
                bound[field.id] = volunteered
    if not row:
        settled = {*bound, *([asked] if asked else [])}
        parts = [(f.start, f.end) for f in facts if f.kind not in _MEASURES]
        answering = path.field(asked).kind if asked else None
        for sign in signs(path, text, settled, today):
            # Asked for one plate, 鲁J12345 is that one, and of two the other is the other vehicle's.
            if path.field(sign.field_id).kind is not answering or answering is Kind.PLATE:
                bound.setdefault(sign.field_id, sign)
        # 一共6, when the axles are asked for, is no total weight.
        answers_with_a_number = answering in _NUMERIC and _MOSTLY_NUMBER.fullmatch(text.strip()) is not None
        for amount in () if answers_with_a_number else amounts(path, text, bound, today):
            bound[amount.field_id] = Bound(amount.field_id, amount.value, cued=True, span=amount.span)
        if "by_agent" in path.uses and f"{AGENT}_name" in path.uses and speaks_for_another(path, text):
            bound.setdefault("by_agent", Bound("by_agent", value=True))
            settled.add("by_agent")
        for option in _options(path, text, facts, parts, list(bound.values()), settled):
            bound[option.field_id] = option
    return list(bound.values())


def _options(
    path: Path,
    text: str,
    facts: Sequence[Fact],
    parts: Sequence[tuple[int, int]],
    bound: Sequence[Bound],
    settled: Collection[str],
) -> Iterator[Bound]:
    """The options that the message names, and those that it resembles where nothing else was found."""
    named = {m.field_id: m for m in mentions(path, text, parts, settled) if not outvoted(path, text, m)}
    said = [(f.start, f.end) for f in facts]
    said += [each.span for each in bound] + [each.span for each in named.values()]
    taken = {*(each.field_id for each in bound), *named, *settled}
    for mention in (*named.values(), *resemblances(path, text, said, taken)):
        yield Bound(mention.field_id, mention.value, span=mention.span)


def of_others(
    path: Path, field: Field, text: str, facts: Sequence[Fact], *, by_agent: bool = False
) -> list[tuple[int, int]]:
    """Where values stand that the question about one person would take, though they are another's."""
    person = people_of(path).get(field.id)
    if person is None:
        return []
    told = whose(path, readable(text), facts, field.id, by_agent=by_agent)
    return [
        (fact.start, fact.end)
        for fact in facts
        if field.kind in KINDS_OF.get(fact.kind, ())
        and told.get(fact, person) != person
        and not (told[fact] == NOBODY and _OFFERED.search(_clause_before(fact, text)))
    ]


def of_elsewhere(text: str, facts: Sequence[Fact]) -> list[tuple[int, int]]:
    """Where measures stand that are another shop's, or of another time."""
    return [(f.start, f.end) for f in facts if f.kind in _MEASURES and tells_of_others(readable(text)[: f.start])]


def _clause_before(fact: Fact, text: str, position: int = 0) -> str:
    return CLAUSE_END.split(text[max(position, fact.start - _CUE_REACH) : fact.start])[-1]


def _of_facts(
    path: Path,
    fields: Sequence[Field],
    text: str,
    facts: Sequence[Fact],
    asked: str | None,
    today: date,
    *,
    by_agent: bool,
) -> dict[str, Bound]:
    """The facts with the fields that they belong to, by field."""
    bound: dict[str, Bound] = {}
    people = people_of(path)
    told = whose(path, text, facts, asked, by_agent=by_agent)
    for_another = by_agent or speaks_for_another(path, text)
    lease = next((field for field in fields if _asks_until(field)), None)
    both = [kind for kind, kinds in KINDS_OF.items() if any(f.kind in kinds and _NEW in f.cues for f in fields)]
    places = list(_places(without_beginnings(sorted(facts, key=lambda f: f.start), text, both), text))
    # What the message names goes first: a bare number must not take the place of one that says what it is.
    for only_named in (True, False):
        for fact, clause, behind in places:
            if lease is not None and begins(fact, text):
                if span := period(fact, text):
                    bound[lease.id] = _parsed(lease, text[slice(*span)], today, cued=True, span=span)
                continue
            # What could not be used gives way to what follows: 座机…，手机….
            taken = {name for name, each in bound.items() if each.refusal is None}
            if any(each.span == (fact.start, fact.end) for each in bound.values()):
                continue
            target, cued = _target(fields, fact, clause, behind, asked, taken, people, told.get(fact))
            # 给客户秦立民办: the message says that he is the one it is done for.
            cued = cued or (for_another and told.get(fact) == APPLICANT)
            if target is not None and (cued or not only_named):
                bound[target.id] = _parsed(target, fact.raw, today, cued=cued, span=(fact.start, fact.end))
    return bound


def _places(facts: Sequence[Fact], text: str) -> Iterator[tuple[Fact, str, str]]:
    """Each fact that tells of oneself, with what stands before and behind it in its clause."""
    position = 0
    for fact in facts:
        clause = _clause_before(fact, text, position)
        if fact.kind == "address" and not clause.strip():
            # 寄到家里，青云街道…: where an address begins a clause, the one before may say which it is.
            clause = _SENTENCE_END.split(text[position : fact.start])[-1][-_CUE_REACH:]
        position = fact.end
        rest = CLAUSE_END.split(text[fact.end :])[0]
        if fact.kind in _MEASURES and (tells_of_others(text[: fact.start]) or _SUPPOSED.search(clause + rest)):
            continue
        yield fact, clause, rest[:_CUE_REACH]


_SENTENCE_END = re.compile(r"[。；;！!？?]")
_ALL_OF_IT = re.compile(r"加一[块起]|加起来|加在一[块起]|合起来|合在一[块起]|连[前后]厅|合计")
"""前厅后厨加一块七十五平: no part of it."""
_SUPPOSED = re.compile(
    r"的话(?![\d一二两三四五六七八九十百大差是])|如果|要是|假如|是不是|[?？]|吗$|够不够|能不能|行不行"
)


_NEW = "换成"
"""A cue of fields that ask for what is new beside what was before."""
_SUCCEEDS = re.compile(r"(?:换成|改成|换为|变更为|变成)(?:了)?$")


def _asks_until(field: Field) -> bool:
    return field.kind is Kind.DATE and any(len(cue) > 1 and cue.endswith("到") for cue in field.cues)


def _target(
    fields: Sequence[Field],
    fact: Fact,
    clause: str,
    behind: str,
    asked: str | None,
    taken: Collection[str],
    people: dict[str, str],
    person: str | None,
) -> tuple[Field | None, bool]:
    """The field that a fact belongs to, and whether the message names it; `person` is of whom it is told."""
    succeeding = _SUCCEEDS.search(clause)
    if succeeding is not None and fact.kind == "person_name":
        person = None  # 法人从赵磊换成钱多多: the new one is not the one that 法人 tells of
    candidates = _candidates(fields, fact, clause, taken, people, person)
    if fact.kind == "area" and _ALL_OF_IT.search(clause):
        return _by_kind_alone(fields, candidates, fact, taken), True
    answer = next((field for field in candidates if field.id == asked), None)
    cued = _best_cue(candidates, clause) or _cue_behind(candidates, fact, behind)
    if cued is not None:
        return (answer if answer is not None and _only_generally(cued, clause) else cued), True
    if _another_is_named(fields, fact, clause):
        return None, False
    if answer is not None:
        return answer, False
    if person not in {None, NOBODY, APPLICANT}:
        return next(((field, True) for field in candidates if people.get(field.id) == person), (None, False))
    # 监事写我爱人吴晓燕: a name that is offered for something else.
    for_elsewhere = person == NOBODY and fact.kind == "person_name"
    alone = None if for_elsewhere else _by_kind_alone(fields, candidates, fact, taken)
    if alone is None and person == APPLICANT:
        # 给俺弟弟办证，他叫…: whoever it is done for, though the form has no first person.
        alone = next((field for field in candidates if people.get(field.id) == APPLICANT), None)
    return alone, False


def _candidates(
    fields: Sequence[Field],
    fact: Fact,
    clause: str,
    taken: Collection[str],
    people: dict[str, str],
    person: str | None,
) -> list[Field]:
    """The fields that could hold the fact: of its kind, not filled by this message, and of the person told of."""
    candidates = [field for field in fields if field.kind in KINDS_OF.get(fact.kind, ()) and field.id not in taken]
    if fact.kind == "area" and _OF_LAND.search(clause):
        candidates = [field for field in candidates if _LAND.search(" ".join((field.label, *field.cues)))]
    if person == NOBODY and not _OFFERED.search(clause):
        return [field for field in candidates if field.id not in people]
    of_child = any(people.get(field.id) == person and field.label.startswith("孩子") for field in fields)
    if person in {None, NOBODY} or (of_child and fact.kind == "mobile"):
        return candidates  # no form asks for a child's number: said beside the child's name it is the parent's
    return [field for field in candidates if people.get(field.id, person) == person]


def _another_is_named(fields: Sequence[Field], fact: Fact, clause: str) -> bool:
    """Whether a telling cue of a field of another kind stands right before the fact."""
    near = clause[-_NEAR:]
    others = (field for field in fields if field.kind not in KINDS_OF.get(fact.kind, ()))
    return any(len(cue) >= _TELLING_CUE and cue in near for field in others for cue in field.cues)


def _by_kind_alone(
    fields: Sequence[Field], candidates: Sequence[Field], fact: Fact, taken: Collection[str]
) -> Field | None:
    """The field that a fact without any cue belongs to."""
    if fact.kind == "area" and len(candidates) == 1 and _areas(fields).isdisjoint(taken):
        return candidates[0]
    if fact.kind == "date" and _DAYS_NEAR.fullmatch(fact.raw):
        return None
    return next((field for field in candidates if field.primary), None)


_GENERAL = re.compile(
    r"^[\s，,：:。；;]*(?:我|俺|那|那个|嗯|就|对|的|这个?|他|她)*(?:姓名|名字|名|叫|写|填|号码?|证件号|身份证号?码?|手机号?|电话|地址|面积|日期)"
    r"(?:就|是|叫|为|写|填|在|：|:)*$"
)
"""名字是, 地址在: words that say what kind of thing follows, not whose or which; they answer the open question."""


def _only_generally(cued: Field, clause: str) -> bool:
    """Whether the words before a fact name the other field only as any of its kind would be."""
    return cued.primary and _GENERAL.match(clause) is not None


def _areas(fields: Iterable[Field]) -> set[str]:
    return {field.id for field in fields if field.kind is Kind.AREA}


def _cue_behind(candidates: Iterable[Field], fact: Fact, behind: str) -> Field | None:
    """The field of a date, a firm or a sum that is named after it: 11月3号走, 在鲁中公司上班, 82万成交."""
    if fact.kind == "money":
        return next((field for field in candidates if behind.removeprefix("的").startswith(field.cues)), None)
    if fact.kind not in {"date", "org_name"}:
        return None
    found = [
        (behind.find(cue), -len(cue), position, field)
        for position, field in enumerate(candidates)
        for cue in (*field.cues, *(("生",) if "出生" in field.cues else ()))
        if (cue in behind if len(cue) > 1 else behind.startswith(cue))
    ]
    return min(found, key=lambda entry: entry[:3])[3] if found else None


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
    """The word stands in the text, not negated, not asked about, and not told of others."""
    at = text.find(word)
    if at < 0 or tells_of_elsewhere(text[:at]):
        return False
    rest = CLAUSE_END.split(text[at:])[0]
    negated = word[0] not in "不没" and _NOT_SAID.search(text[:at])
    return not negated and not re.search(r"吗|[?？]|怎么|咋|还是|要不要|用不用", rest)
