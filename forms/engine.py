"""The question engine: what to ask next, and what an answer does to the draft.

A question is asked only when an item that applies needs its answer, or when the answer can still change which items
apply. Nothing derivable, known or already handed in is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.answering import answering, no_amounts, without
from forms.draft import Draft, counts_of, use_of
from forms.facts import Bound, Fact, bind, of_elsewhere, of_others, retracted
from forms.facts.oneself import played_by_oneself, with_own_name
from forms.facts.persons import speaks_for_another
from forms.model import Catalogue, Check, FieldUse, MaterialUse, Notice, Path, Value
from forms.requirements import Situation, situation
from forms.rows import row_of, with_rows
from forms.values import Unusable


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
        no_answers += no_amounts(field, reply.facts)
        no_answers += [*retracted(reply.facts, reply.text), *of_elsewhere(reply.text, reply.facts)]
        text = without(reply.text, no_answers)
        bound = answering(path, draft, text, field, bound, today)
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
