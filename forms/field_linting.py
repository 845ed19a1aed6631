"""What is wrong with a field: what its type lacks, and whether its example and its options' words are understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from forms.model import Catalogue, Derivation, Field, Kind, Option, Part, Value
from forms.values import Unusable, parse_value

_NEED_OPTIONS = {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO}
_YES_NO = {"yes", "no"}
_NAMES_A_PERSON = {Kind.PERSON_NAME, Kind.ID_NO, Kind.MOBILE, Kind.BANK_ACCOUNT}
_LONGEST_LABEL = 16
_SOME_DAY = date(2026, 3, 2)
"""Examples of dates are read as on this day."""


def field_findings(catalogue: Catalogue, field: Field) -> Iterator[str]:
    """Every finding about a field of a library or path."""
    lacking = list(_type_findings(field))
    yield from lacking
    if len(field.label) > _LONGEST_LABEL:
        yield f"the label is longer than {_LONGEST_LABEL} characters"
    if (field.kind is Kind.ROWS) is not bool(field.parts and "{n}" in field.row):
        yield "a list needs `parts` and a `row` with {n}, and only a list has them"
    for part in field.parts:
        if part.kind is Kind.ROWS:
            yield f"parts: {part.id}: a list cannot hold a list"
        missing = list(_type_findings(part))
        yield from (f"parts: {part.id}: {what}" for what in missing)
        if not missing and "{n}" in field.row:
            yield from (f"parts: {part.id}: {what}" for what in _understanding(field.row_part(1, part)))
    if field.derive is not None:
        yield from derivation_findings(catalogue, field, field.derive)
    if not lacking:
        yield from _understanding(field)


def _type_findings(field: Field | Part) -> Iterator[str]:
    """What a field or a column lacks for its type."""
    if not field.ask.endswith(("？", "。")):
        yield "the question should end with ？ or 。"
    if bool(field.options) is not (field.kind in _NEED_OPTIONS):
        yield f"a {field.kind} needs options" if not field.options else f"a {field.kind} has no options"
    if field.kind is Kind.YES_NO and {option.value for option in field.options} != _YES_NO:
        yield 'the options of a yes_no are "yes" and "no"'
    if field.kind in _NAMES_A_PERSON and not field.personal:
        yield f"a {field.kind} is personal"
    if isinstance(field, Field) and field.oneself and field.kind is not Kind.PERSON_NAME:
        yield "only a name can be `oneself`"
    yield from _option_findings(field.options)
    if field.kind is Kind.CODE:
        yield from _code_findings(field)
    if field.kind is Kind.NUMBER and not field.unit:
        yield "a number needs a `unit`"
    if isinstance(field, Field) and field.number_words:
        yield from _number_word_findings(field)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield "the minimum is above the maximum"


def _number_word_findings(field: Field) -> Iterator[str]:
    if field.kind is not Kind.INTEGER:
        yield f"a {field.kind} has no `number_words`"
    for entry in field.number_words:
        if not (field.minimum or 0) <= entry.value <= (field.maximum or entry.value):
            yield f"number_words: {entry.value} is outside the limits"


def _code_findings(field: Field | Part) -> Iterator[str]:
    if not (field.pattern and field.form):
        yield "a code needs `pattern` and `form`"
    try:
        re.compile(field.pattern)
    except re.error as error:
        yield f"the pattern is no regular expression: {error}"


def _option_findings(options: tuple[Option, ...]) -> Iterator[str]:
    values = [option.value for option in options]
    labels = [option.label for option in options]
    for option in options:
        if not option.label.strip():
            yield f"option {option.value!r} has no label"
        if values.count(option.value) > 1 or labels.count(option.label) > 1:
            yield f"option {option.value!r} stands there twice"


def derivation_findings(catalogue: Catalogue, field: Field, derive: Derivation) -> Iterator[str]:
    """Every finding about how a field gets its value without being asked."""
    for name in filter(None, (derive.copy_of, derive.from_id, *derive.given)):
        if name not in catalogue.fields:
            yield f"derive: unknown field {name!r}"
    if (derive.from_id is None) is not (derive.part is None):
        yield "derive: `from_id` and `part` belong together"
    source = catalogue.fields.get(derive.from_id or "")
    if source is not None and source.kind is not Kind.ID_NO:
        yield f"derive: {derive.from_id!r} is not a citizen id number"
    copied = catalogue.fields.get(derive.copy_of or "")
    if copied is not None and copied.kind is not field.kind:
        yield f"derive: {derive.copy_of!r} is a {copied.kind}, this is a {field.kind}"
    if derive.presume is not None and derive.presume not in {option.value for option in field.options}:
        yield f"derive: there is no option {derive.presume!r}"


def _understanding(field: Field) -> Iterator[str]:
    """Whether what the field itself gives as answers is understood as such."""
    refused = _read(field, field.example)
    if isinstance(refused, Unusable):
        yield f"the example {field.example!r} cannot be used ({refused.code})"
    for number, option in enumerate(field.options, start=1):
        for word in (option.label, *option.words, str(number)):
            value = _read(field, word)
            if value != _expected(field, option, word):
                read = value.code if isinstance(value, Unusable) else value
                yield f"option {option.value!r}: {word!r} is understood as {read!r}"


def _expected(field: Field, option: Option, word: str) -> Value:
    """The value that the word stands for; in a list a word may stand for several options (非处方药: A and B)."""
    if field.kind is Kind.YES_NO:
        return option.value == "yes"
    if field.kind is Kind.CHOICES:
        return [each.value for each in field.options if each is option or word in each.words]
    return option.value


def _read(field: Field, text: str) -> Value | Unusable:
    try:
        return parse_value(field, text, _SOME_DAY)
    except Unusable as refusal:
        return refusal
