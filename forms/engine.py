"""The question engine: what to ask next, and what an answer does to the draft.

A question is asked only when an item that applies needs its answer, or when the answer can still change which items
apply. Nothing derivable, known or already handed in is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.draft import Draft, counts_of, use_of
from forms.facts import Bound, Fact, bind, of_elsewhere, of_others, retracted
from forms.facts.clauses import clauses_about
from forms.facts.oneself import played_by_oneself, with_own_name
from forms.facts.persons import speaks_for_another
from forms.model import Catalogue, Check, Field, FieldUse, Kind, MaterialUse, Notice, Path, Value
from forms.requirements import Situation, situation
from forms.rows import row_of, with_rows
from forms.values import Unusable, parse_value
from forms.values.addresses import address_clauses, complete_address
from forms.values.numerals import find_numbers


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked next, and how far the citizen has come."""

    kind: Literal["field", "material"]
    id: str
    number: int
    """The how-manieth question this is, counting what has been answered."""
    total: int
    """How many there will be, as far as is known now."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a citizen said: the words, the facts found in them, and the field that was being asked."""

    text: str
    facts: Sequence[Fact] = ()
    asked: str | None = None
    correcting: bool = False


@dataclass(frozen=True, slots=True)
class Learnt:
    """A field that an answer filled; `previous` is the value it replaced."""

    field_id: str
    value: Value
    previous: Value | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A field whose value could not be used, and why."""

    field_id: str
    refusal: Unusable


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer did."""

    draft: Draft
    learnt: tuple[Learnt, ...] = ()
    refused: tuple[Refused, ...] = ()
    doubtful: tuple[Learnt, ...] = ()
    """Values that would replace an earlier answer although nobody said that it was wrong; to be asked back."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Answers that contradict each other or the law."""

    check: Check
    reopens: tuple[str, ...]
    """The fields to be asked again; of a sum over a list, its column in every row."""


def next_question(
    catalogue: Catalogue, path: Path, draft: Draft, today: date, asked: str | None = None
) -> Question | None:
    """The next thing to ask, or None when everything needed is there. What was skipped comes last.

    `asked` is what was asked before; as long as it is open, nothing else is asked.
    """
    seen = situation(catalogue, path, draft, today)
    fields = [use.field for use in open_fields(seen)]
    materials = [use.material for use in open_materials(seen)]
    queue: list[tuple[Literal["field", "material"], str]] = [("field", f) for f in fields if f not in draft.skipped]
    queue += [("material", m) for m in materials if m not in draft.skipped]
    for skipped in draft.skipped:
        if skipped in fields:
            queue.append(("field", skipped))
        elif skipped in materials and not catalogue.materials[skipped].later:
            queue.append(("material", skipped))
    if not queue:
        return None
    done = sum(answer.source == "citizen" for answer in draft.answers.values()) + len(draft.uploads)
    kind, identifier = next((entry for entry in queue if entry[1] == asked), queue[0])
    return Question(kind, identifier, done + 1, done + len(queue))


def open_fields(seen: Situation) -> list[FieldUse]:
    """The fields that still have to be asked, in the path's order. A field whose own condition is open waits for it."""
    undecided = seen.open_names()
    return [
        use
        for use in seen.path.fields
        if use.field not in seen.answers
        and not seen.may_come_from_result(use)
        and use.when.judge(seen.known).truth is True
        and (use.field in undecided or seen.needing(use))
    ]


def open_materials(seen: Situation) -> list[MaterialUse]:
    """The materials that the citizen still has to hand in."""
    return [
        use
        for use in seen.path.materials
        if seen.catalogue.materials[use.material].provide == "upload"
        and not seen.draft.uploads.get(use.material)
        and seen.needing(use)
    ]


