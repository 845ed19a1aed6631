"""What a browser in the console sees instead of a page: the log-in where nobody is logged in, else why not."""

from __future__ import annotations

from fastapi import Request, Response

from api.console.frame import page_for_anybody
from api.errors import AppError, NotAuthenticatedError


def page_instead(request: Request, error: AppError) -> Response | None:
    """A page that says what is wrong; None where a program asks, or somebody outside of the console."""
    if not request.url.path.startswith("/console/") or "text/html" not in request.headers.get("accept", ""):
        return None
    template = "login.html" if isinstance(error, NotAuthenticatedError) else "refusal.html"
    return page_for_anybody(request, template, error.message_for_citizen, error.http_status)
