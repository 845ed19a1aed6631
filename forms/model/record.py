"""What every catalogue entry shares: it is immutable, refuses keys it does not know, and may carry doubts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from forms.conditions import Condition, parse

Scalar = bool | int | float | str
Value = Scalar | list[str]
"""A normalised answer as JSON holds it: dates are ISO strings, areas are m², money is yuan."""


class Record(BaseModel):
    """A catalogue entry: frozen, strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _condition(source: object) -> object:
    return parse(source) if isinstance(source, str) else source


ConditionText = Annotated[Condition, BeforeValidator(_condition)]
ALWAYS = parse("True")

_UNNAMED_DOUBT = "这里写的内容"


def _doubts(given: object) -> object:
    """`verify: true`, one sentence or a list of them."""
    if given is True:
        return (_UNNAMED_DOUBT,)
    if given is False or given is None:
        return ()
    return (given,) if isinstance(given, str) else given


Doubts = Annotated[tuple[str, ...], BeforeValidator(_doubts)]
"""What still has to be confirmed with the city's windows; staff see it as "to be confirmed"."""
