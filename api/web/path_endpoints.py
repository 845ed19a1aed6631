"""The catalogue for everybody: paths, and the plan for anyone's answers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api.clock import today
from api.dialogue.cards import plan_card
from api.errors import NotFoundError, UnprocessableError
from api.texts.quantities import fee_text, limit_text
from forms.draft import Answer, Draft, use_of
from forms.loader import default_catalogue
from forms.model import Path, Value
from forms.planner import Range
from forms.requirements import situation
from forms.values import Unusable, parse_value

router = APIRouter(prefix="/api/v1/paths", tags=["catalogue"])


class PlanFor(BaseModel):
    """Answers by field id, written as a citizen would write them."""

    answers: dict[str, str] = {}


@router.get("")
async def list_paths() -> dict[str, Any]:
    """Everything that can be applied for."""
    catalogue = default_catalogue()
    paths = [{"id": p.id, "name": p.name, "short": p.short} for p in catalogue.paths.values()]
    return {"version": catalogue.version, "paths": paths}


@router.get("/{path_id}")
async def read_path(path_id: str) -> dict[str, Any]:
    """One path: its items with department, limits, basis and fee, and its materials."""
    path, catalogue = _path(path_id), default_catalogue()
    return {
        "id": path.id,
        "name": path.name,
        "short": path.short,
        "items": [
            {
                "id": entry.id,
                "name": (item := catalogue.item_of(entry)).name,
                "department": catalogue.department_of(entry).name,
                "when": entry.when.source,
                "why": entry.why,
                "after": list(entry.after),
                "basis": list(item.basis),
                "promised": limit_text(item.promised),
                "statutory": limit_text(item.statutory) if item.statutory else None,
                "fee": fee_text(Range(item.fee, item.fee)),
                "result": item.result,
                "to_be_confirmed": [*item.verify, *entry.verify],
            }
            for entry in path.items
        ],
        "materials": [
            {"id": m.id, "name": m.name, "provide": m.provide, "hint": m.hint}
            for m in (catalogue.materials[use.material] for use in path.materials)
        ],
    }


@router.post("/{path_id}/plan")
async def make_plan(path_id: str, wanted: PlanFor) -> dict[str, Any]:
    """The plan for these answers."""
    path, catalogue = _path(path_id), default_catalogue()
    answers = {name: Answer(_value(path, name, text)) for name, text in wanted.answers.items()}
    seen = situation(catalogue, path, Draft(path.id, answers), today())
    return plan_card(seen, today())


def _path(path_id: str) -> Path:
    path = default_catalogue().paths.get(path_id)
    if path is None:
        raise NotFoundError("no_path")
    return path


def _value(path: Path, field_id: str, text: str) -> Value:
    if use_of(path, field_id) is None:
        raise UnprocessableError("no_field")
    field = path.field(field_id)
    try:
        return parse_value(field, text, today())
    except Unusable as refusal:
        raise UnprocessableError("no_field") from refusal
