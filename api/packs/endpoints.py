"""The pack of a department, for its clerks in the console."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from api.catalogues.current import current_catalogue
from api.clock import today
from api.console.session import LoggedInClerk
from api.dependencies import DatabaseOf
from api.packs.service import pack
from api.texts import say

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/export.zip")
async def export(clerk: LoggedInClerk, database: DatabaseOf) -> Response:
    """All open tasks of the clerk's department: a table, a sheet for each, and the files."""
    async with database.transaction() as session:
        content = await pack(session, clerk.department_id, f"{clerk.department_id}/{clerk.name}")
    department = current_catalogue().departments[clerk.department_id].name
    name = quote(say("pack.file", department=department, day=f"{today():%Y%m%d}"))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)
