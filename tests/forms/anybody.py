"""Anybody's answers to any path: drawn by the type of each field, at and around the values where conditions change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from forms.draft import Draft
from forms.engine import next_question
from forms.model import Catalogue, Field, Kind, Path, Value
from forms.rows import with_rows
from forms.values import parse_value

MOST_QUESTIONS = 200
_NUMBERS = {Kind.INTEGER, Kind.NUMBER, Kind.AREA, Kind.MONEY}


def a_value(path: Path, field: Field, today: date) -> st.SearchStrategy[Value]:  # noqa: PLR0911 - a line a kind
    """A usable answer to a field."""
    match field.kind:
        case Kind.YES_NO:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from([option.value for option in field.options])
        case Kind.CHOICES:
            values = [option.value for option in field.options]
            return st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True).map(
                lambda chosen: [value for value in values if value in chosen]
            )
        case Kind.ROWS:
            return st.integers(int(field.minimum or 0), int(field.minimum or 0) + 2)
        case Kind.DATE:
            return st.integers(-3000, 3000).map(lambda n: (today + timedelta(days=n)).isoformat())
        case _ if field.kind in _NUMBERS:
            return st.sampled_from(_around(path, field))
        case _:
            return st.just(parse_value(field, field.example, today))


def _around(path: Path, field: Field) -> list[Value]:
    conditions = [item.when for item in path.items] + [notice.when for notice in path.notices]
    looked_at = {c for when in conditions for c in when.constants.get(field.id, ()) if isinstance(c, int | float)}
    whole = field.kind is Kind.INTEGER
    near = {n + step for n in looked_at or {10} for step in (-1, 0, 1)}
    low, high = field.minimum or 0, field.maximum or 10**9
    return [int(n) if whole else float(n) for n in sorted(near) if low <= n <= high] or [int(low) if whole else low]


def interview(
    catalogue: Catalogue, path: Path, draft: Draft, data: st.DataObject, today: date
) -> tuple[Draft, list[str]]:
    """Answer everything that is asked; returns the draft and the questions."""
    asked: list[str] = []
    while (question := next_question(catalogue, path, draft, today)) is not None:
        asked.append(question.id)
        assert len(asked) < MOST_QUESTIONS, f"the interview does not end: {asked[-5:]}"
        if question.kind == "material":
            draft = replace(draft, uploads={**draft.uploads, question.id: 1})
        else:
            draft = answered(path, draft, question.id, data, today)
    return draft, asked


def answered(path: Path, draft: Draft, field_id: str, data: st.DataObject, today: date) -> Draft:
    """The draft with this field answered somehow."""
    field = with_rows(path, {name: a.value for name, a in draft.answers.items()}).field(field_id)
    return draft.with_answer(field_id, data.draw(a_value(path, field, today), label=field_id))


def some_answers(catalogue: Catalogue, path: Path, data: st.DataObject, today: date) -> Draft:
    """A draft in the middle of an interview: some questions answered in the order of asking."""
    draft = Draft(path.id)
    for _ in range(data.draw(st.integers(0, 12), label="answered so far")):
        question = next_question(catalogue, path, draft, today)
        if question is None or question.kind == "material":
            break
        draft = answered(path, draft, question.id, data, today)
    return draft
