"""A clerk's day: finding a task, going through them one after the other, the same step for many."""

from __future__ import annotations

import re

import psycopg
import pytest

from api.cases.stages import Stage
from tests.api.test_console import PASSWORD, cheap_hashes, clerks, decide, food, hidden, stage, tasks, zhang

__all__ = ["cheap_hashes", "clerks", "food", "tasks", "zhang"]


@pytest.fixture
async def two(applicant, begun_case, zhang) -> list[str]:
    """The addresses of all of Zhang's open tasks, as the list shows them."""
    page = (await zhang.get("/console")).text
    return re.findall(r'href="(/console/tasks/[0-9a-f-]{36})"', page)


async def take_step(client, addresses: list[str], kind: str, **other: str):
    page = (await client.get("/console")).text
    data = {"csrf": hidden(page, "csrf"), "form_id": hidden(page, "form_id"), "kind": kind, **other}
    chosen = [address.rsplit("/", 1)[1] for address in addresses]
    return await client.post("/console/bulk", data={**data, "task": chosen})


async def test_one_step_for_many(zhang, two, database, tasks):
    answer = await take_step(zhang, two, "accepted")

    assert answer.status_code == 303
    assert f"{len(two)}件办好了" in (await zhang.get(answer.headers["location"])).text
    assert stage(database, tasks["food"]) == Stage.ACCEPTED


async def test_what_cannot_be_done_for_one_stops_none_of_the_others(zhang, two, database, tasks):
    await take_step(zhang, two, "accepted")
    foreign = f"/console/tasks/{tasks['sign'].id}"

    answer = await take_step(zhang, [foreign, *two], "under_review")

    assert answer.headers["location"] == f"/console?taken={len(two)}&left=1"
    assert stage(database, tasks["food"]) == Stage.UNDER_REVIEW
    assert stage(database, tasks["sign"]) == Stage.DISPATCHED


@pytest.mark.parametrize("kind", ["granted", "refused", "supplement_requested", "withdrawn"])
async def test_nothing_is_decided_for_many_at_once(zhang, two, database, tasks, kind):
    assert (await take_step(zhang, two, kind)).status_code == 422
    assert stage(database, tasks["food"]) == Stage.DISPATCHED


async def test_the_same_form_sent_twice_acts_once(zhang, two, database, tasks):
    page = (await zhang.get("/console")).text
    data = {"csrf": hidden(page, "csrf"), "form_id": hidden(page, "form_id"), "kind": "accepted"}
    for _ in range(2):
        await zhang.post("/console/bulk", data={**data, "task": [tasks["food"].id]})
    with psycopg.connect(database.url) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM task_events WHERE task_id = %s AND after = 'accepted'", (tasks["food"].id,)
        ).fetchone()
    assert count == 1


async def test_many_are_not_stepped_without_the_forms_token(zhang, two, database, tasks):
    assert (await take_step(zhang, two, "accepted", csrf="guessed")).status_code == 403
    assert stage(database, tasks["food"]) == Stage.DISPATCHED


@pytest.mark.parametrize(("words", "found"), [("食品", True), ("3709 食品", True), ("食品 没有这个词", False)])
async def test_a_task_is_found_by_words(zhang, food, words, found):
    assert (food in (await zhang.get("/console", params={"q": words})).text) is found


async def test_a_task_is_found_by_its_stage(zhang, food):
    assert food in (await zhang.get("/console?stage=dispatched")).text
    assert food not in (await zhang.get("/console?stage=accepted")).text


NEXT = re.compile(r'href="([^"]+)" rel="next"')


async def test_from_one_task_to_the_next_and_round_again(zhang, food, tasks, database):
    assert not NEXT.search((await zhang.get(food)).text), "there is no other"
    with psycopg.connect(database.url) as connection:
        columns = [name for (name,) in connection.execute(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'tasks'"
        ).fetchall()]  # fmt: skip
        for days in (1, 2):
            changed = {"id": "gen_random_uuid()", "item_id": f"'later-{days}'", "promised_by": f"promised_by + {days}"}
            values = ", ".join(changed.get(name, name) for name in columns)
            connection.execute(
                f"INSERT INTO tasks ({', '.join(columns)}) SELECT {values} FROM tasks WHERE id = %s".encode(),
                (tasks["food"].id,),
            )

    way = [food]
    for _ in range(3):
        way.append(NEXT.findall((await zhang.get(way[-1])).text)[0])

    listed = re.findall(r'href="(/console/tasks/[0-9a-f-]{36})"', (await zhang.get("/console")).text)
    assert way == [*listed, food], "the most urgent first, as in the list"


async def test_what_was_ticked_is_kept(zhang, food, tasks, database):
    page = (await zhang.get(food)).text
    assert "齐全、清楚、没过期" in page

    await decide(zhang, food, kind="accepted", checked=["1", "0"])

    with psycopg.connect(database.url) as connection:
        row = connection.execute(
            "SELECT details FROM audit_entries WHERE subject = %s AND details::text LIKE '%%checked%%'",
            (str(tasks["food"].id),),
        ).fetchone()
    assert row is not None
    assert row[0]["checked"] == ["0", "1"]


async def test_files_are_shown_beside_the_form(zhang, food):
    page = (await zhang.get(food)).text
    assert re.search(r'href="/console/tasks/[^"]+/files/[^"]+" data-file="image/', page)
    assert PASSWORD not in page
