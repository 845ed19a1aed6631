"""视为受理: a department that says nothing within five working days has accepted (行政许可法第32条第1款第4项)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import repository
from api.cases.models import Task
from api.cases.stages import Stage
from api.cases.transitions import move
from api.clock import CHINA
from forms.working_days import working_days_between

SILENT_FOR = 5
"""Working days after the day on which the department got everything."""
_REASON = "收到材料5个工作日没有一次告知补正，自收到之日起视为受理（行政许可法第32条）"


async def deem_accepted(session: AsyncSession, day: date) -> list[Task]:
    """Accept what departments have received and said nothing about for too long; the tasks."""
    before = datetime.combine(day - timedelta(days=SILENT_FOR), datetime.max.time(), CHINA)
    deemed = []
    for task in await repository.received_before(session, before):
        await repository.case(session, task.case_id, lock=True)
        await session.refresh(task)
        got = task.released_at.astimezone(CHINA).date() if task.released_at else day
        if task.stage == Stage.RECEIVED and working_days_between(got, day) > SILENT_FOR:
            move(session, task, Stage.ACCEPTED, actor="system", event_id=f"deemed-{task.revision}", reason=_REASON)
            deemed.append(task)
    return deemed
