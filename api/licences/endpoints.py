"""A citizen's own licences to download, and the page on which anybody verifies one by its code."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from api.audit import service as audit
from api.cases import licences
from api.catalogues.current import current_catalogue
from api.clock import CHINA, today
from api.conversations import service as conversations
from api.dependencies import DatabaseOf
from api.errors import NotAllowedError, NotFoundError
from api.identity.service import is_proved
from api.licences.sheets import licence_pdf, valid_until_text
from api.settings import settings
from api.texts import say
from api.web.visitor import CHANNEL, Visitor
from forms.values.dates import show_date

router = APIRouter(include_in_schema=False)
_templates = Jinja2Templates(
    [Path(__file__).parent / "templates", Path(__file__).parent.parent / "guide" / "templates"]
)
_templates.env.globals["say"] = say


@router.get("/api/v1/licences/{code}.pdf")
async def download(code: str, visitor: Visitor, database: DatabaseOf) -> Response:
    """A licence of one's own as PDF."""
    async with database.transaction() as session:
        conversation = await conversations.find_conversation(session, CHANNEL, visitor)
        licence = await licences.by_code(session, code)
        if licence.conversation_id != conversation.id:
            raise NotFoundError("no_licence")
        if not is_proved(await conversations.find_sender(session, CHANNEL, visitor)):
            raise NotAllowedError("proof_needed")
        audit.record(session, audit.CITIZEN, "read", "licence", licence.task_id, conversation.id)
        name = quote(f"{licence.name}.pdf")
        headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "private"}
        return Response(licence_pdf(licence), media_type="application/pdf", headers=headers)


@router.get("/verify")
async def ask_for_code(request: Request, code: str = "") -> Response:
    """Where somebody who was shown a licence writes its code."""
    if code.strip():
        return RedirectResponse(f"/verify/{quote(licences.normal_code(code) or '-', safe='')}", status_code=303)
    return _page(request, {"licence": None, "written": ""})


@router.get("/verify/{code}")
async def verify(request: Request, code: str, database: DatabaseOf) -> Response:
    """What the licence with this code says; a wrong code is told as such, with nothing else."""
    async with database.transaction() as session:
        try:
            licence = await licences.by_code(session, code)
        except NotFoundError:
            return _page(request, {"licence": None, "written": code[:40]}, status=404)
        audit.record(session, audit.PUBLIC, "read", "licence", licence.task_id, licence.conversation_id)
        shown = licences.public_view(licence)
        expired = licence.valid_until is not None and licence.valid_until < today().isoformat()
        shown["issued_on"] = show_date(licence.issued_at.astimezone(CHINA).date().isoformat())
        shown["until"] = valid_until_text(licence)
    return _page(request, {"licence": shown, "expired": expired, "written": ""})


def _page(request: Request, context: dict[str, object], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    shared = {
        "city": settings().city,
        "hotline": settings().hotline,
        "version": current_catalogue().version,
    }
    return _templates.TemplateResponse(
        request, "verify.html", {**shared, **context}, status_code=status, headers=headers
    )
