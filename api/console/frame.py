"""What every page of the console has around it: who is there, where they can go, and the page's own part."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates

from api.catalogues.current import current_catalogue
from api.clock import CHINA
from api.settings import settings
from api.staff.people import Administrator, Clerk, Coordinator, Editor, Reviewer, Staff

_templates = Jinja2Templates(Path(__file__).parent / "templates")
_templates.env.filters |= {
    "day": lambda moment: moment.astimezone(CHINA).strftime("%Y-%m-%d"),
    "minute": lambda moment: moment.astimezone(CHINA).strftime("%m-%d %H:%M"),
}
NOT_KEPT = {"Cache-Control": "no-store"}
"""Headers of pages that show a secret once."""
_PLACES: dict[type, str] = {Coordinator: "统筹", Reviewer: "审看", Editor: "目录", Administrator: "管理"}
_LINKS: dict[type, tuple[tuple[str, str], ...]] = {
    Clerk: (("/console/doubts", "待核实"),),
    Coordinator: (("/console/desk", "统筹台"),),
    Reviewer: (("/console/conversations", "对话"), ("/console/improving", "越用越懂")),
    Editor: (("/console/catalogue", "办事目录"),),
    Administrator: (("/console/staff", "账号"),),
}


def page(
    request: Request,
    template: str,
    who: Staff,
    *,
    error: str | None = None,
    headers: Mapping[str, str] | None = None,
    **shown: object,
) -> Response:
    """A page for somebody who is logged in; with an error it tells what could not be done."""
    department = current_catalogue().departments[who.department_id].name if isinstance(who, Clerk) else None
    context = {
        "clerk": who,
        "place": department or _PLACES[type(who)],
        "links": _LINKS[type(who)],
        "city": settings().city,
        "error": error,
        **shown,
    }
    return _templates.TemplateResponse(request, template, context, status_code=409 if error else 200, headers=headers)


def rendered(template: str, **shown: object) -> str:
    """A part of a page by itself, for a page that is open already."""
    return _templates.get_template(template).render(shown)


def page_for_anybody(request: Request, template: str, error: str | None = None, status: int = 200) -> Response:
    """A page without a log-in: the log-in itself, its second step, a refusal."""
    context = {"error": error, "city": settings().city, "vouched": bool(settings().staff_oidc_issuer)}
    return _templates.TemplateResponse(request, template, context, status_code=status)
