"""The coordinator's ranking of departments month by month, by the rules of `api.cases.performance`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from api.cases.performance import Performance, performance
from api.catalogues.current import current_catalogue
from api.clock import today
from api.console.frame import page
from api.console.session import LoggedInCoordinator
from api.console.tables import as_file
from api.database import Database
from api.dependencies import DatabaseOf

router = APIRouter(prefix="/console/desk/performance", include_in_schema=False)
_MONTHS = 6
_OF_A_MONTH = ("名次", "办结", "按期率")
_Month = Mapping[str, tuple[int, Performance]]
"""Place and figures by department."""


@router.get("/months")
async def show(request: Request, who: LoggedInCoordinator, database: DatabaseOf) -> Response:
    """The last months, this month so far at the end."""
    months = list(last_months(today(), _MONTHS))
    rows = await _rows(database, months)
    return page(request, "performance_months.html", who, months=[begin for begin, _ in months], rows=rows)


@router.get("/months.csv")
async def take_away(who: LoggedInCoordinator, database: DatabaseOf) -> Response:
    """The same as a table for a spreadsheet."""
    del who
    months = list(last_months(today(), _MONTHS))
    columns = ["部门", *(f"{begin:%Y-%m}{what}" for begin, _ in months for what in _OF_A_MONTH)]
    cells = [
        [row["name"], *(value for month in row["months"] for value in _cells(month))]
        for row in await _rows(database, months)
    ]
    return as_file(f"ranking-{months[0][0]:%Y-%m}-{months[-1][0]:%Y-%m}", columns, cells)


def last_months(day: date, count: int) -> Iterator[tuple[date, date]]:
    """The first and the last day of each of the last months, that of `day` at the end."""
    for back in reversed(range(count)):
        number = day.year * 12 + day.month - 1 - back
        begin, after = (date(each // 12, each % 12 + 1, 1) for each in (number, number + 1))
        yield begin, after - timedelta(days=1)


async def _rows(database: Database, months: Sequence[tuple[date, date]]) -> list[dict[str, Any]]:
    """A row for each department that decided anything; the best of the last month first, who decided nothing last."""
    async with database.transaction() as session:
        rankings = [await performance(session, begin, end, by_item=False) for begin, end in months]
    ranked: list[_Month] = [
        {each.department_id: (place, each) for place, each in enumerate(ranking, start=1)} for ranking in rankings
    ]
    departments, last = current_catalogue().departments, ranked[-1]
    known = sorted({name for month in ranked for name in month})
    known.sort(key=lambda name: last[name][0] if name in last else len(last) + 1)
    return [
        {
            "name": departments[name].name,
            "months": [_place(month, before, name) for before, month in zip([{}, *ranked], ranked, strict=False)],
        }
        for name in known
    ]


def _place(month: _Month, before: _Month, name: str) -> dict[str, Any] | None:
    """The place of a department in a month, and by how many it has risen since the month before."""
    if name not in month:
        return None
    place, found = month[name]
    return {
        "place": place,
        "decided": found.decided,
        "share": f"{found.share_in_time:.0%}",
        "risen": before[name][0] - place if name in before else 0,
    }


def _cells(month: Mapping[str, Any] | None) -> list[Any]:
    return ["", "", ""] if month is None else [month["place"], month["decided"], month["share"]]