def apply(path: Path, draft: Draft, reply: Reply, today: date) -> Outcome:
    """Take what a message says into the draft: the answer to the question asked, and whatever else it holds."""
    path = with_rows(path, counts_of(draft))
    said_so = draft.answers.get("by_agent")
    by_agent = said_so is not None and said_so.value is True
    bound = bind(path, reply.text, reply.facts, reply.asked, today, by_agent=by_agent)
    if reply.asked is not None:
        field = path.field(reply.asked)
        no_answers = of_others(path, field, reply.text, reply.facts, by_agent=by_agent)
        no_answers += _no_amounts(field, reply.facts)
        no_answers += [*retracted(reply.facts, reply.text), *of_elsewhere(reply.text, reply.facts)]
        text = _without(reply.text, no_answers)
        bound = _answering(path, draft, text, field, bound, today)
    for_another = by_agent or speaks_for_another(path, reply.text)
    for name, own, span in played_by_oneself(path, reply.text, reply.asked, _named(bound), by_agent=for_another):
        said, known = next((b.value for b in bound if b.field_id == own), None), draft.answers.get(own)
        if said is not None or known is not None:
            bound = with_own_name(bound, name, said if said is not None or known is None else known.value, span)
    outcome = Outcome(draft)
    for each in bound:
        outcome = _take(path, outcome, each, reply)
    return outcome


def _named(bound: Sequence[Bound]) -> set[str]:
    """The fields for which the message holds a value."""
    return {each.field_id for each in bound if each.value is not None}


_AMOUNTS = frozenset({Kind.AREA, Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.ROWS})
_NEVER_AMOUNTS = frozenset({"date", "mobile", "id_no", "uscc", "address"})


def _no_amounts(asked: Field, facts: Sequence[Fact]) -> list[tuple[int, int]]:
    """Where numbers stand that are no amount: the 8 of 下月初八 and of 青云路8号 is no area."""
    return [(f.start, f.end) for f in facts if f.kind in _NEVER_AMOUNTS] if asked.kind in _AMOUNTS else []


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with these parts blank, so that all other places stay where they were."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _answering(path: Path, draft: Draft, text: str, asked: Field, bound: list[Bound], today: date) -> list[Bound]:
    """The message as the answer to `asked` first: all its words count, a fact cut out of them only if they do not."""
    cut = next((b for b in bound if b.field_id == asked.id), None)
    others = [b for b in bound if b.field_id != asked.id]
    if asked.kind in _CODES and _fits(asked, text, today):
        # A card's digits may look like a telephone number or an id.
        others = [b for b in others if b.cued or path.field(b.field_id).kind in _CHOICES]
    if asked.kind is Kind.TEXT:
        # What stands in a free text is a part of it: 青龙山采石场 says nothing about the kind of mine.
        others, text = _without_other_clauses(path, text, others)
    if asked.kind is Kind.PERSON_NAME:
        others = _without_parts_of_person(asked, text, others, today)
    if asked.kind is Kind.ORG_NAME:
        others = _without_parts_of_name(path, asked, text, others, today)
    if asked.kind is Kind.TEXT:
        text = clauses_about(asked, text)
    if asked.kind in _CHOICES:
        told = _without(text, [_statement(b, text) for b in others if _is_named(path, b)])
        text = told if _fits(asked, told, today) else text
    said = address_clauses(text, cut.span) if cut and cut.value is not None and asked.kind is Kind.ADDRESS else text
    named = [b for b in others if b.cued or path.field(b.field_id).kind not in _CHOICES]
    # An option that answers is no other question's; in free text an option that another question has is not its part.
    readings = [others, named] if asked.kind in _FREE_FORM else [named, others]
    tried = [_direct(asked, draft, said, each, today) for each in readings]
    if asked.kind in _CHOICES and (first := _CLAUSE.search(text)) is not None:
        # 在二楼 tells the floor, and that it is above the ground; what follows it (，店名叫…) does not change that.
        tried.append(_direct(asked, draft, first.group(), [], today))
    direct = next((each for each in tried if each and each.value is not None), None if None in tried else tried[0])
    if direct is not None and direct.value is not None and asked.kind not in _FREE_FORM:
        others = [b for b in others if b in named or not _answers_itself(asked, _clause_at(b.span, text), today)]
    answer = cut if direct is None or _cut_is_better(asked, direct, cut, text) else direct
    if answer is None:
        return others
    return [answer, *(_where_it_leads(path, answer, other) for other in others)]


