"""一件事: one goal of a citizen, with all that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from forms.model.field import Field, FieldUse, Kind
from forms.model.item import PathItem
from forms.model.material import MaterialUse
from forms.model.phrases import Phrases
from forms.model.record import ConditionText, Doubts, Record, Value

Theme = Literal["shop", "company", "family", "housing", "work", "project"]


class Notice(Record):
    """Something the citizen must hear when it applies to them."""

    id: str
    when: ConditionText
    text: str
    basis: str
    field: str = ""
    """The field whose other answer would lift a notice that blocks."""
    blocks: bool = False
    verify: Doubts = ()


class Check(Record):
    """A condition that the answers together must meet before submission."""

    id: str
    holds: ConditionText
    field: str
    text: str


class Question(Record):
    """A frequent question of the guide, with its answer."""

    ask: str
    answer: str
    verify: Doubts = ()


class Elsewhere(Record):
    """What people say who want something else, and where to send them: a path's id or a place in words."""

    say: str
    go: str


class Difference(Record):
    """Departments ask differently for the same thing, and how that is settled so that the citizen is asked once."""

    about: str
    said: dict[str, str]
    """By item: what it asks."""
    settled: str


class Variant(Record):
    """The same goal under other rules, such as those of 2013. It can be planned and compared, not applied for."""

    id: str
    name: str
    note: str
    items: tuple[PathItem, ...]


class Path(Record):
    """一件事: one goal of a citizen and everything it takes."""

    id: str
    name: str
    name_en: str
    lead: str
    theme: Theme = "shop"
    short: str
    wish: str = ""
    """What a citizen says who wants it, as 我想开个饭店."""
    common: bool = False
    """Whether it is among the goals that most people come for; offered first."""
    applicants: tuple[str, ...] = ()
    """Who may apply."""
    items: tuple[PathItem, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    """Items of which never two apply together."""
    fields: tuple[FieldUse, ...]
    materials: tuple[MaterialUse, ...]
    notices: tuple[Notice, ...] = ()
    checks: tuple[Check, ...] = ()
    typical: dict[str, Value] = {}
    """What most applicants answer about their situation. Only shown ("usually needed"), never taken for an answer."""
    differences: tuple[Difference, ...] = ()
    faq: tuple[Question, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    variants: tuple[Variant, ...] = ()
    definitions: dict[str, Field] = {}
    """Every field the path asks, in the path's words; filled by the loader."""

    def item(self, item_id: str) -> PathItem:
        """The path's item of this id; KeyError if it has none."""
        return next((i for i in self.items if i.id == item_id), None) or _missing(item_id)

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """Every word that names an option or what a yes-or-no question is about, with the fields that it belongs to."""
        found: dict[str, set[str]] = {}
        for use in self.fields:
            for word in self.field(use.field).own_words():
                found.setdefault(word, set()).add(use.field)
        return {word: frozenset(owners) for word, owners in found.items()}

    @cached_property
    def cued(self) -> dict[str, frozenset[str]]:
        """Every word that names a question, with the fields that it may name."""
        found: dict[str, set[str]] = {}
        for use in self.fields:
            for cue in self.field(use.field).cues:
                found.setdefault(cue, set()).add(use.field)
        return {cue: frozenset(fields) for cue, fields in found.items()}

    @cached_property
    def phrases(self) -> Phrases:
        """What people say to the questions of the path, those of its lists' rows left out."""
        return Phrases(self.field(use.field) for use in self.fields if use.fixed is None and "." not in use.field)

    def owners_of(self, word: str) -> frozenset[str]:
        """The fields of which the word names an option."""
        return self.words.get(word, frozenset())

    @cached_property
    def lists(self) -> frozenset[str]:
        """The fields that hold several rows."""
        return frozenset(name for name, field in self.definitions.items() if field.kind is Kind.ROWS)

    @cached_property
    def uses(self) -> dict[str, FieldUse]:
        """How each field is asked, by its id."""
        return {use.field: use for use in self.fields}

    @cached_property
    def before(self) -> tuple[tuple[int, ...], ...]:
        """For each item the positions of those that it waits for."""
        position = {item.id: n for n, item in enumerate(self.items)}
        return tuple(tuple(position[name] for name in item.after) for item in self.items)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The positions of all items, prerequisites first, the path's order otherwise; ValueError if there is none."""
        remaining, done = list(range(len(self.items))), list[int]()
        while remaining:
            ready = [n for n in remaining if all(b in done for b in self.before[n])]
            if not ready:
                stuck = [self.items[n].id for n in remaining]
                raise ValueError(f"the items of {self.id} wait for each other: {stuck}")
            done += ready
            remaining = [n for n in remaining if n not in ready]
        return tuple(done)

    @cached_property
    def with_rows_of(self) -> dict[tuple[tuple[str, int], ...], Path]:
        """The path with the rows of its lists, by their counts; kept here by `forms.rows`."""
        return {}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Path:
        """A changed copy, without what was worked out for the original."""
        copy = super().model_copy(update=update, deep=deep)
        for name in _WORKED_OUT:
            copy.__dict__.pop(name, None)
        return copy

    def field(self, field_id: str) -> Field:
        """The field as this path asks it, rows of lists included; KeyError if it does not ask it."""
        if field_id in self.definitions:
            return self.definitions[field_id]
        listed, _, rest = field_id.partition(".")
        number, _, part_id = rest.partition(".")
        whole = self.definitions[listed]
        part = next((each for each in whole.parts if each.id == part_id), None)
        if part is None or not number.isdigit():
            raise KeyError(field_id)
        return whole.row_part(int(number), part)

    def variant(self, variant_id: str) -> Path:
        """The path under another set of rules; KeyError if it has none of this name."""
        variant = next((v for v in self.variants if v.id == variant_id), None)
        if variant is None:
            raise KeyError(variant_id)
        likes = {item.id: item.asks_like for item in variant.items}

        def needed_by(before: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(item for item, like in likes.items() if item in before or set(like) & set(before))

        return self.model_copy(
            update={
                "items": variant.items,
                "fields": tuple(
                    use.model_copy(
                        update={"needed_by": needed_by(use.needed_by), "result_of": needed_by(use.result_of)}
                    )
                    for use in self.fields
                ),
                "materials": tuple(
                    use.model_copy(update={"needed_by": needed_by(use.needed_by)}) for use in self.materials
                ),
                "notices": (),
            }
        )


_WORKED_OUT = ("words", "cued", "lists", "uses", "before", "order", "with_rows_of")


def _missing(key: str) -> PathItem:
    raise KeyError(key)
