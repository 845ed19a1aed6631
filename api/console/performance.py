"""The coordinator's figures: how departments keep their promises, as a ranking, by item, and as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from api.cases.performance import Performance, performance
from api.catalogues.current import current_catalogue
from api.console.frame import page
from api.console.session import LoggedInCoordinator
from api.console.tables import as_file, period
from api.dependencies import DatabaseOf
from forms.model import Catalogue

router = APIRouter(prefix="/console/desk/performance", include_in_schema=False)
_USUAL_DAYS = 31
_COLUMNS = (
    "名次", "部门", "事项", "办结", "按期", "按期率", "红牌（超期）", "用时中位数（天）", "九成在几天内", "要求补正",
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
    begin, end = period(since, until, _USUAL_DAYS)
    async with database.transaction() as session:
        ranking = await performance(session, begin, end, by_item=False)
        items = await performance(session, begin, end, by_item=True)
    return page(
        request,
        "performance.html",
        who,
        since=begin,
        until=end,
        columns=_COLUMNS,
        ranking=[_cells(place, each) for place, each in enumerate(ranking, start=1)],
        items=[_cells(place, each) for place, each in enumerate(items, start=1)],
        slowest=max((each.ninth_decile_days for each in ranking), default=0.0) or 1.0,
        bars=ranking,
        names={key: department.name for key, department in current_catalogue().departments.items()},
    )


@router.get(".csv")
async def take_away(
    who: LoggedInCoordinator, database: DatabaseOf, since: date | None = None, until: date | None = None
) -> Response:
    """The same as a table for a spreadsheet."""
    del who
    begin, end = period(since, until, _USUAL_DAYS)
    async with database.transaction() as session:
        found = await performance(session, begin, end, by_item=True)
    rows = [_cells(place, each) for place, each in enumerate(found, start=1)]
    return as_file(f"performance-{begin}-{end}", _COLUMNS, rows)


def _item(catalogue: Catalogue, each: Performance) -> str:
    path = catalogue.paths.get(each.path_id or "")
    if path is None or each.item_id is None:
        return "全部"
    used = next((use for use in path.items if use.id == each.item_id), None)
    return f"{path.name}：{catalogue.item_of(used).name if used is not None else each.item_id}"


def _cells(place: int, each: Performance) -> list[Any]:
    catalogue = current_catalogue()
    return [
        place,
        catalogue.departments[each.department_id].name,
        _item(catalogue, each),
        each.decided,
        each.in_time,
        f"{each.share_in_time:.0%}",
        each.decided - each.in_time,
        f"{each.median_days:.1f}",
        f"{each.ninth_decile_days:.1f}",
        each.supplements,
        each.refused,
        "" if each.rating is None else f"{each.rating:.1f}",
    ]
