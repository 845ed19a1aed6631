"""A message as the answer to the question asked: which of its words answer it, and which tell something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from forms.draft import Draft
from forms.facts import Bound, Fact
from forms.facts.clauses import clauses_about
from forms.model import Field, Kind, Path
from forms.values import Unusable, parse_value
from forms.values.addresses import address_clauses, complete_address
from forms.values.numerals import find_numbers

_AMOUNTS = frozenset({Kind.AREA, Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.ROWS})
_NEVER_AMOUNTS = frozenset({"date", "mobile", "id_no", "uscc", "address"})


def no_amounts(asked: Field, facts: Sequence[Fact]) -> list[tuple[int, int]]:
    """Where numbers stand that are no amount: the 8 of 下月初八 and of 青云路8号 is no area."""
    return [(f.start, f.end) for f in facts if f.kind in _NEVER_AMOUNTS] if asked.kind in _AMOUNTS else []


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with these parts blank, so that all other places stay where they were."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def answering(path: Path, draft: Draft, text: str, asked: Field, bound: list[Bound], today: date) -> list[Bound]:
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
        told = without(text, [_statement(b, text) for b in others if _is_named(path, b)])
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
    return [answer, *(_where_it_leads(path, answer, other, text) for other in others)]


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


def _where_it_leads(path: Path, answer: Bound, other: Bound, text: str) -> Bound:
    """A value said along with an answer that leads to a question of its kind belongs to that: 邮寄，地址青云路8号."""
    kind = path.field(other.field_id).kind
    named = other.cued and not _AS_ANY_ADDRESS.search(text[: other.span[0]])
    if answer.value is None or named or kind in _CHOICES:
        return other
    led_to = [
        use.field
        for use in path.fields
        if answer.field_id in use.when.names
        and path.field(use.field).kind is kind
        and use.when.judge({answer.field_id: answer.value}).truth is True
    ]
    return replace(other, field_id=led_to[0]) if led_to else other


_AS_ANY_ADDRESS = re.compile(r"(?:^|[，,。；;！!\s])(?:收件|收货|[我俺]家?|家里)?的?地址[是为:：\s]*$")
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
