"""Figures of conversations: how many, who got through alone, where people stop, what was misheard, why staff looked."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import psycopg
import pytest

from api import takeover
from api.attention import figures
from api.clock import today
from api.conversations import service as conversations
from api.database import now
from api.improving import service as improving
from api.staff import accounts
from forms.loader import default_catalogue
from tests.api.test_console import PASSWORD, cheap_hashes, log_in

__all__ = ["cheap_hashes"]
PAGE = "/console/desk/conversations"


@pytest.fixture
async def zhou(database, client):
    """The client, logged in as the coordinator."""
    async with database.transaction() as session:
        await accounts.save_coordinator(session, "zhou", PASSWORD)
    await log_in(client, "zhou")
    return client


async def day_of(citizen) -> figures.Day:
    async with citizen.database.transaction() as session:
        (found,) = await figures.days(session, today(), today())
    return found


async def test_a_day_counts_what_was_begun_submitted_and_submitted_alone(applicant, begun_case, citizen):
    found = await day_of(applicant)
    assert (found.submitted, found.alone) == (1, 1)
    assert found.begun >= 2


async def test_whoever_was_helped_did_not_get_through_alone(applicant, begun_case):
    with psycopg.connect(applicant.database.url) as connection:
        connection.execute("UPDATE cases SET submitted_at = now() + interval '1 minute'")
    async with applicant.database.transaction() as session:
        await takeover.take_over(session, applicant.conversation_id, "reviewer/chen", "有人来了")
        await takeover.reply(session, applicant.conversation_id, "reviewer/chen", "您好")
    assert (await day_of(applicant)).alone == 0


async def test_days_without_anything_are_shown_as_well(database):
    async with database.transaction() as session:
        found = await figures.days(session, today() - timedelta(days=6), today())
    assert [each.begun for each in found] == [0] * 7


async def test_where_people_stop_is_the_question_that_was_open(citizen):
    await citizen.begin()
    asked = await citizen.asked()
    async with citizen.database.transaction() as session:
        assert await figures.stopped_at(session, today(), today(), now()) == [], "they may come back within a day"
        later = now() + timedelta(days=2)
        (stopped,) = await figures.stopped_at(session, today(), today(), later)
    assert (stopped.path_id, stopped.asked, stopped.drafts) == ("open-restaurant", asked, 1)


async def test_reasons_are_counted_with_the_time_that_was_needed(citizen):
    await citizen.say("human", "转人工")
    await citizen.say("urgent", "着火了")
    with psycopg.connect(citizen.database.url) as connection:
        connection.execute("UPDATE flags SET raised_at = raised_at - interval '10 minutes' WHERE reason = 'human'")
    async with citizen.database.transaction() as session:
        await takeover.resolve(session, citizen.conversation_id, "reviewer/chen")
    async with citizen.database.transaction() as session:
        urgent, human = await figures.handed_over(session, today() - timedelta(days=1), today())
    assert (urgent.reason, urgent.dealt_with, urgent.in_time) == ("urgent", 1, 1)
    assert (human.reason, round(human.median_minutes or 0), human.in_time) == ("human", 10, 0)


async def test_what_was_misheard_is_named_and_quoted_without_anybodys_data(citizen, zhou):
    await citizen.say("answer", "俺想支棱个躺平舱，电话13905387654")
    (said,) = [each for each in await citizen.history() if each.role == "citizen"]
    async with citizen.database.transaction() as session:
        message = await conversations.message(session, citizen.conversation_id, said.seq)
        assert message is not None
        await improving.correct(session, message, "open-hotel", {}, "reviewer/chen")
    page = (await zhou.get(PAGE)).text
    assert f"→ 要办：{default_catalogue().paths['open-hotel'].name}" in page
    assert "俺想支棱个躺平舱，电话13805381234" in page
    assert "13905387654" not in page


async def test_every_table_can_be_taken_away(citizen, zhou):
    await citizen.begin()
    for kind in ("days", "stopped", "misunderstood", "messages", "handed-over"):
        file = await zhou.get(f"{PAGE}/{kind}.csv")
        assert file.status_code == 200
        assert next(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert (await zhou.get(f"{PAGE}/else.csv")).status_code == 404
