"""A draft as the engine sees it: what has been answered, skipped and handed in. Immutable; changes make a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from forms.conditions import as_condition_value
from forms.model import Field as CatalogueField
from forms.model import FieldUse, Path, Value
from forms.values.identity import told_by_id_no

Source = Literal["citizen", "derived", "system", "staff"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, and who gave it."""

    value: Value
    source: Source = "citizen"


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been collected for one path."""

    path_id: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    """Parts of answers that are not complete yet, such as a street without a number."""
    skipped: tuple[str, ...] = ()
    """What was put off, in that order; putting it off again moves it to the end."""
    uploads: Mapping[str, int] = field(default_factory=dict)
    """How many files have been handed in for each material."""

    def with_answer(self, field_id: str, value: Value, source: Source = "citizen") -> Draft:
        """The draft with this answer given or replaced."""
        return replace(
            self,
            answers={**self.answers, field_id: Answer(value, source)},
            hints={k: v for k, v in self.hints.items() if k != field_id},
            skipped=_without(self.skipped, field_id),
        )

    def without_answer(self, field_id: str) -> Draft:
        """The draft with this answer open again."""
        return replace(
            self,
            answers={k: v for k, v in self.answers.items() if k != field_id},
            skipped=_without(self.skipped, field_id),
        )

    def without_answers(self, field_ids: Iterable[str]) -> Draft:
        """The draft with these answers open again."""
        draft = self
        for field_id in field_ids:
            draft = draft.without_answer(field_id)
        return draft

    def with_hint(self, field_id: str, part: str) -> Draft:
        """The draft with a part of an answer remembered."""
        return replace(self, hints={**self.hints, field_id: part})

    def with_skipped(self, question_id: str) -> Draft:
        """The draft with this question put off."""
        return replace(self, skipped=(*_without(self.skipped, question_id), question_id))


def _without(skipped: tuple[str, ...], question_id: str) -> tuple[str, ...]:
    return tuple(each for each in skipped if each != question_id)


def settled(path: Path, draft: Draft, today: date) -> dict[str, Answer]:
    """Every answer there is: given, fixed by the path, copied, presumed or told by an id number. Given answers win."""
    answers = dict(draft.answers)
    for use in path.fields:
        if use.field not in answers and use.fixed is not None:
            answers[use.field] = Answer(use.fixed, "system")
    for use in path.fields:
        if use.field not in answers:
            derived = _derived(path.field(use.field), answers, draft, today)
            if derived is not None:
                answers[use.field] = Answer(derived, "derived")
    return answers


def known_values(answers: Mapping[str, Answer], today: date) -> dict[str, object]:
    """The answers as conditions look at them."""
    return {**_plain_values(answers), "today": today}


def _plain_values(answers: Mapping[str, Answer]) -> dict[str, object]:
    return {name: as_condition_value(answer.value) for name, answer in answers.items()}


def counts_of(draft: Draft) -> dict[str, object]:
    """The answers as plain values, which tell how many rows a list has."""
    return {name: answer.value for name, answer in draft.answers.items()}


def use_of(path: Path, field_id: str) -> FieldUse | None:
    """How the path asks this field, if it does."""
    return path.uses.get(field_id)


def _derived(target: CatalogueField, answers: Mapping[str, Answer], draft: Draft, today: date) -> Value | None:
    rule = target.derive
    if rule is None:
        return None
    if rule.when is not None and rule.when.judge(_plain_values(answers)).truth is not True:
        return None
    if rule.from_id is not None and rule.part is not None and rule.from_id in answers:
        return told_by_id_no(str(answers[rule.from_id].value), rule.part, today)
    if rule.copy_of is not None and rule.copy_of in answers:
        return answers[rule.copy_of].value
    if rule.presume is not None and any(g in answers or g in draft.hints for g in rule.given):
        return rule.presume == "yes" if target.kind == "yes_no" else rule.presume
    return None
