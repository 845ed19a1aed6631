"""Submission: case, tasks and jobs exist together or not at all."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException

from api.cases.stages import Stage
from api.clock import today
from api.dialogue.consents import everything, require, sensitive_text, shares_of
from api.drafts import service as drafts
from api.errors import ConflictError
from forms.loader import default_catalogue
from forms.values import show_value


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


# In the conversation, where there is no review page


@pytest.fixture
async def veteran(citizen):
    """Somebody home from the army who has answered everything; where the pension goes is sensitive."""
    path = default_catalogue().paths["veteran"]
    fields = [path.field(use.field) for use in path.fields]
    said = {field.id: path.typical.get(field.id) for field in fields}
    answers = {f.id: f.example if said[f.id] is None else show_value(f, said[f.id]) for f in fields}
    await citizen.say("apply", path.wish, id=path.id)
    await citizen.fill(answers)
    return citizen


async def test_whoever_says_submit_is_asked_to_agree_and_separately_to_what_is_sensitive(veteran):
    await veteran.say("submit", "提交申请")
    assert "退役军人事务局" in veteran.heard

    await veteran.say("affirm", "同意")
    assert "把银行账号、" in veteran.heard

    await veteran.say("affirm", "同意")
    assert "提交成功" in veteran.heard
    case = await veteran.submit()
    assert case.consents["in"] == "chat"
    assert set(case.consents["departments"]) == {task.department_id for task in (await veteran.tasks(case)).values()}
    assert any("银行账号" in labels for labels in case.consents["sensitive"].values())


async def test_on_the_review_the_sensitive_part_needs_a_tick_of_its_own(veteran):
    async with veteran.database.transaction() as session:
        current = await drafts.require_open(session, veteran.conversation_id)
        shares = shares_of(current.seen(today()))

    assert "银行账号" in sensitive_text(shares)
    agreed = everything(shares)
    require(agreed, shares)
    with pytest.raises(ConflictError, match="consent_sensitive"):
        require(replace(agreed, sensitive=False), shares)


async def test_where_nothing_is_sensitive_one_consent_is_enough(applicant):
    await applicant.say("submit", "提交申请")
    await applicant.say("affirm", "同意")
    assert "提交成功" in applicant.heard


async def test_who_does_not_agree_keeps_everything_and_submits_nothing(applicant, database):
    await applicant.say("submit", "提交申请")
    await applicant.say("deny", "先不提交")

    assert "都给您留着" in applicant.heard
    assert count(database.url, "cases") == 0


async def test_a_draft_changed_after_the_consent_was_asked_for_is_not_submitted_with_it(applicant, database):
    await applicant.say("submit", "提交申请")
    await applicant.edit(seats="44")

    with pytest.raises(ConflictError, match="draft_changed"):
        await applicant.say("affirm", "同意")
    assert count(database.url, "cases") == 0


async def test_what_is_not_complete_is_not_put_to_consent(citizen):
    await citizen.begin()
    await citizen.say("submit", "提交申请")
    assert "还差" in citizen.heard
