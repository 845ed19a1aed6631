"""What a citizen answers: a valid value for a field, and the words for it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import yaml

from api.simulators.citizens.personas import Persona
from forms.model import Field, Kind, Path, Value
from forms.rows import row_of
from forms.values import Unusable, parse_value, show_value

_PHRASES = FilePath(__file__).with_name("phrases.yml")
_FREE = frozenset({Kind.PERSON_NAME, Kind.MOBILE, Kind.PHONE, Kind.ADDRESS, Kind.ORG_NAME})
"""Kinds whose values are made up; of the others the catalogue's example fits the rest of the form."""
_SHARES = "%"
_BARE = frozenset({Kind.TEXT, Kind.CODE, Kind.PLATE, Kind.NUMBER, Kind.ROWS})
_LONGEST_SPOKEN_OPTION = 8
"""Options with longer labels are picked by word or number."""


@cache
def phrases() -> dict[str, Any]:
    """The phrases of all personas."""
    loaded: dict[str, Any] = yaml.safe_load(_PHRASES.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class Said:
    """The words for a value."""

    text: str
    value: Value


class Answers:
    """The answers of one citizen to one path; the same question gets the same answer again."""

    def __init__(self, path: Path, persona: Persona, chance: random.Random, today: date) -> None:
        self.path = path
        self._persona = persona
        self._chance = chance
        self._today = today
        self._given: dict[str, Value] = {}

    def value(self, field: Field) -> Value:
        """The value that this citizen has for a field."""
        if field.id not in self._given:
            self._given[field.id] = self._make(field)
        return self._given[field.id]

    def change(self, field: Field) -> Value:
        """Another value for the field, from now on."""
        before = self._given[field.id]
        while self._given[field.id] == before:
            self._given[field.id] = self._make(field)
        return self._given[field.id]

    def say(self, field: Field) -> Said:
        """The answer in this persona's words."""
        value = self.value(field)
        words = self._words(field, value)
        if self._chance.random() < self._persona.wraps and field.kind not in _BARE:
            wrapped = self._chance.choice(phrases()["wraps"].get(field.kind, ["{v}"])).format(v=words)
            if self._means(field, wrapped, value):
                return Said(wrapped, value)
        return Said(words, value)

    def tell(self, field: Field) -> str | None:
        """The fact with what it is, unasked; None for kinds that nobody tells unasked."""
        template = phrases()["told"].get(field.kind)
        return (
            None if template is None or not field.primary else template.format(v=show_value(field, self.value(field)))
        )

    def wrong(self, field: Field) -> str | None:
        """The value with a mistake that a form must notice; None where none is possible."""
        value = str(self.value(field))
        if field.kind in {Kind.MOBILE, Kind.ID_NO, Kind.USCC, Kind.BANK_ACCOUNT}:
            at = self._chance.randrange(3, len(value))
            return value[:at] + value[at + 1 :]
        return None

    def _make(self, field: Field) -> Value:
        typical = self.path.typical.get(field.id)
        if field.id == "by_agent":
            return self._persona.for_another
        if typical is not None:
            return typical
        if field.unit == _SHARES and (row := row_of(field.id)):
            # What the partners hold has to make up the whole.
            return round(100 / self._rows_of(row), 2)
        if field.kind in _FREE:
            return self._invented(field)
        return parse_value(field, field.example, self._today)

    def _rows_of(self, row: str) -> int:
        count = self._given.get(row.split(".", maxsplit=1)[0], 1)
        return count if isinstance(count, int) else 1

    def _invented(self, field: Field) -> Value:
        pick, known = self._chance.choice, phrases()
        if field.kind is Kind.PERSON_NAME:
            return f"{pick(known['surnames'])}{pick(known['given'])}"
        if field.kind is Kind.ADDRESS:
            return f"新泰市{pick(known['streets'])}{self._chance.randrange(1, 300)}号"
        if field.kind is Kind.ORG_NAME:
            # The name says what kind of business it is, as the example does.
            kind = re.sub(r"^新泰市?", "", field.example)[-4:]
            return f"新泰市{pick(known['shops'])}{kind}"
        return f"1{pick('3578')}{self._chance.randrange(10**8, 10**9)}"

    def _words(self, field: Field, value: Value) -> str:
        plain = show_value(field, value)
        if field.kind not in {Kind.YES_NO, Kind.CHOICE}:
            return field.example if field.kind in _BARE and self._means(field, field.example, value) else plain
        chosen = "yes" if value is True else "no" if value is False else value
        option = next(option for option in field.options if option.value == chosen)
        others = [word for word in option.words if self._means(field, word, value)]
        if others and (self._chance.random() < self._persona.words or len(plain) > _LONGEST_SPOKEN_OPTION):
            return self._chance.choice(others)
        return option.label

    def _means(self, field: Field, text: str, value: Value) -> bool:
        """Whether a clerk who is asking this question would understand the words so."""
        try:
            return parse_value(field, text, self._today) == value
        except Unusable:
            return False
