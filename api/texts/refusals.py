"""Why a value cannot be used, in words."""

from __future__ import annotations

from collections.abc import Mapping

from api.texts import say
from forms.model import Field


def refusal_text(field: Field, code: str, details: Mapping[str, str]) -> str:
    """The sentence for a refusal."""
    return say(f"refusals.{code}", **{"example": field.example, **details})
