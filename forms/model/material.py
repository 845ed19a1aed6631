"""材料: the papers that departments ask for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Schema

from forms.model.record import ALWAYS, ConditionText, Doubts, Record

Form = Literal["data", "scan", "copy", "original"]


class MaterialSpec(Record):
    """What one item asks of a material; differences are reconciled by `reconciliation.yml`."""

    copies: int | None = None
    form: Form | None = None
    """`data`: a check of the record is enough; `scan`: a picture; `copy`: on paper; `original`: shown at a window."""
    fresh_days: int | None = None
    """Issued at most so many days ago."""
    remaining_days: int | None = None
    """Still valid for so many days at least."""
    formats: tuple[str, ...] = ()
    """File formats that it takes, as pdf or jpeg."""
    contents: tuple[str, ...] = ()
    """What has to be on it, as 疏散路线."""
    side: str = ""
    """Which version of the paper, where only one can be true at a time."""


class Sample(Record):
    """What a good specimen of a paper shows; a picture is drawn from it."""

    form: Literal["document", "card", "drawing", "photo"]
    shows: Annotated[tuple[str, ...], Schema(min_length=1)]
    """What must be there to see: lines of a document, rooms of a drawing."""


class Material(Record):
    """材料: one paper, handed in at most once."""

    id: str
    name: str
    provide: Literal["upload", "generated", "fetched", "result"]
    hint: str = ""
    sample: Sample | None = None
    issuer: str = ""
    """Who makes or issues it."""
    later: bool = False
    """May follow within `later_days` working days (容缺受理)."""
    later_days: int = 0
    sensitive: bool = False
    paper: Literal["id_card", "business_licence", "lease", "bank_card", ""] = ""
    """What kind of paper it is, where a photo of it can be read to fill in answers."""
    verify: Doubts = ()


class MaterialUse(Record):
    """A material as a path needs it."""

    material: str
    needed_by: tuple[str, ...]
    when: ConditionText = ALWAYS
    reason: str = ""
    specs: dict[str, MaterialSpec] = {}
    verify: Doubts = ()
