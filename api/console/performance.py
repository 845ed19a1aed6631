"""The coordinator's figures: how departments keep their promises, as a ranking, by item, and as a file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

from api.cases.performance import Performance, performance
from api.clock import today
from api.console.session import LoggedInCoordinator
from api.dependencies import DatabaseOf
from api.settings import settings
from forms.loader import default_catalogue
from forms.model import Catalogue

router = APIRouter(prefix="/console/desk/performance", include_in_schema=False)
_templates = Jinja2Templates(Path(__file__).parent / "templates")
_USUAL_DAYS = 30
_COLUMNS = (
    "名次", "部门", "事项", "办结", "按期", "按期率", "用时中位数（天）", "九成在几天内", "要求补正",
    "不予许可、不予受理", "满意度",
)  # fmt: skip


@router.get("")
async def show(
    request: Request,
    who: LoggedInCoordinator,
    database: DatabaseOf,
    since: date | None = None,
    until: date | None = None,
) -> Response:
    """The ranking of departments, and every item."""
    begin, end = _period(since, until)
    async with database.transaction() as session:
        ranking = await performance(session, begin, end, by_item=False)
        items = await performance(session, begin, end, by_item=True)
    context = {
        "clerk": who,
        "department": "统筹",
        "city": settings().city,
        "since": begin,
        "until": end,
        "columns": _COLUMNS,
        "ranking": [_cells(place, each) for place, each in enumerate(ranking, start=1)],
        "items": [_cells(place, each) for place, each in enumerate(items, start=1)],
        "slowest": max((each.ninth_decile_days for each in ranking), default=0.0) or 1.0,
        "bars": ranking,
        "names": {key: department.name for key, department in default_catalogue().departments.items()},
    }
    return _templates.TemplateResponse(request, "performance.html", context)


@router.get(".csv")
async def take_away(
    who: LoggedInCoordinator, database: DatabaseOf, since: date | None = None, until: date | None = None
) -> Response:
    """The same as a table for a spreadsheet."""
    del who
    begin, end = _period(since, until)
    async with database.transaction() as session:
        found = await performance(session, begin, end, by_item=True)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(place, each) for place, each in enumerate(found, start=1))
    headers = {"Content-Disposition": f'attachment; filename="performance-{begin}-{end}.csv"'}
    # With a mark of its encoding, without which a Chinese spreadsheet shows other characters.
    return Response(file.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _item(catalogue: Catalogue, each: Performance) -> str:
    path = catalogue.paths.get(each.path_id or "")
    if path is None or each.item_id is None:
        return "全部"
    used = next((use for use in path.items if use.id == each.item_id), None)
    return f"{path.name}：{catalogue.item_of(used).name if used is not None else each.item_id}"


def _period(since: date | None, until: date | None) -> tuple[date, date]:
    end = until or today()
    return since or end - timedelta(days=_USUAL_DAYS), end


def _cells(place: int, each: Performance) -> list[Any]:
    catalogue = default_catalogue()
    return [
        place,
        catalogue.departments[each.department_id].name,
        _item(catalogue, each),
        each.decided,
        each.in_time,
        f"{each.share_in_time:.0%}",
        f"{each.median_days:.1f}",
        f"{each.ninth_decile_days:.1f}",
        each.supplements,
        each.refused,
        "" if each.rating is None else f"{each.rating:.1f}",
    ]
