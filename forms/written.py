"""Answers written down for a machine, field by field: in a file, in a form, or in a call of the API.

A value may be written as a citizen would say it ("八十来平") or as it is stored: a number, true or false, the value of
an option, a list of such values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from forms.draft import Answer
from forms.model import Field, Kind, Path, Value
from forms.rows import row_of
from forms.values import Unusable, parse_value

Written = str | bool | int | float | Sequence[str]


class UnknownField(LookupError):
    """The path does not ask this field, or settles it itself."""

    def __init__(self, field_id: str) -> None:
        super().__init__(field_id)
        self.field_id = field_id


class UnusableAnswer(ValueError):
    """What is written for a field holds no usable value; `refusal` says why."""

    def __init__(self, field: Field, written: Written, refusal: Unusable) -> None:
        super().__init__(f"{field.id}: {written!r} ({refusal.code})")
        self.field = field
        self.refusal = refusal


def read_answers(path: Path, written: Mapping[str, Written], today: date) -> dict[str, Answer]:
    """The answers of a path; parts of rows are named as in `shareholders.2.name`.

    How many rows a list has follows from its rows where it is not written. Raises UnknownField and UnusableAnswer.
    """
    answers: dict[str, Answer] = {}
    for field_id, given in written.items():
        answers[field_id] = Answer(read_value(_asked(path, field_id), given, today))
    for row in filter(None, map(row_of, written)):
        listed, _, number = row.partition(".")
        count = answers.get(listed)
        if listed not in written and (count is None or int(str(count.value)) < int(number)):
            answers[listed] = Answer(int(number))
    return answers


def read_value(field: Field, written: Written, today: date) -> Value:
    """One value, said or stored; raises UnusableAnswer."""
    try:
        return _stored(field, written) if _is_stored(field, written) else parse_value(field, _said(written), today)
    except Unusable as refusal:
        raise UnusableAnswer(field, written, refusal) from refusal


def _asked(path: Path, field_id: str) -> Field:
    try:
        field = path.field(field_id)
    except KeyError as error:
        raise UnknownField(field_id) from error
    use = path.uses.get(field_id)
    if use is not None and use.fixed is not None:
        raise UnknownField(field_id)
    return field


def _is_stored(field: Field, written: Written) -> bool:
    """Whether it is the stored form of a choice; everything else is read like words, and so held to the same limits."""
    if field.kind is Kind.YES_NO:
        return isinstance(written, bool)
    values = {option.value for option in field.options}
    if field.kind is Kind.CHOICES:
        return not isinstance(written, str | bool | int | float) and len(written) > 0 and set(written) <= values
    return field.kind is Kind.CHOICE and isinstance(written, str) and written in values


def _stored(field: Field, written: Written) -> Value:
    if field.kind is Kind.CHOICES and not isinstance(written, str | bool | int | float):
        return list(dict.fromkeys(written))
    return written if isinstance(written, str | bool) else str(written)


def _said(written: Written) -> str:
    if isinstance(written, bool):
        return "是" if written else "不是"
    if isinstance(written, int | float):
        return f"{written:f}".rstrip("0").rstrip(".") if isinstance(written, float) else str(written)
    return written if isinstance(written, str) else "、".join(written)
