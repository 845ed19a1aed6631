"""The catalogue for everybody: paths, and the plan for anyone's answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from api.catalogues.current import current_catalogue
from api.clock import today
from api.errors import NotFoundError, UnprocessableError
from api.guide.content import guide_of
from api.guide.planning import plan_document
from api.texts.refusals import refusal_text
from forms.draft import Answer, Draft
from forms.model import Path
from forms.requirements import Situation, situation
from forms.written import UnknownField, UnusableAnswer, read_answers

router = APIRouter(prefix="/api/v1/paths", tags=["catalogue"])

Written = str | bool | int | float | list[str]


class PlanFor(BaseModel):
    """Answers by field id: words as a citizen writes them, or values as they are stored."""

    answers: dict[str, Written] = Field(default={}, max_length=500)
    before: dict[str, Written] | None = Field(default=None, max_length=500)
    """Earlier answers; the plan then tells what has changed since them."""


@router.get("")
async def list_paths() -> dict[str, Any]:
    """Everything that can be applied for."""
    catalogue = current_catalogue()
    paths = [
        {"id": p.id, "name": p.name, "name_en": p.name_en, "theme": p.theme, "short": p.short, "wish": p.wish}
        for p in catalogue.paths.values()
    ]
    return {"version": catalogue.version, "paths": paths}


@router.get("/{path_id}")
async def read_path(path_id: str, response: Response, if_none_match: Annotated[str | None, Header()] = None) -> Any:
    """One path, as its public guide tells it. What has to be confirmed with the windows is told under `doubts`."""
    path, catalogue = _path(path_id), current_catalogue()
    tag = f'"{catalogue.version}-{today().isoformat()}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return {"version": catalogue.version, **guide_of(catalogue, path, today())}


@router.post("/{path_id}/plan")
async def make_plan(path_id: str, wanted: PlanFor) -> dict[str, Any]:
    """The plan for these answers, and what it changes when earlier ones are given; ranges where answers are missing."""
    path = _path(path_id)
    before = None if wanted.before is None else _seen(path, wanted.before)
    return plan_document(_seen(path, wanted.answers), today(), before)


def _path(path_id: str) -> Path:
    path = current_catalogue().paths.get(path_id)
    if path is None:
        raise NotFoundError("no_path")
    return path


def _seen(path: Path, written: dict[str, Written]) -> Situation:
    return situation(current_catalogue(), path, Draft(path.id, _answers(path, written)), today())


def _answers(path: Path, written: dict[str, Written]) -> dict[str, Answer]:
    try:
        return read_answers(path, written, today())
    except UnknownField as unknown:
        raise UnprocessableError("unknown_field", field=unknown.field_id) from unknown
    except UnusableAnswer as unusable:
        reason = refusal_text(unusable.field, unusable.refusal.code, unusable.refusal.details)
        raise UnprocessableError("unusable_answer", field=unusable.field.id, reason=reason) from unusable
