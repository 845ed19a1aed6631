"""字段: the facts that departments ask for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field as Schema

from forms.model.record import ALWAYS, ConditionText, Doubts, Record


class Kind(StrEnum):
    """The type of a field; each has a parser in `forms.values`."""

    TEXT = "text"
    PERSON_NAME = "person_name"
    ORG_NAME = "org_name"
    ID_NO = "id_no"
    USCC = "uscc"
    MOBILE = "mobile"
    PHONE = "phone"
    """Mobile or landline."""
    ADDRESS = "address"
    AREA = "area"
    MONEY = "money"
    INTEGER = "integer"
    NUMBER = "number"
    """A measure with the field's own unit: metres, tonnes, per cent."""
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    CODE = "code"
    """A number or sign of a fixed form, such as a certificate's."""
    BANK_ACCOUNT = "bank_account"
    PLATE = "plate"
    ROWS = "rows"
    """A list of people or things: the answer is how many; each row has the field's `parts`."""


Tense = Literal["coming", "past", "long_past"]
"""Of a date without a year: the next one, the last one, or none, because it may be long ago."""


class Option(Record):
    """One choice of a field: what is stored, what is shown, and other words people use for it."""

    value: str
    label: str
    words: tuple[str, ...] = ()


class NumberWords(Record):
    """Words that stand for one number of a field: 头胎 for the first child, 不雇人 for nobody."""

    value: int
    words: tuple[str, ...]


class Derivation(Record):
    """How a field gets its value without being asked."""

    copy_of: Annotated[str | None, Schema(alias="copy")] = None
    """Takes the value of this field unless the citizen says otherwise."""
    from_id: str | None = None
    """The field with a citizen id number that tells it."""
    part: Literal["birth_date", "sex", "age"] | None = None
    """Which part of that number."""
    presume: str | None = None
    """This option is taken for granted once one of the `given` fields is known."""
    given: tuple[str, ...] = ()
    when: ConditionText | None = None
    """Only then; otherwise it is asked."""


class Part(Record):
    """One column of a list, asked once for every row."""

    id: str
    label: str
    kind: Kind
    ask: str
    example: str
    again: str = ""
    personal: bool = False
    options: tuple[Option, ...] = ()
    pattern: str = ""
    form: str = ""
    unit: str = ""
    unit_words: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


class Wording(Record):
    """The words with which a path asks a shared field, where they differ from the library's."""

    label: str = ""
    ask: str = ""
    again: str = ""
    example: str = ""
    group: str = ""
    cues: tuple[str, ...] = ()


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
    sensitive: bool = False
    """Needs a consent of its own (个人信息保护法第28、29条): health, faith, finance, whereabouts, children under 14."""
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
    unit: str = ""
    """Of a number: what is shown behind it, as 米 or %."""
    unit_words: tuple[str, ...] = ()
    """Other words for the unit."""
    number_words: tuple[NumberWords, ...] = ()
    """Of a whole number: what says it without a numeral, or with one that means something else."""
    pattern: str = ""
    """Of a code: the regular expression that the whole of it matches."""
    form: str = ""
    """Of a code: its form in a citizen's words, as 字母P开头加15位数字."""
    tense: Tense = "coming"
    """Of a date: whether it lies ahead or has been."""
    month_begins: bool = False
    """Of a date: a month without a day means its first day, not its last."""
    oneself: bool = False
    """Of a name: the citizen may play this part, so that 我自己 is an answer."""
    row: str = ""
    """Of rows: how one is called, as 第{n}位股东."""
    parts: tuple[Part, ...] = ()
    derive: Derivation | None = None
    verify: Doubts = ()

    def own_words(self) -> tuple[str, ...]:
        """The words of its options, and what a yes-or-no question is about."""
        return (*self.topic, *(word for option in self.options for word in (option.label, *option.words)))

    def row_part(self, number: int, part: Part) -> Field:
        """The field that asks `part` of row `number`. It is `primary`: within a row no cue is needed."""
        row = self.row.format(n=number)
        return Field(
            **{name: getattr(part, name) for name in Part.model_fields if name not in {"id", "label", "ask"}},
            id=f"{self.id}.{number}.{part.id}",
            label=f"{row}{part.label}",
            group=self.group,
            ask=f"{row}：{part.ask}",
            sensitive=self.sensitive,
            primary=True,
        )


class FieldSpec(Record):
    """What one item asks of a field beyond its type; differences are reconciled by `reconciliation.yml`."""

    meaning: str = ""
    """What exactly is measured or named, as 使用面积."""
    decimals: int | None = None
    minimum: float | None = None
    maximum: float | None = None


class FieldUse(Record):
    """A field as a path asks it: which of the path's items need it."""

    field: str
    needed_by: tuple[str, ...] = ()
    when: ConditionText = ALWAYS
    result_of: tuple[str, ...] = ()
    """Not asked when one of these items applies: its result fills the field."""
    fixed: bool | int | float | str | list[str] | None = None
    """The path itself settles the value."""
    reason: str = ""
    """Why it is needed, in a citizen's words."""
    wording: Wording | None = None
    derive: Derivation | None = None
    """How it gets its value here without being asked, where the library asks for it."""
    specs: dict[str, FieldSpec] = {}
    """By item: what it asks of the field beyond its type."""
    verify: Doubts = ()
