"""A copy of all that is stored of a citizen, erasure of all that need not be kept, and purging by itself."""

from __future__ import annotations

import zipfile
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from api.cases import service as cases
from api.cli import app
from api.conversations import service as conversations
from api.database import now
from api.errors import AppError, ConflictError
from api.retention import service as retention
from api.retention.rules import RULES, Kind, rule_of
from api.settings import settings


async def count(database, table: str) -> int:
    async with database.transaction() as session:
        return int(await session.scalar(text(f"SELECT count(*) FROM {table}")))


async def erased(database, conversation_id):
    async with database.transaction() as session:
        return await retention.erase(session, conversation_id)


async def closed(applicant, case):
    async with applicant.database.transaction() as session:
        await cases.withdraw(session, case.id)


async def purged(database, days: int) -> int:
    async with database.transaction() as session:
        return await retention.purge(session, now() + timedelta(days=days))


def test_every_kind_has_one_rule_with_its_basis():
    assert sorted(rule.kind for rule in RULES) == sorted(Kind)
    assert all(rule.basis for rule in RULES)


async def test_a_citizen_is_found_by_case_number_licence_and_conversation(applicant, begun_case):
    licence = (await applicant.tasks(begun_case))["biz-reg"].licence["code"]
    async with applicant.database.transaction() as session:
        for key in (begun_case.case_no, f" {licence} ", str(applicant.conversation_id)):
            assert await retention.find_citizen(session, key) == applicant.conversation_id
        with pytest.raises(AppError):
            await retention.find_citizen(session, "nobody")


async def test_the_copy_holds_everything_that_was_said_answered_and_handed_in(applicant, begun_case):
    async with applicant.database.transaction() as session:
        copy = await retention.copy_of(session, applicant.conversation_id)
    (case,) = copy.content["cases"]
    assert (case["case_no"], case["answers"]["legal_rep"]) == (begun_case.case_no, "王建国")
    assert {task["item"] for task in case["tasks"]} == set(await applicant.tasks(begun_case))
    assert len(copy.content["messages"]) == await count(applicant.database, "messages")
    (draft,) = copy.content["drafts"]
    assert {each["file"] for each in draft["files"]} == set(copy.files)
    assert all(content.startswith(b"\xff\xd8") for content in copy.files.values())
    assert copy.content["accesses"]


async def test_whoever_applied_for_nothing_is_erased_altogether(citizen):
    await citizen.begin()
    await citizen.say("answer", "有固定门店")
    done = await erased(citizen.database, citizen.conversation_id)
    assert done.removed["messages"] > 0
    assert set(done.kept) == {"audit"}
    for table in ("messages", "drafts", "uploads", "conversations"):
        assert await count(citizen.database, table) == 0


async def test_what_the_law_has_kept_is_kept_and_named(applicant, begun_case):
    await closed(applicant, begun_case)
    shown = await count(applicant.database, "task_files")
    done = await erased(applicant.database, applicant.conversation_id)
    assert done.kept["cases"] == rule_of(Kind.CASE).basis
    assert await count(applicant.database, "messages") == 0
    assert await count(applicant.database, "cases") == 1
    assert await count(applicant.database, "task_files") == shown
    async with applicant.database.transaction() as session:
        row = (await session.execute(text("SELECT id FROM drafts"))).all()
        copy = await retention.copy_of(session, applicant.conversation_id)
    assert len(row) == 1
    assert copy.content["drafts"][0]["answers"] == {}
    assert copy.content["cases"][0]["answers"]["legal_rep"] == "王建国"


async def test_nothing_is_erased_while_a_case_is_open(applicant, begun_case):
    before = await count(applicant.database, "messages")
    with pytest.raises(ConflictError, match="case_still_open"):
        await erased(applicant.database, applicant.conversation_id)
    assert await count(applicant.database, "messages") == before


async def test_another_citizen_loses_nothing(citizen, applicant, begun_case):
    await citizen.begin()
    before = await count(applicant.database, "messages")
    done = await erased(citizen.database, citizen.conversation_id)
    assert await count(applicant.database, "messages") == before - done.removed["messages"]


async def test_erasure_itself_is_in_the_audit_log(citizen):
    await citizen.begin()
    await erased(citizen.database, citizen.conversation_id)
    async with citizen.database.transaction() as session:
        last = (await session.execute(text("SELECT actor, action, what FROM audit_entries ORDER BY id DESC"))).first()
    assert tuple(last) == ("operator", "remove", "citizen")


@pytest.mark.parametrize(("days", "gone"), [(179, 0), (181, 1)])
async def test_unsubmitted_drafts_are_purged_when_their_time_is_over(citizen, days, gone):
    await citizen.begin()
    assert await purged(citizen.database, days) == gone
    assert await purged(citizen.database, days) == 0


async def test_an_open_case_is_never_purged_and_a_closed_one_only_of_its_talk(applicant, begun_case):
    assert await purged(applicant.database, 5000) == 0
    await closed(applicant, begun_case)
    assert await purged(applicant.database, 3 * 365 - 1) == 0
    assert await purged(applicant.database, 3 * 365 + 1) == 1
    assert await count(applicant.database, "cases") == 1
    assert await count(applicant.database, "messages") == 0


async def test_cases_that_are_kept_are_not_in_the_way_of_others(applicant, begun_case, citizen, monkeypatch):
    """The oldest conversation has an open case; with one at a time the purge would never come past it."""
    monkeypatch.setattr(retention, "_AT_ONCE", 1)
    await citizen.begin()
    assert await purged(applicant.database, 181) == 1
    assert await count(applicant.database, "conversations") == 1


async def test_what_was_to_be_confirmed_is_erased_too(applicant, begun_case):
    await applicant.say("cancel", "撤回申请")
    await applicant.say("affirm", "是的")
    async with applicant.database.transaction() as session:
        conversation = await conversations.locked(session, applicant.conversation_id)
        conversation.confirming = {"what": "replace", "field": "legal_rep", "value": "李秀英"}
    await erased(applicant.database, applicant.conversation_id)
    async with applicant.database.transaction() as session:
        assert (await session.execute(text("SELECT asked, confirming FROM conversations"))).one() == (None, None)


def test_the_commands_export_and_erase(database_url, applicant, begun_case, monkeypatch, tmp_path):
    monkeypatch.setattr(settings(), "database_url", database_url)
    file = tmp_path / "copy.zip"
    exported = CliRunner().invoke(app, ["export", "--citizen", begun_case.case_no, "--to", str(file)])
    assert exported.exit_code == 0, exported.output
    with zipfile.ZipFile(file) as archive:
        assert orjson.loads(archive.read("data.json"))["cases"][0]["case_no"] == begun_case.case_no
        assert any(name.startswith("files/") for name in archive.namelist())

    refused = CliRunner().invoke(app, ["erase", "--citizen", begun_case.case_no, "--yes"])
    assert refused.exit_code == 1
    assert "decided or withdrawn first" in refused.output
    unknown = CliRunner().invoke(app, ["export", "--citizen", "nobody", "--to", str(file)])
    assert "Nobody is known by 'nobody'" in unknown.output
    listed = CliRunner().invoke(app, ["retention"])
    assert "180 days" in listed.output