def _without_other_clauses(path: Path, text: str, others: list[Bound]) -> tuple[list[Bound], str]:
    """A free text without its later clauses that choose for another question: …公司签的，污水进市政管网."""
    first = _CLAUSE.search(text)
    if first is None or find_numbers(first.group()):  # 离小学六百米，医院一公里: all of it is one list
        return [b for b in others if _is_named(path, b)], text
    choices = [b for b in others if path.field(b.field_id).kind in _CHOICES and b.span[0] >= first.end()]
    if choices:
        clause = next(m for m in _CLAUSE.finditer(text) if m.end() > min(b.span[0] for b in choices))
        text = text[: clause.start()].rstrip("，,。；;！!\n ")
    return [b for b in others if _is_named(path, b) or b in choices], text


def _answers_itself(asked: Field, clause: str, today: date) -> bool:
    """Whether a clause answers the question in its own words: 楼上有好几户 is no answer about the drains."""
    if asked.kind is Kind.YES_NO and len(clause) > _SHORT_ANSWER:
        return _fits(asked, clause, today) and any(len(word) > 1 and word in clause for word in asked.own_words())
    return _fits(asked, clause, today)


_SHORT_ANSWER = 4
"""Characters; a shorter clause says yes or no and hardly anything else."""


def _statement(bound: Bound, text: str) -> tuple[int, int]:
    """Where a clause names something as it is: 店名叫… is not among what shall change, 店名改成… is."""
    start, end = bound.span
    before = re.split(r"[，,。；;！!\s]", text[:start])[-1]
    return (start, end) if _CHANGING.search(before) else (start - len(before), end)


_CHANGING = re.compile("[换改变新加转迁搬增减]")


def _clause_at(span: tuple[int, int], text: str) -> str:
    return next((m.group() for m in _CLAUSE.finditer(text) if m.start() < span[1] and m.end() > span[0]), text)


def _is_named(path: Path, bound: Bound) -> bool:
    """Whether the message names the field itself, not only one of its options."""
    return bound.cued and path.field(bound.field_id).kind not in _CHOICES


def _fits(field: Field, text: str, today: date) -> bool:
    try:
        parse_value(field, text, today)
    except Unusable:
        return False
    return True


def _cut_is_better(field: Field, direct: Bound, cut: Bound | None, text: str) -> bool:
    """Whether the understanding found the value inside a sentence that would be taken whole."""
    if cut is None or cut.value is None:
        return False
    if direct.value is None or (field.kind is Kind.DATE and cut.cued):
        return True
    whole, part = str(direct.value), str(cut.value)
    if field.kind is Kind.PERSON_NAME:
        # 肢体二级，…，鲁桂芳: the words in front are no name only because another part of the message is one.
        return part not in whole or (len(whole) > _LONGEST_ORDINARY_NAME and "·" not in whole)
    if field.kind is Kind.ADDRESS:
        return whole.startswith(part) and part in text and not _OF_AN_ADDRESS.search(whole[len(part) :])
    return False


def _without_parts_of_person(asked: Field, text: str, others: list[Bound], today: date) -> list[Bound]:
    """What lies inside the name that was asked for is a part of it: 张国庆 tells no day."""
    try:
        name = str(parse_value(asked, text, today))
    except Unusable:
        return others
    at = text.find(name)
    inside = (at, at + len(name))
    return [b for b in others if b.cued or at < 0 or not (inside[0] <= b.span[0] and b.span[1] <= inside[1])]


def _without_parts_of_name(path: Path, asked: Field, text: str, others: list[Bound], today: date) -> list[Bound]:
    """Names of people and places inside the name of a shop tell nothing of the applicant: 张记, 青云街道老李羊汤馆."""
    names = [b for b in others if not b.cued and path.field(b.field_id).kind in _FREE_FORM]
    dishes = [b for b in others if path.field(b.field_id).kind in {Kind.CHOICES, Kind.CHOICE}]
    rest = _rest(text, asked, [b for b in others if b not in names and b not in dishes])
    try:
        name = str(parse_value(asked, rest, today))
    except Unusable:
        return others
    parts = [b for b in names if text[slice(*b.span)] in name]
    if not _OFFERS.search(name):
        parts += [b for b in dishes if name.find(text[slice(*b.span)]) > 0]
    return [b for b in others if b not in parts]


_OFFERS = re.compile(r"[卖做]|和|、|还有")
"""A list of dishes, not a name with a dish in it."""


