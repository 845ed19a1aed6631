"""What the catalogue is made of. Every record is immutable and refuses keys it does not know."""

from forms.model.catalogue import Catalogue, ReconciliationRule
from forms.model.field import Derivation, Field, FieldSpec, FieldUse, Kind, NumberWords, Option, Part, Wording
from forms.model.item import Department, FeeRule, Item, Limit, PathItem, PromiseRule
from forms.model.material import Material, MaterialSpec, MaterialUse, Sample
from forms.model.path import Check, Difference, Elsewhere, Notice, Path, Question, Theme, Variant
from forms.model.record import ALWAYS, Record, Scalar, Value

__all__ = [
    "ALWAYS",
    "Catalogue",
    "Check",
    "Department",
    "Derivation",
    "Difference",
    "Elsewhere",
    "FeeRule",
    "Field",
    "FieldSpec",
    "FieldUse",
    "Item",
    "Kind",
    "Limit",
    "Material",
    "MaterialSpec",
    "MaterialUse",
    "Notice",
    "NumberWords",
    "Option",
    "Part",
    "Path",
    "PathItem",
    "PromiseRule",
    "Question",
    "ReconciliationRule",
    "Record",
    "Sample",
    "Scalar",
    "Theme",
    "Value",
    "Variant",
    "Wording",
]
