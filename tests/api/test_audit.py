"""The audit log: every access is in it, it cannot be changed unseen, and citizens are told who looked."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.audit.chain import BEGINNING, Link, Walk, digest_of
from api.audit.models import AuditEntry
from api.cases.stages import FINAL
from api.departments import service as departments

KEY = b"k" * 32
NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


async def entries(database):
    async with database.transaction() as session:
        return (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()


async def sealed(database):
    async with database.transaction() as session:
        return await audit.seal(session)


async def verdict(database, head=None):
    async with database.transaction() as session:
        return await audit.verify(session, head)


async def tampered(database, statement: str) -> None:
    """Change the log as only somebody who rules the database can: with its guards switched off."""
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        await session.execute(text(statement))
        await session.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER USER"))


async def pulled(client, database, department="scjg"):
    """What a department gets that fetches its tasks."""
    async with database.transaction() as session:
        api_key = (await departments.connect_pull(session, department)).api_key
    return await client.get("/api/v1/department/tasks", headers={"Authorization": f"Bearer {api_key}"})


def chained(count: int) -> list[Link]:
    links, before = [], BEGINNING
    for position in range(1, count + 1):
        link = Link(position, NOON, "scjg", "read", "task", f"task-{position}", None, {"fields": ["mobile"]})
        before = digest_of(KEY, before, link)
        links.append(Link(*(getattr(link, name) for name in Link.__slots__[:-1]), before))
    return links


def breaks_of(links: list[Link]) -> list[int]:
    walk = Walk(KEY)
    return [broken.position for link in links if (broken := walk.step(link))]


def test_an_untouched_chain_holds():
    assert breaks_of(chained(5)) == []


@given(position=st.integers(1, 6), name=st.sampled_from(["actor", "action", "what", "subject"]), value=st.text())
def test_every_change_of_an_entry_is_found(position, name, value):
    links = chained(6)
    old = links[position - 1]
    changed = {each: getattr(old, each) for each in Link.__slots__} | {name: value}
    links[position - 1] = Link(**changed)
    assert breaks_of(links) == ([] if getattr(old, name) == value else [position])


@given(position=st.integers(1, 5))
def test_every_removal_before_the_end_is_found(position):
    links = chained(6)
    del links[position - 1]
    assert breaks_of(links) == [position]


def test_an_entry_made_without_the_key_is_found():
    links = chained(2)
    forged = Link(3, NOON, "scjg", "read", "task", "task-3", None, {})
    digest = digest_of(b"another key of 32 bytes, or more", links[-1].digest, forged)
    links.append(Link(3, NOON, "scjg", "read", "task", "task-3", None, {}, digest))
    assert breaks_of(links) == [3]


async def test_answers_are_recorded_by_field_and_never_by_value(citizen):
    await citizen.begin()
    await citizen.say("answer", "有固定门店")
    written = [each for each in await entries(citizen.database) if each.what == "draft"]
    assert written[-1].details == {"fields": ["has_shop"]}
    assert (written[-1].actor, written[-1].action) == ("citizen", "write")


async def test_submitting_and_handing_in_are_recorded(applicant, begun_case):
    found = {(each.actor, each.action, each.what) for each in await entries(applicant.database)}
    assert {("citizen", "write", "case"), ("citizen", "write", "file"), ("scjg", "write", "task")} <= found


async def test_a_department_that_fetches_its_tasks_is_recorded(client, applicant, begun_case):
    await pulled(client, applicant.database)
    last = (await entries(applicant.database))[-1]
    own = [task for task in (await applicant.tasks(begun_case)).values() if task.department_id == "scjg"]
    assert (last.actor, last.action, last.what) == ("scjg", "read", "tasks")
    assert set(last.details["tasks"]) == {str(task.id) for task in own if task.payload and task.stage not in FINAL}


async def test_what_was_not_committed_is_not_in_the_log(citizen):
    before = len(await entries(citizen.database))
    async with citizen.database.engine.connect() as connection, AsyncSession(connection) as session:
        audit.record(session, "scjg", "read", "task", "1", citizen.conversation_id)
        await session.flush()
        await session.rollback()
    assert len(await entries(citizen.database)) == before


async def test_the_log_is_chained_and_verified(applicant, begun_case):
    count = len(await entries(applicant.database))
    assert await sealed(applicant.database) == count
    found = await verdict(applicant.database)
    assert (found.sealed, found.waiting, found.breaks) == (count, 0, ())


async def test_two_workers_do_not_continue_the_chain_at_once(applicant, begun_case):
    async with applicant.database.transaction() as one, applicant.database.transaction() as other:
        first, second = await audit.seal(one), await audit.seal(other)
    assert first > 0
    assert second == 0
    assert (await verdict(applicant.database)).breaks == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'citizen' WHERE id = 1",
        "DELETE FROM audit_entries WHERE id = 1",
        "UPDATE audit_entries SET digest = 'x' WHERE position = 1",
        "TRUNCATE audit_entries",
    ],
)
async def test_the_database_lets_nobody_change_an_entry(applicant, begun_case, statement):
    await sealed(applicant.database)
    with pytest.raises(DBAPIError, match="final"):
        async with applicant.database.transaction() as session:
            await session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE audit_entries SET actor = 'scjg/li' WHERE position = 3", "changed"),
        ("""UPDATE audit_entries SET details = '{"fields": []}' WHERE position = 3""", "changed"),
        ("DELETE FROM audit_entries WHERE position = 3", "removed"),
    ],
)
async def test_who_rules_the_database_and_changes_it_is_found_out(applicant, begun_case, statement, reason):
    await sealed(applicant.database)
    await tampered(applicant.database, statement)
    (broken,) = (await verdict(applicant.database)).breaks
    assert (broken.position, broken.reason) == (3, reason)


async def test_a_head_noted_earlier_proves_that_the_end_was_not_cut_off(applicant, begun_case):
    await sealed(applicant.database)
    head = (await verdict(applicant.database)).head
    assert (await verdict(applicant.database, head)).breaks == ()
    await tampered(
        applicant.database, "DELETE FROM audit_entries WHERE position = (SELECT max(position) FROM audit_entries)"
    )
    assert (await verdict(applicant.database)).breaks == ()
    assert "cut" in (await verdict(applicant.database, head)).breaks[0].reason


async def test_a_citizen_asks_who_has_seen_their_data(client, applicant, begun_case):
    await pulled(client, applicant.database)
    await pulled(client, applicant.database)
    await applicant.say("seen", "谁看过我的信息")
    assert "市场监督管理局：看过2次" in applicant.heard


async def test_nobody_has_seen_what_is_not_submitted(citizen):
    await citizen.begin()
    await citizen.say("seen", "谁看过我的信息")
    assert "还没有人看过" in citizen.heard


async def test_another_citizens_looks_are_not_told(client, applicant, begun_case, citizen):
    await pulled(client, applicant.database)
    await citizen.begin()
    await citizen.say("seen", "谁看过我的信息")
    assert "还没有人看过" in citizen.heard


def test_the_guards_of_the_log_are_in_the_database(database_url):
    with psycopg.connect(database_url) as server:
        found = server.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entries'::regclass").fetchall()
    assert {name for (name,) in found} == {"audit_entries_final", "audit_entries_kept"}
