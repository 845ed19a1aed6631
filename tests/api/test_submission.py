"""Submission: case, tasks and jobs exist together or not at all."""

from __future__ import annotations

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException

from api.cases.stages import Stage
from api.errors import ConflictError
from forms.loader import default_catalogue


def count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(row[0])


async def test_a_submission_makes_a_case_a_task_for_each_item_and_a_job_for_each_task_that_may_start(citizen, database):
    case = await citizen.applied()

    tasks = await citizen.tasks(case)
    assert set(tasks) == {"biz-reg", "food", "sign", "drain", "tax", "si"}
    assert {item for item, task in tasks.items() if task.stage == Stage.DISPATCHED} == {"biz-reg"}
    assert count(database.url, "procrastinate_jobs") == 1


async def test_with_a_licence_everything_starts_at_once_after_its_verification(citizen):
    case = await citizen.applied(has_licence="有", uscc="91350100M000100Y43")

    tasks = await citizen.tasks(case)
    assert tasks["food"].waits_for == ["biz-verify"]
    assert "biz-reg" not in tasks
    assert "tax" not in tasks


async def test_when_the_job_cannot_be_stored_nothing_is_stored(citizen, database):
    await citizen.begin()
    await citizen.fill()
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE procrastinate_jobs RENAME TO taken_away")

    with pytest.raises(ConnectorException):
        await citizen.submit()

    assert count(database.url, "cases") == 0
    assert count(database.url, "tasks") == 0
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE taken_away RENAME TO procrastinate_jobs")
    assert (await citizen.submit()).case_no


async def test_the_same_draft_submitted_twice_is_one_case(citizen, database):
    first = await citizen.applied()
    second = await citizen.submit()

    assert second.case_no == first.case_no
    assert count(database.url, "cases") == 1
    assert count(database.url, "procrastinate_jobs") == 1


async def test_an_incomplete_draft_is_refused_and_kept(citizen, database):
    await citizen.begin()
    await citizen.say("answer", "有固定门店")

    with pytest.raises(ConflictError) as refusal:
        await citizen.submit()

    assert refusal.value.code == "draft_incomplete"
    assert count(database.url, "cases") == 0


async def test_a_case_keeps_the_catalogue_version_of_its_draft(citizen):
    case = await citizen.applied()

    assert case.catalogue_version == default_catalogue().version


async def test_the_citizen_gets_a_case_number_and_the_date(citizen):
    case = await citizen.applied()

    receipt = [message for message in await citizen.history() if (message.card or {}).get("type") == "receipt"]
    assert len(receipt) == 1
    assert case.case_no in receipt[0].text
