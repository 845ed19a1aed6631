"""Answers about a situation as the guide's forms send them: by field, several for one where several may be chosen."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from api.clock import today
from api.texts import say
from api.texts.refusals import refusal_text
from forms.draft import Answer
from forms.model import Field, Kind, Path
from forms.requirements import deciding_fields
from forms.written import UnusableAnswer, read_value

_LONGEST_ANSWER = 200


async def answered_in(request: Request, path: Path) -> dict[str, list[str]]:
    """What the form says, by field; empty answers are none."""
    form = await request.form()
    said: dict[str, list[str]] = {}
    for use in deciding_fields(path):
        given = [value.strip()[:_LONGEST_ANSWER] for value in form.getlist(use.field) if isinstance(value, str)]
        if any(given):
            said[use.field] = [value for value in given if value]
    return said


def read(path: Path, answered: Mapping[str, list[str]]) -> tuple[dict[str, Answer], dict[str, str]]:
    """The usable answers, and a sentence for each that is not."""
    answers, errors = {}, {}
    for name, given in answered.items():
        field = path.field(name)
        try:
            answers[name] = Answer(read_value(field, _as_stored(field, given), today()))
        except UnusableAnswer as unusable:
            reason = refusal_text(field, unusable.refusal.code, unusable.refusal.details)
            errors[name] = say("guide.unusable", label=field.label, reason=reason)
    return answers, errors


def _as_stored(field: Field, given: list[str]) -> list[str] | str | bool:
    """What boxes and buttons send is the stored value already; what was typed is in words."""
    if field.kind is Kind.CHOICES:
        return given
    if field.kind is Kind.YES_NO and given[0] in {"yes", "no"}:
        return given[0] == "yes"
    return given[0]
