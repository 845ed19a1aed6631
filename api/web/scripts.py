"""The two scripts: `/page.js` for our own page, `/widget.js` for the pages of other sites."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.web.bundle import bundle

router = APIRouter(include_in_schema=False)
_A_YEAR = "public, max-age=31536000, immutable"
_FIVE_MINUTES = "public, max-age=300"


@router.get("/page.js")
async def page_script(request: Request, v: str = "") -> Response:
    """Our page's script; under the mark that it was asked for, it never changes."""
    return _script(request, "page.js", _A_YEAR if v == bundle("page.js").mark else "no-cache")


@router.get("/widget.js")
async def widget_script(request: Request) -> Response:
    """The script by which another site embeds the conversation; its address stays, so it is looked at again."""
    return _script(request, "embed.js", _FIVE_MINUTES)


def _script(request: Request, entry: str, caching: str) -> Response:
    made = bundle(entry)
    headers = {"Cache-Control": caching, "ETag": f'"{made.mark}"', "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(made.packed, media_type="text/javascript; charset=utf-8", headers=headers)
    return Response(made.content, media_type="text/javascript; charset=utf-8", headers=headers)
