"""A case as a Gantt chart: bars, limits and days without work, in units of a hundred a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from api.cases.models import Case, Task
from api.console.gantt import gantt_of

MONDAY = date(2026, 11, 23)
CASE = Case(submitted_at=datetime(2026, 11, 23, 2, tzinfo=UTC), closed_at=None, promised_by=date(2026, 12, 4))


def task(**values: Any) -> Task:
    given = {"stage": "accepted", "promised_by": date(2026, 12, 4), "clock_from": MONDAY, **values}
    return Task(**given)


def released(day: int) -> datetime:
    return datetime(2026, 11, day, 2, tzinfo=UTC)


def test_a_task_reaches_from_its_release_to_today_and_a_done_one_to_its_decision():
    running, done = (
        task(released_at=released(24)),
        task(stage="granted", released_at=released(23), decided_at=released(25)),
    )
    chart = gantt_of(CASE, [running, done], ["食品", "执照"], date(2026, 11, 26))
    assert [(bar.begins, bar.ends, bar.state) for bar in chart.bars] == [(100, 400, "running"), (0, 300, "done")]


def test_what_waits_for_others_has_no_bar_and_says_so():
    chart = gantt_of(CASE, [task(stage="waiting", released_at=None)], ["招牌"], MONDAY)
    assert (chart.bars[0].begins, chart.bars[0].state) == (None, "waiting")
    assert "还没轮到" in chart.bars[0].words


def test_limits_stand_at_the_end_of_their_days():
    chart = gantt_of(CASE, [task(released_at=released(23), statutory_by=date(2026, 12, 9))], ["食品"], MONDAY)
    assert (chart.bars[0].promised, chart.bars[0].statutory) == (1200, 1700)
    assert chart.width == 1700


def test_a_late_task_is_red_and_weekends_are_shaded():
    chart = gantt_of(CASE, [task(released_at=released(23))], ["食品"], date(2026, 12, 7))
    assert chart.bars[0].state == "red"
    assert chart.idle == [500, 600, 1200, 1300]
    assert [words for _, words in chart.weeks] == ["11月23日", "11月30日", "12月7日"]
