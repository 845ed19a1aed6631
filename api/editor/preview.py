"""Trying a proposal before it is published: plan, papers and questions of a path for sample answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.catalogues import proposals
from api.catalogues.checking import read
from api.clock import today
from api.console.frame import page
from api.console.session import ActingEditor, LoggedInEditor
from api.database import Database
from api.dependencies import DatabaseOf
from api.editor.reading import row_of
from api.errors import NotFoundError, UnprocessableError
from api.guide.answers import answered_in
from api.guide.answers import read as read_answers
from api.guide.content import guide_of
from api.guide.notice import notice_of
from api.staff.people import Editor
from forms.draft import Draft
from forms.engine import open_fields, open_materials
from forms.loader import CatalogueError
from forms.model import Catalogue, Path
from forms.model.record import Value
from forms.requirements import deciding_fields, situation

router = APIRouter(prefix="/console/catalogue/proposals", include_in_schema=False)


@router.get("/{proposal_id}/preview/{path_id}")
async def show(
    request: Request, who: LoggedInEditor, database: DatabaseOf, proposal_id: UUID, path_id: str
) -> Response:
    """The path with what most people answer."""
    catalogue, path = await _path(database, proposal_id, path_id)
    usual = {use.field: _written(path.typical[use.field]) for use in deciding_fields(path) if use.field in path.typical}
    return await _page(request, who, database, proposal_id, (catalogue, path), usual)


@router.post("/{proposal_id}/preview/{path_id}")
async def calculate(
    request: Request, who: ActingEditor, database: DatabaseOf, proposal_id: UUID, path_id: str
) -> Response:
    """The path with the answers of the form. Nothing is stored."""
    catalogue, path = await _path(database, proposal_id, path_id)
    return await _page(request, who, database, proposal_id, (catalogue, path), await answered_in(request, path))


async def _path(database: Database, proposal_id: UUID, path_id: str) -> tuple[Catalogue, Path]:
    async with database.transaction() as session:
        sources = await proposals.sources_in(session, await proposals.proposal_of(session, proposal_id))
    try:
        catalogue = await asyncio.to_thread(read, sources)
    except CatalogueError as error:
        raise UnprocessableError("path_form_broken") from error
    if path_id not in catalogue.paths:
        raise NotFoundError("no_path")
    return catalogue, catalogue.paths[path_id]


async def _page(
    request: Request,
    who: Editor,
    database: Database,
    proposal_id: UUID,
    tried: tuple[Catalogue, Path],
    answered: Mapping[str, list[str]],
) -> Response:
    catalogue, path = tried
    async with database.transaction() as session:
        proposal = await proposals.proposal_of(session, proposal_id)
    answers, errors = read_answers(path, answered)
    seen = situation(catalogue, path, Draft(path.id, answers), today())
    return page(
        request,
        "proposal_preview.html",
        who,
        proposal=row_of(proposal),
        path=path,
        guide=guide_of(catalogue, path, today()),
        notice=notice_of(catalogue, path, answers, today()),
        answered=answered,
        errors=errors,
        asked=[
            {
                "ask": seen.path.field(use.field).ask,
                "label": seen.path.field(use.field).label,
                "example": seen.path.field(use.field).example,
                "options": [option.label for option in seen.path.field(use.field).options],
                "for": list(dict.fromkeys(catalogue.department_of(entry).name for entry in seen.needing(use))),
                "reason": use.reason,
            }
            for use in open_fields(seen)
        ],
        papers=[catalogue.materials[use.material].name for use in open_materials(seen)],
    )


def _written(value: Value) -> list[str]:
    """A stored value as the form would send it."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
