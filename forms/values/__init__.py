"""Field types: from what people write to one normalised value, or a reason why it cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from forms.model import Field, Kind, Value
from forms.values import addresses, choices, codes, dates, identity, names, quantities
from forms.values.refusal import Unusable
from forms.values.standpoint import Standpoint

__all__ = ["Unusable", "parse_value", "show_value"]

_Parser = Callable[[str, Field, date], Value]


def _parse_date(text: str, field: Field, today: date) -> str:
    standpoint = Standpoint(today, field.tense)
    return dates.parse_date(text, standpoint, period_end=_asks_for_end(field), month_begins=field.month_begins)


def _asks_for_end(field: Field) -> bool:
    """Whether the field's cues lead to the end of a period, as 租到 does."""
    return any(cue.endswith("到") for cue in field.cues)


_PARSERS: dict[Kind, _Parser] = {
    Kind.TEXT: lambda text, _field, _today: names.parse_text(text),
    Kind.PERSON_NAME: lambda text, _field, _today: names.parse_person_name(text),
    Kind.ORG_NAME: lambda text, _field, _today: names.parse_org_name(text),
    Kind.ID_NO: lambda text, _field, today: identity.parse_id_no(text, today),
    Kind.USCC: lambda text, _field, _today: identity.parse_uscc(text),
    Kind.MOBILE: lambda text, _field, _today: identity.parse_mobile(text),
    Kind.ADDRESS: lambda text, _field, _today: addresses.parse_address(text),
    Kind.AREA: lambda text, field, _today: quantities.parse_area(text, field),
    Kind.MONEY: lambda text, field, _today: quantities.parse_money(text, field),
    Kind.INTEGER: lambda text, field, _today: quantities.parse_integer(text, field),
    Kind.DATE: _parse_date,
    Kind.YES_NO: lambda text, field, _today: choices.parse_yes_no(text, field),
    Kind.CHOICE: lambda text, field, _today: choices.parse_choice(text, field),
    Kind.CHOICES: lambda text, field, _today: list(choices.parse_choices(text, field)),
    Kind.PHONE: lambda text, _field, _today: codes.parse_phone(text),
    Kind.NUMBER: lambda text, field, _today: quantities.parse_number(text, field),
    Kind.CODE: lambda text, field, _today: codes.parse_code(text, field),
    Kind.BANK_ACCOUNT: lambda text, _field, _today: codes.parse_bank_account(text),
    Kind.PLATE: lambda text, _field, _today: codes.parse_plate(text),
    Kind.ROWS: lambda text, field, _today: quantities.parse_rows(text, field),
}


def parse_value(field: Field, text: str, today: date) -> Value:
    """The value that `text` gives for `field`; raises Unusable with the reason."""
    return _PARSERS[field.kind](text.strip(), field, today)


def show_value(field: Field, value: Value) -> str:  # noqa: PLR0911 - one line a kind
    """The value as a citizen reads it."""
    match field.kind, value:
        case Kind.YES_NO, bool():
            return choices.label_of(field, "yes" if value else "no")
        case Kind.CHOICE, str():
            return choices.label_of(field, value)
        case Kind.CHOICES, list():
            return "、".join(choices.label_of(field, each) for each in value)
        case Kind.AREA, int() | float():
            return f"{value:g}平方米"
        case Kind.NUMBER | Kind.INTEGER, int() | float():
            return f"{value:g}{field.unit}"
        case Kind.ROWS, int():
            return f"{value}个"
        case Kind.MONEY, int() | float():
            return quantities.show_money(value)
        case Kind.DATE, str():
            return dates.show_date(value)
        case _:
            return str(value)
