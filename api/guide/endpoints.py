"""The guide's pages: everything by theme, one path, and the personal notice as a page and as PDF.

Answers are sent in a form's body, never in an address, and are not stored.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

from api.catalogues.current import current_catalogue
from api.clock import today
from api.conversations import service as conversations
from api.dependencies import DatabaseOf
from api.drafts import service as drafts
from api.errors import NotFoundError
from api.guide.answers import answered_in, read
from api.guide.content import guide_of, shelves
from api.guide.notice import notice_of
from api.guide.samples import sample_svg
from api.guide.sheets import notice_pdf
from api.settings import settings
from api.texts import say
from api.web.visitor import CHANNEL, Visitor
from forms.model import Path

router = APIRouter(prefix="/guide", include_in_schema=False)
_templates = Jinja2Templates(FilePath(__file__).parent / "templates")
_templates.env.globals["say"] = say


@router.get("")
async def front(request: Request) -> Response:
    """Everything that can be done, by theme."""
    return _page(request, "shelves.html", {"shelves": shelves(current_catalogue())})


@router.get("/mine")
async def own_notice(request: Request, visitor: Visitor, database: DatabaseOf) -> Response:
    """The notice for the draft that the visitor is filling in."""
    notice = await _own(visitor, database)
    return _page(request, "notice.html", {"notice": notice, "own": True, "answered": {}, "errors": {}})


@router.get("/mine.pdf")
async def own_notice_pdf(visitor: Visitor, database: DatabaseOf) -> Response:
    """The same as PDF."""
    return _pdf(await _own(visitor, database))


@router.get("/sample/{material_id}.svg")
async def sample(material_id: str) -> Response:
    """A drawn sample of a paper."""
    material = current_catalogue().materials.get(material_id)
    drawn = None if material is None else sample_svg(material)
    if drawn is None:
        raise NotFoundError("no_upload")
    headers = {
        "Cache-Control": "public, max-age=86400",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(drawn, media_type="image/svg+xml", headers=headers)


@router.get("/{path_id}")
async def path_page(request: Request, path_id: str) -> Response:
    """The guide of one path."""
    path = _path(path_id)
    return _page(request, "path.html", {"guide": _guide(path.id), "answered": {}, "errors": {}})


@router.post("/{path_id}/notice")
async def notice_page(request: Request, path_id: str) -> Response:
    """The notice for the answers of the form. What cannot be used is told and counts as not answered."""
    path = _path(path_id)
    answered = await answered_in(request, path)
    answers, errors = read(path, answered)
    notice = notice_of(current_catalogue(), path, answers, today())
    context = {"notice": notice, "own": False, "guide": _guide(path.id), "answered": answered, "errors": errors}
    return _page(request, "notice.html", context)


@router.post("/{path_id}/notice.pdf")
async def notice_file(request: Request, path_id: str) -> Response:
    """The same as PDF."""
    path = _path(path_id)
    answers, _errors = read(path, await answered_in(request, path))
    return _pdf(notice_of(current_catalogue(), path, answers, today()))


def _path(path_id: str) -> Path:
    path = current_catalogue().paths.get(path_id)
    if path is None:
        raise NotFoundError("no_path")
    return path


def _guide(path_id: str) -> dict[str, Any]:
    return _guide_on(path_id, today().isoformat(), current_catalogue().version)


@lru_cache(maxsize=64)
def _guide_on(path_id: str, day: str, version: str) -> dict[str, Any]:
    """Kept for the day and the version: it is the same for everybody."""
    del day, version
    catalogue = current_catalogue()
    return guide_of(catalogue, catalogue.paths[path_id], today())


async def _own(visitor: str, database: DatabaseOf) -> dict[str, Any]:
    async with database.transaction() as session:
        conversation = await conversations.find_conversation(session, CHANNEL, visitor)
        current = await drafts.find_open(session, conversation.id)
        if current is None:
            raise NotFoundError("no_draft")
        return notice_of(current.catalogue, current.path, current.draft.answers, today())


def _page(request: Request, template: str, context: dict[str, Any]) -> Response:
    frame = {"city": settings().city, "hotline": settings().hotline, "version": current_catalogue().version}
    return _templates.TemplateResponse(request, template, {**frame, **context})


def _pdf(notice: dict[str, Any]) -> Response:
    name = quote(f"{notice['title']}-{notice['path']}.pdf")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(notice_pdf(notice), media_type="application/pdf", headers=headers)
