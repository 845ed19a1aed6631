"""How departments keep their promises: counted, ranked, and to be taken away as a table."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from itertools import pairwise

import psycopg
import pytest

from api.cases.performance import performance
from api.cases.stages import Stage
from api.catalogues.current import current_catalogue
from api.clock import today
from api.console.monthly_ranking import last_months
from api.staff import accounts
from tests.api.test_console import PASSWORD, cheap_hashes, log_in

__all__ = ["cheap_hashes"]
PAGE = "/console/desk/performance"


@pytest.fixture
async def decided(applicant, begun_case, database):
    """The sign was granted in time after 2 days, the drain refused after 10 days, past its promise."""
    await applicant.decide(begun_case, "sign", Stage.GRANTED)
    await applicant.decide(begun_case, "drain", Stage.REFUSED, opinion="不通")
    with psycopg.connect(database.url) as connection:
        for item, days, late in (("sign", 2, 0), ("drain", 10, 1)):
            connection.execute(
                "UPDATE tasks SET released_at = decided_at - make_interval(days => %s),"
                " promised_by = (decided_at AT TIME ZONE 'Asia/Shanghai')::date - %s WHERE item_id = %s",
                (days, late, item),
            )


async def figures(database, *, by_item: bool, since=None, until=None):
    async with database.transaction() as session:
        return await performance(session, since or today(), until or today(), by_item=by_item)


async def test_items_are_counted_and_the_best_stands_first(decided, database):
    found = {each.item_id: each for each in await figures(database, by_item=True)}

    sign, drain = found["sign"], found["drain"]
    assert (sign.decided, sign.in_time, sign.refused, round(sign.median_days)) == (1, 1, 0, 2)
    assert (drain.decided, drain.in_time, drain.refused, round(drain.median_days)) == (1, 0, 1, 10)
    assert list(found)[-1] == "drain", "who does not keep the promise stands last"


async def test_a_department_has_all_its_items_together(decided, database):
    found = await figures(database, by_item=False)
    assert len(found) == len({each.department_id for each in found})
    assert {(each.path_id, each.item_id) for each in found} == {(None, None)}


async def test_what_was_decided_at_another_time_is_left_out(decided, database):
    before = today() - timedelta(days=1)
    assert await figures(database, by_item=True, since=before, until=before) == []


async def test_a_supplement_and_a_rating_count(applicant, begun_case, database):
    await applicant.decide(
        begun_case, "food", Stage.SUPPLEMENT_REQUESTED, opinion="写清楚", supplement_fields=("seats",)
    )
    await applicant.say("answer", "44")
    await applicant.decide(begun_case, "food", Stage.GRANTED)
    with psycopg.connect(database.url) as connection:
        connection.execute("""UPDATE cases SET rating = '{"level": 4}'""")

    (food,) = [each for each in await figures(database, by_item=True) if each.item_id == "food"]

    assert (food.supplements, food.rating) == (1, 4.0)


async def test_the_coordinator_sees_it_and_takes_it_away(decided, database, client):
    async with database.transaction() as session:
        await accounts.save_coordinator(session, "zhou", PASSWORD)
    await log_in(client, "zhou")

    page = (await client.get(PAGE)).text
    file = await client.get(f"{PAGE}.csv")

    assert "部门排名" in page
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert any(row["事项"].startswith("开办餐饮店：") and row["按期率"] == "0%" for row in rows)
    assert "王建国" not in page + file.text, "it is about departments, not about citizens"


async def test_without_decisions_the_page_says_so(client, database):
    async with database.transaction() as session:
        await accounts.save_coordinator(session, "zhou", PASSWORD)
    await log_in(client, "zhou")
    assert "这段时间没有办结的" in (await client.get(f"{PAGE}?since=2020-01-01&until=2020-02-01")).text


async def test_months_are_ranked_beside_each_other_and_who_rises_is_seen(decided, database, client):
    async with database.transaction() as session:
        await accounts.save_coordinator(session, "zhou", PASSWORD)
    await log_in(client, "zhou")
    last_month = today().replace(day=1) - timedelta(days=1)
    with psycopg.connect(database.url) as connection:  # a month ago the one that is late now was the only one
        (department,) = connection.execute("SELECT department_id FROM tasks WHERE item_id = 'drain'").fetchone()
        connection.execute("UPDATE tasks SET decided_at = %s WHERE item_id = 'sign'", (last_month,))
        connection.execute(
            "UPDATE tasks SET department_id = %s, promised_by = %s WHERE item_id = 'sign'", (department, last_month)
        )

    page = (await client.get(f"{PAGE}/months")).text
    file = await client.get(f"{PAGE}/months.csv")

    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    name = current_catalogue().departments[department].name
    (row,) = [each for each in rows if each["部门"] == name]
    assert row[f"{last_month:%Y-%m}名次"] == "1"
    assert int(row[f"{today():%Y-%m}名次"]) > 1
    assert row[f"{today():%Y-%m}按期率"] == "0%"
    assert "降 " in page


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-11-29", "2026-06-01", "2026-11-30"),
        ("2024-02-29", "2023-09-01", "2024-02-29"),
        ("2026-01-01", "2025-08-01", "2026-01-31"),
    ],
)
def test_months_begin_and_end_where_they_do(day, first, last):
    months = list(last_months(date.fromisoformat(day), 6))
    assert (months[0][0], months[-1][1]) == (date.fromisoformat(first), date.fromisoformat(last))
    assert all(begin == end + timedelta(days=1) for (_, end), (begin, _) in pairwise(months))