def _where_it_leads(path: Path, answer: Bound, other: Bound) -> Bound:
    """A value said along with an answer that leads to a question of its kind belongs to that: 邮寄，青云路8号."""
    kind = path.field(other.field_id).kind
    if answer.value is None or other.cued or kind in _CHOICES:
        return other
    led_to = [
        use.field
        for use in path.fields
        if answer.field_id in use.when.names
        and path.field(use.field).kind is kind
        and use.when.judge({answer.field_id: answer.value}).truth is True
    ]
    return replace(other, field_id=led_to[0]) if led_to else other


_LONGEST_ORDINARY_NAME = 4
_OF_AN_ADDRESS = re.compile(r"[\dA-Za-z号楼室栋幢层单元路街巷村镇区市县组户铺东西南北]")
_CHOICES = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO})
_CODES = frozenset({Kind.BANK_ACCOUNT, Kind.CODE, Kind.PLATE, Kind.PHONE})
_FREE_FORM = frozenset({Kind.TEXT, Kind.PERSON_NAME, Kind.ORG_NAME, Kind.ADDRESS})
_CLAUSE = re.compile(r"[^，,。；;！!\n]+")


def _rest(text: str, field: Field, others: list[Bound]) -> str:
    """The message without what belongs to other fields; of free-form kinds, without the clauses in which it stands."""
    spans = [b.span for b in others]
    if field.kind in _FREE_FORM:
        clauses = [m.span() for m in _CLAUSE.finditer(text)]
        spans = [(s, e) for s, e in clauses if any(start < e and end > s for start, end in spans)]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}，{text[end:]}"
    return text.strip("，,。 ")


def _direct(field: Field, draft: Draft, said: str, bound: list[Bound], today: date) -> Bound | None:
    """The message read as the answer to the question asked, unless it plainly answered something else."""
    text = _rest(said, field, bound) if bound else said
    if field.kind is Kind.ADDRESS and field.id in draft.hints:
        text = complete_address(draft.hints[field.id], text)
    try:
        return Bound(field.id, parse_value(field, text, today))
    except Unusable as refusal:
        answered_other = any(b.value is not None for b in bound)
        return None if answered_other else Bound(field.id, None, refusal)


def _take(path: Path, outcome: Outcome, bound: Bound, reply: Reply) -> Outcome:
    draft = outcome.draft
    if use_of(path, bound.field_id) is None:
        return outcome
    before = draft.answers.get(bound.field_id)
    if bound.refusal is not None:
        place = bound.refusal.details.get("place")
        if place:
            draft = draft.with_hint(bound.field_id, place)
        return replace(outcome, draft=draft, refused=(*outcome.refused, Refused(bound.field_id, bound.refusal)))
    if bound.value is None or (before is not None and before.value == bound.value):
        return outcome
    replaceable = before is None or bound.cued or reply.correcting or bound.field_id == reply.asked
    learnt = Learnt(bound.field_id, bound.value, before.value if before else None)
    if not replaceable:
        return replace(outcome, doubtful=(*outcome.doubtful, learnt))
    return replace(outcome, draft=draft.with_answer(bound.field_id, bound.value), learnt=(*outcome.learnt, learnt))


def problems(seen: Situation) -> list[Problem]:
    """Consistency checks that the answers fail. A check with unknown parts does not fail."""
    return [
        Problem(check, _reopened(seen, check))
        for check in seen.path.checks
        if check.holds.judge(seen.known).truth is False and _matters(seen, check.field)
    ]


def _reopened(seen: Situation, check: Check) -> tuple[str, ...]:
    summed = tuple(
        use.field
        for use in seen.path.fields
        for column in check.holds.columns
        if row_of(use.field) and f"{use.field.partition('.')[0]}.{use.field.rpartition('.')[2]}" == column
    )
    return summed or (check.field,)


def _matters(seen: Situation, field_id: str) -> bool:
    use = use_of(seen.path, field_id)
    return use is not None and bool(seen.needing(use))


def blockers(seen: Situation) -> list[Notice]:
    """Notices that stop the submission."""
    return [notice for notice in seen.notices() if notice.blocks]


def is_complete(seen: Situation) -> bool:
    """Whether the draft may be submitted: nothing open, nothing contradictory, nothing blocked."""
    must_have = [u for u in open_materials(seen) if not seen.catalogue.materials[u.material].later]
    return not (open_fields(seen) or must_have or problems(seen) or blockers(seen) or not seen.items())
