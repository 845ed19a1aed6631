"""What the catalogue is made of. Every record is immutable and refuses keys it does not know."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Schema

from forms.conditions import Condition, parse

Value = bool | int | float | str | list[str]
"""A normalised answer as JSON holds it: dates are ISO strings, areas are m², money is yuan."""


class Record(BaseModel):
    """A catalogue entry: frozen, strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _condition(source: object) -> object:
    return parse(source) if isinstance(source, str) else source


ConditionText = Annotated[Condition, BeforeValidator(_condition)]


class Kind(StrEnum):
    """The type of a field; each has a parser in `forms.values`."""

    TEXT = "text"
    PERSON_NAME = "person_name"
    ORG_NAME = "org_name"
    ID_NO = "id_no"
    USCC = "uscc"
    MOBILE = "mobile"
    ADDRESS = "address"
    AREA = "area"
    MONEY = "money"
    INTEGER = "integer"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"


class Department(Record):
    """部门: who issues or supervises."""

    id: str
    name: str
    name_en: str
    formerly: str = ""


class Limit(Record):
    """A time limit. Working days unless the law counts calendar days; 0 means on the spot."""

    days: Annotated[int, Schema(ge=0)]
    unit: Literal["working", "calendar"]


class Item(Record):
    """事项: one approval by one department, shared between paths."""

    id: str
    name: str
    department: str
    basis: tuple[str, ...]
    statutory: Limit
    promised: Limit
    result: str
    fee: float = 0
    site_visit: bool = False
    yields: dict[str, str] = {}
    """Which field each part of the result fills, e.g. the licence `number` fills `uscc`."""
    verify: tuple[str, ...] = ()


class Option(Record):
    """One choice of a field: what is stored, what is shown, and other words people use for it."""

    value: str
    label: str
    words: tuple[str, ...] = ()


class Derivation(Record):
    """How a field gets its value without being asked."""

    copy_of: Annotated[str | None, Schema(alias="copy")] = None
    """Takes the value of this field unless the citizen says otherwise."""
    presume: str | None = None
    """This option is taken for granted once one of the `given` fields is known."""
    given: tuple[str, ...] = ()
    when: ConditionText | None = None
    """Only then; otherwise it is asked."""


class Field(Record):
    """字段: one fact, asked once."""

    id: str
    label: str
    kind: Kind
    group: str
    ask: str
    example: str
    again: str = ""
    """The question in other words, for the second attempt."""
    personal: bool = False
    primary: bool = False
    """A value of this kind without any cue belongs here."""
    cues: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    topic: tuple[str, ...] = ()
    """What a yes or no question is about: these may follow 有 or 没有 in its answer."""
    plain_yes: bool = True
    """Whether 好 or 行 answers it; not where the question offers two ways."""
    volunteered: tuple[str, ...] = ()
    """Words that name an option beyond doubt even while something else is being asked."""
    volunteered_yes: tuple[str, ...] = ()
    volunteered_no: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    derive: Derivation | None = None


class Material(Record):
    """材料: one paper, handed in at most once."""

    id: str
    name: str
    provide: Literal["upload", "generated", "fetched", "result"]
    hint: str = ""
    later: bool = False
    later_days: int = 0


class PathItem(Record):
    """An item as a path uses it: when it applies, and what has to be granted before."""

    id: str
    item: str
    when: ConditionText
    why: str
    after: tuple[str, ...] = ()
    verify: str = ""


class FieldUse(Record):
    """A field as a path asks it: which of the path's items need it."""

    field: str
    needed_by: tuple[str, ...] = ()
    when: ConditionText = parse("True")
    result_of: tuple[str, ...] = ()
    """Not asked when one of these items applies: its result fills the field."""
    fixed: Value | None = None


class MaterialUse(Record):
    """A material as a path needs it."""

    material: str
    needed_by: tuple[str, ...]
    when: ConditionText = parse("True")


class Notice(Record):
    """Something the citizen must hear when it applies to them."""

    id: str
    when: ConditionText
    text: str
    basis: str
    field: str = ""
    """The field whose other answer would lift a notice that blocks."""
    blocks: bool = False


class Check(Record):
    """A condition that the answers together must meet before submission."""

    id: str
    holds: ConditionText
    field: str
    text: str


class Path(Record):
    """一件事: one goal of a citizen and everything it takes."""

    id: str
    name: str
    name_en: str
    lead: str
    short: str
    items: tuple[PathItem, ...]
    fields: tuple[FieldUse, ...]
    materials: tuple[MaterialUse, ...]
    notices: tuple[Notice, ...] = ()
    checks: tuple[Check, ...] = ()
    typical: dict[str, Value] = {}
    """What most applicants answer about their situation. Only shown ("usually needed"), never taken for an answer."""

    def item(self, item_id: str) -> PathItem:
        """The path's item of this id; KeyError if it has none."""
        return next((i for i in self.items if i.id == item_id), None) or _missing(item_id)


def _missing(key: str) -> PathItem:
    raise KeyError(key)


class Catalogue(Record):
    """One version of everything the city offers. `version` is the hash of its sources."""

    version: str
    departments: dict[str, Department]
    items: dict[str, Item]
    fields: dict[str, Field]
    materials: dict[str, Material]
    paths: dict[str, Path]

    def item_of(self, entry: PathItem) -> Item:
        """The shared item behind a path's entry."""
        return self.items[entry.item]

    def department_of(self, entry: PathItem) -> Department:
        """The department that decides a path's entry."""
        return self.departments[self.item_of(entry).department]
