"""What a browser in the console sees instead of a page: the log-in where nobody is logged in, else why not."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates

from api.errors import AppError, NotAuthenticatedError
from api.settings import settings

_templates = Jinja2Templates(Path(__file__).parent / "templates")


def page_instead(request: Request, error: AppError) -> Response | None:
    """A page that says what is wrong; None where a program asks, or somebody outside of the console."""
    if not request.url.path.startswith("/console/") or "text/html" not in request.headers.get("accept", ""):
        return None
    template = "login.html" if isinstance(error, NotAuthenticatedError) else "refusal.html"
    context = {"error": error.message_for_citizen, "city": settings().city}
    return _templates.TemplateResponse(request, template, context, status_code=error.http_status)
