"""Which answers of a draft a recognised paper gives: only such as are open, and only values that check out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date

from api.recognition.documents import Document, Paper
from forms.engine import open_fields
from forms.facts.persons import APPLICANT, people_of
from forms.model import Field, FieldUse, Kind, Path, Value
from forms.requirements import Situation
from forms.rows import row_of
from forms.values import Unusable, parse_value
from forms.values.dates import show_date

_OF_APPLICANT = {"gender": "gender", "ethnicity": "ethnicity", "birth_date": "birth_date", "address": "hukou_addr"}
"""What an identity card says beside name and number, and the fields of the applicant that ask for it."""
_LEASE_END = "lease_to"
_HAS_LICENCE = "has_licence"
_EXACT = frozenset({Kind.ID_NO, Kind.USCC, Kind.DATE, Kind.BANK_ACCOUNT})
"""Kinds of which a paper knows better than memory; a name or an address may be written in two ways."""
_OF_FIRM = {"uscc": Kind.USCC, "org_name": Kind.ORG_NAME}


def fillings(seen: Situation, document: Document, asked: str | None, today: date) -> dict[str, Value]:
    """The values by field. An identity card is that of the person who is being asked about, else the applicant's."""
    wanted = {use.field for use in seen.path.fields if _may_be_asked(seen, use)}
    found: dict[str, Value] = {}
    for name, raw in _by_field(seen.path, document, asked, wanted):
        with contextlib.suppress(Unusable):  # misread: asked as ever
            value = parse_value(seen.path.field(name), raw, today)
            if name in wanted or _contradicts(seen, name, value):
                found[name] = value
    return {name: value for name, value in found.items() if not _told_by_number(seen.path.field(name), found)}


def paper_telling(seen: Situation, field_id: str) -> Paper | None:
    """The paper of which a photo would spare the citizen this question and another one, or a long number."""
    field = seen.path.field(field_id)
    open_kinds = {use.field: seen.path.field(use.field).kind for use in open_fields(seen)}
    if field.kind in {Kind.PERSON_NAME, Kind.ID_NO}:
        people = people_of(seen.path)
        person = people.get(field_id)
        numbers = [name for name, kind in open_kinds.items() if kind is Kind.ID_NO and people.get(name) == person]
        return "id_card" if person is not None and numbers else None
    if field.kind in {Kind.USCC, Kind.ORG_NAME} and field.primary:
        return "business_licence" if Kind.USCC in open_kinds.values() else None
    if field.kind is Kind.BANK_ACCOUNT:
        return "bank_card"
    leased = field_id == _LEASE_END or (field.kind is Kind.ADDRESS and field.primary and _LEASE_END in open_kinds)
    return "lease" if leased else None


def _may_be_asked(seen: Situation, use: FieldUse) -> bool:
    """Whether the question is open, or may yet come up."""
    return use.field not in seen.answers and not seen.comes_from_result(use) and seen.may_need(use)


def _told_by_number(field: Field, found: Mapping[str, Value]) -> bool:
    """Whether an identity number that was read tells it anyway: sex and birthday."""
    return field.derive is not None and field.derive.from_id in found


def _contradicts(seen: Situation, name: str, value: Value) -> bool:
    """Whether a number or day on the paper differs from what the citizen said."""
    answer = seen.draft.answers.get(name)
    return answer is not None and seen.path.field(name).kind in _EXACT and answer.value != value


def _by_field(path: Path, document: Document, asked: str | None, wanted: set[str]) -> Iterator[tuple[str, str]]:
    if document.paper == "id_card":
        yield from _of_person(path, document, asked)
    elif document.paper == "business_licence":
        yield from _of_firm(path, document)
    elif document.paper == "lease":
        yield from _of_lease(path, document)
    elif document.paper == "bank_card" and "bank_account" in document.values:
        asking = [field for field in _of_kind(path, Kind.BANK_ACCOUNT) if field.id in wanted]
        yield from ((field.id, document.values["bank_account"]) for field in asking[:1])


def _of_firm(path: Path, document: Document) -> Iterator[tuple[str, str]]:
    said = document.values
    for name, kind in _OF_FIRM.items():
        yield from ((field.id, said[name]) for field in _of_kind(path, kind)[:1] if name in said)
    if "name" in said and "legal_rep" in path.uses:
        yield "legal_rep", said["name"]
    if "uscc" in said and _HAS_LICENCE in path.uses:
        yield _HAS_LICENCE, path.field(_HAS_LICENCE).options[0].label


def _of_lease(path: Path, document: Document) -> Iterator[tuple[str, str]]:
    for name, kind in (("address", Kind.ADDRESS), ("area", Kind.AREA)):
        if name in document.values:
            yield from ((field.id, document.values[name]) for field in _of_kind(path, kind) if field.primary)
    if document.ends is not None and _LEASE_END in path.uses:
        yield _LEASE_END, show_date(document.ends.isoformat())


def _of_person(path: Path, document: Document, asked: str | None) -> Iterator[tuple[str, str]]:
    people = people_of(path)
    person = people.get(asked or "", APPLICANT)
    for field_id, owner in people.items():
        kind = path.field(field_id).kind
        if owner == person and kind is Kind.PERSON_NAME and "name" in document.values:
            yield field_id, document.values["name"]
        if owner == person and kind is Kind.ID_NO and "id_no" in document.values:
            yield field_id, document.values["id_no"]
    if person == APPLICANT:
        for name, field_id in _OF_APPLICANT.items():
            if name in document.values and field_id in path.uses:
                yield field_id, document.values[name]


def _of_kind(path: Path, kind: Kind) -> list[Field]:
    fields = [path.field(use.field) for use in path.fields if not row_of(use.field)]
    of_kind = [field for field in fields if field.kind is kind]
    return sorted(of_kind, key=lambda field: not field.primary)
