"""Answers written down for a machine, field by field: in a file, or in a call of the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from forms.draft import Answer
from forms.model import Path
from forms.rows import row_of
from forms.values import Unusable, parse_value


class UnknownField(LookupError):
    """The path does not ask this field."""

    def __init__(self, field_id: str) -> None:
        super().__init__(field_id)
        self.field_id = field_id


class UnusableAnswer(ValueError):
    """What is written for a field holds no usable value; `refusal` says why."""

    def __init__(self, field_id: str, text: str, refusal: Unusable) -> None:
        super().__init__(f"{field_id}: {text!r} ({refusal.code})")
        self.field_id = field_id
        self.text = text
        self.refusal = refusal


def read_answers(path: Path, written: Mapping[str, str], today: date) -> dict[str, Answer]:
    """The answers, each written as a citizen would; rows of lists as `shareholders.2.name`.

    How many rows a list has follows from its rows where it is not written. Raises UnknownField and UnusableAnswer.
    """
    answers: dict[str, Answer] = {}
    for field_id, text in written.items():
        try:
            field = path.field(field_id)
        except KeyError as error:
            raise UnknownField(field_id) from error
        try:
            answers[field_id] = Answer(parse_value(field, text, today))
        except Unusable as refusal:
            raise UnusableAnswer(field_id, text, refusal) from refusal
    for row in filter(None, map(row_of, written)):
        listed, _, number = row.partition(".")
        count = answers.get(listed)
        if listed not in written and (count is None or int(str(count.value)) < int(number)):
            answers[listed] = Answer(int(number))
    return answers
