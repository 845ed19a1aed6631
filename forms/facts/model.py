"""What is found in a message, and what becomes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.model import Kind, Value
from forms.values import Unusable
from forms.values.numerals import simplified

CLAUSE_END = re.compile(r"[，,。；;！!\n]")

KINDS_OF: dict[str, tuple[Kind, ...]] = {
    "person_name": (Kind.PERSON_NAME,),
    "org_name": (Kind.ORG_NAME,),
    "id_no": (Kind.ID_NO,),
    "uscc": (Kind.USCC,),
    "mobile": (Kind.MOBILE, Kind.PHONE),
    "address": (Kind.ADDRESS,),
    "area": (Kind.AREA,),
    "money": (Kind.MONEY,),
    "date": (Kind.DATE,),
    "count": (Kind.INTEGER, Kind.ROWS),
}
"""Which kinds of field a kind of fact can fill."""


def readable(text: str) -> str:
    """The text in the characters in which the words of a form are written; every character keeps its place."""
    plain = simplified(text)
    return plain if len(plain) == len(text) else text


@dataclass(frozen=True, slots=True)
class Fact:
    """Something found in a message: its kind, its words, and where they stand."""

    kind: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A field with the value a message gives it, or the reason why the value cannot be used."""

    field_id: str
    value: Value | None
    refusal: Unusable | None = None
    cued: bool = False
    """The message names the field, so the value may replace an earlier one."""
    span: tuple[int, int] = (0, 0)
    """Where in the message it stands."""
