"""The coordinator's figures of conversations. They name questions and reasons; what is quoted holds surrogates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.attention import figures
from api.catalogues.current import current_catalogue
from api.console.frame import page
from api.console.labels import name_of
from api.console.reasons import REASONS_TO_LOOK
from api.console.session import LoggedInCoordinator
from api.console.tables import as_file, period
from api.database import now
from api.dependencies import DatabaseOf
from api.improving import service as improving

router = APIRouter(prefix="/console/desk/conversations", include_in_schema=False)
_USUAL_DAYS = 14
_MOST_DAYS = 366
Rows = Sequence[Sequence[Any]]
Table = tuple[str, Sequence[str], Rows]
"""A heading, the names of the columns, and the rows."""


@router.get("")
async def show(
    request: Request,
    who: LoggedInCoordinator,
    database: DatabaseOf,
    since: date | None = None,
    until: date | None = None,
) -> Response:
    """How many conversations, how many got through alone, where people stop, what was misunderstood, and hand-overs."""
    first, last = period(since, until, _USUAL_DAYS, _MOST_DAYS)
    async with database.transaction() as session:
        tables = await _tables(session, first, last)
    return page(request, "conversation_figures.html", who, since=first, until=last, tables=tables)


@router.get("/{kind}.csv")
async def take_away(
    kind: str, who: LoggedInCoordinator, database: DatabaseOf, since: date | None = None, until: date | None = None
) -> Response:
    """One of the tables for a spreadsheet."""
    del who
    first, last = period(since, until, _USUAL_DAYS, _MOST_DAYS)
    async with database.transaction() as session:
        tables = await _tables(session, first, last)
    if kind not in tables:
        return Response(status_code=404)
    _heading, columns, rows = tables[kind]
    return as_file(f"{kind}-{first}-{last}", columns, rows)


async def _tables(session: AsyncSession, first: date, last: date) -> dict[str, Table]:
    return {
        "days": (
            "每天多少",
            ("日期", "新对话", "提交", "没找人就提交的"),
            [
                (f"{each.day:%m-%d}", each.begun, each.submitted, each.alone)
                for each in await figures.days(session, first, last)
            ],
        ),
        "stopped": (
            "停在哪里（一天没接着填的）",
            ("问到", "份数"),
            [(_question(each), each.drafts) for each in await figures.stopped_at(session, first, last, now())],
        ),
        "misunderstood": (
            "常听错的（工作人员改过的）",
            ("听成的 → 其实是", "次数"),
            [
                (f"{name_of(heard)} → {name_of(meant)}", count)
                for heard, meant, count in await improving.confusions(session, first, last)
            ],
        ),
        "messages": (
            "常听错的话（工作人员改过的，姓名号码已换掉）",
            ("话", "次数", "听成的", "其实是"),
            [
                (text, times, name_of(heard) if heard else "没听懂", name_of(meant))
                for text, times, heard, meant in await improving.misunderstood(session, first, last)
            ],
        ),
        "handed-over": (
            "为什么要人看",
            ("原因", "次数", "处理了", "处理用时中位数（分钟）", "按时"),
            [
                (
                    REASONS_TO_LOOK.get(each.reason, each.reason),
                    each.raised,
                    each.dealt_with,
                    "" if each.median_minutes is None else f"{each.median_minutes:.0f}",
                    f"{each.in_time / each.raised:.0%}",
                )
                for each in await figures.handed_over(session, first, last)
            ],
        ),
    }


def _question(each: figures.Stopped) -> str:
    catalogue = current_catalogue()
    path = catalogue.paths.get(each.path_id)
    if path is None:
        return each.path_id
    label = "核对、提交"
    if each.kind == "field" and each.asked:
        try:
            label = path.field(each.asked).label
        except KeyError:
            label = each.asked
    elif each.kind == "material" and each.asked:
        material = catalogue.materials.get(each.asked)
        label = f"交“{material.name if material else each.asked}”"
    return f"{path.name}：{label}"
