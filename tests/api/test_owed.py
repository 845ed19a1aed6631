"""容缺: what may follow is owed by a day. 特别程序: the clock stands still. 视为受理: silence is acceptance."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest

from api.cases import service as cases
from api.cases.deeming import SILENT_FOR, deem_accepted
from api.cases.stages import Stage
from api.clock import today
from api.database.roles import acting_for
from api.dialogue import owing
from api.errors import ConflictError, UnprocessableError
from api.simulators.departments.behaviour import Behaviour, sayings
from forms.working_days import add_working_days
from tests.api.conftest import RESTAURANT, Citizen, picture

ADVICE = "现场检测"


@pytest.fixture
async def owing_citizen(citizen: Citizen) -> Citizen:
    """A restaurant whose picture of the signboard is to follow."""
    await citizen.begin()
    for _ in range(80):
        question = await citizen.asked()
        if question is None:
            break
        if question == "sign_img":
            await citizen.say("skip", "以后再补")
        elif question in RESTAURANT:
            await citizen.say("answer", RESTAURANT[question])
        else:
            await citizen.hand_in(question)
    return citizen


@pytest.fixture
async def owing_case(owing_citizen: Citizen):
    case = await owing_citizen.submit()
    await owing_citizen.decide(case, "biz-reg", Stage.GRANTED)
    return case


async def sign(citizen: Citizen, case):
    return (await citizen.tasks(case))["sign"]


def jobs(citizen: Citizen, task_id: object) -> list[int]:
    """The revisions that are to be delivered to a task's department."""
    with psycopg.connect(citizen.database.url) as connection:
        return [
            revision
            for (revision,) in connection.execute(
                "SELECT (args->>'revision')::int FROM procrastinate_jobs"
                " WHERE task_name = 'deliver_task' AND args->>'task_id' = %s ORDER BY id",
                (str(task_id),),
            )
        ]


async def test_what_is_to_follow_is_named_with_its_day(owing_citizen, owing_case):
    task = await sign(owing_citizen, owing_case)
    (by,) = task.owed.values()
    assert date.fromisoformat(by) > today()
    assert task.payload["owed"] == task.owed
    await owing_citizen.say("status", "我的申请到哪了")
    assert "还差" in owing_citizen.heard
    assert "upload" in {(reply.card or {}).get("type") for reply in owing_citizen.replies}


async def test_no_licence_before_it_has_come(owing_citizen, owing_case):
    with pytest.raises(ConflictError, match="materials_owed"):
        await owing_citizen.decide(owing_case, "sign", Stage.GRANTED)
    await owing_citizen.hand_in("sign_img")
    assert (await sign(owing_citizen, owing_case)).owed == {}
    await owing_citizen.decide(owing_case, "sign", Stage.GRANTED)
    assert (await sign(owing_citizen, owing_case)).stage == Stage.GRANTED


async def test_what_comes_is_sent_to_the_department_and_visible_to_it_alone(owing_citizen, owing_case):
    before = jobs(owing_citizen, (await sign(owing_citizen, owing_case)).id)
    await owing_citizen.hand_in("sign_img", picture("red"))
    task = await sign(owing_citizen, owing_case)
    assert jobs(owing_citizen, task.id) == [*before, 2]
    (file,) = next(each for each in task.payload["materials"] if each["id"] == "sign_img")["files"]
    async with owing_citizen.database.transaction() as session:
        upload = await cases.department_file(
            session, task.department_id, task.id, UUID(file["id"]), reader=task.department_id
        )
        assert upload.content
        async with acting_for(session, "xfdd"):
            assert (await session.get(type(upload), upload.id, populate_existing=True)) is None


async def test_the_department_may_do_without_it(owing_citizen, owing_case):
    await owing_citizen.decide(owing_case, "sign", Stage.GRANTED, waived=("sign_img",))
    assert (await sign(owing_citizen, owing_case)).owed == {}


async def test_the_citizen_is_reminded_once_when_the_day_is_near_and_told_when_it_has_passed(owing_citizen, owing_case):
    (by,) = (await sign(owing_citizen, owing_case)).owed.values()
    early, near = today(), date.fromisoformat(by)
    async with owing_citizen.database.transaction() as session:
        assert await owing.remind(session, early) == 0
    for expected in (1, 0):
        async with owing_citizen.database.transaction() as session:
            assert await owing.remind(session, near) == expected
    assert "补交" in (await owing_citizen.history())[-1].text
    with psycopg.connect(owing_citizen.database.url) as connection:
        connection.execute("UPDATE tasks SET reminded_on = NULL")
    async with owing_citizen.database.transaction() as session:
        await owing.remind(session, near + timedelta(days=3))
    assert "已经过期" in (await owing_citizen.history())[-1].text


async def test_a_refusal_ends_what_is_owed(owing_citizen, owing_case):
    await owing_citizen.decide(owing_case, "sign", Stage.REFUSED, opinion="位置不合适")
    await owing_citizen.say("status", "我的申请到哪了")
    assert "还差" not in owing_citizen.heard


def test_a_simulated_department_grants_nothing_while_something_is_owed():
    payload = {
        "revision": 1,
        "task_id": "t",
        "callback": "c",
        "item": {"number_fills": []},
        "owed": {"x": "2099-01-01"},
    }
    said = [saying.event["kind"] for saying, _ in sayings("scjg", payload, Behaviour.APPROVE, 1)]
    assert said == ["accepted", "under_review"]
    assert sayings("scjg", {**payload, "owed": {}}, Behaviour.APPROVE, 1)[-1][0].event["kind"] == "granted"


# --- special procedures ---------------------------------------------------------------------------------------------------


async def test_a_special_procedure_stops_the_clock_and_the_citizen_is_told_for_how_long(applicant, begun_case):
    await applicant.decide(begun_case, "food", Stage.ACCEPTED)
    await applicant.decide(begun_case, "food", Stage.SUSPENDED, opinion=ADVICE, procedure_days=5)
    task = (await applicant.tasks(begun_case))["food"]
    assert (task.stage, task.procedure["days"]) == (Stage.SUSPENDED, 5)
    assert cases.card_of(task, task.promised_by + timedelta(days=400)) == ""
    last = (await applicant.history())[-1].text
    assert ADVICE in last
    assert "5个工作日" in last


async def test_after_it_the_days_that_were_left_go_on(applicant, begun_case, monkeypatch):
    await applicant.decide(begun_case, "food", Stage.ACCEPTED)
    left = (await applicant.tasks(begun_case))["food"].promised_by
    await applicant.decide(begun_case, "food", Stage.SUSPENDED, opinion=ADVICE, procedure_days=5)
    later = add_working_days(today(), 7)
    monkeypatch.setattr("api.cases.decisions.today", lambda: later)
    await applicant.decide(begun_case, "food", Stage.UNDER_REVIEW)
    task = (await applicant.tasks(begun_case))["food"]
    assert task.clock_stopped is None
    assert task.promised_by == add_working_days(left, 7)


@pytest.mark.parametrize("missing", [{"opinion": ADVICE}, {"procedure_days": 5}])
async def test_what_and_how_long_has_to_be_said(applicant, begun_case, missing):
    await applicant.decide(begun_case, "food", Stage.ACCEPTED)
    with pytest.raises(UnprocessableError, match="procedure_missing"):
        await applicant.decide(begun_case, "food", Stage.SUSPENDED, **missing)


async def test_before_acceptance_there_is_no_special_procedure(applicant, begun_case):
    with pytest.raises(ConflictError, match="illegal_transition"):
        await applicant.decide(begun_case, "food", Stage.SUSPENDED, opinion=ADVICE, procedure_days=5)


# --- silence ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("working_days", "deemed"), [(SILENT_FOR, 0), (SILENT_FOR + 1, 1)])
async def test_who_says_nothing_for_five_working_days_has_accepted(applicant, begun_case, working_days, deemed):
    await applicant.decide(begun_case, "food", Stage.RECEIVED)
    day = add_working_days(today(), working_days)
    async with applicant.database.transaction() as session:
        assert len(await deem_accepted(session, day)) == deemed
    task = (await applicant.tasks(begun_case))["food"]
    assert (task.stage == Stage.ACCEPTED) is bool(deemed)
    async with applicant.database.transaction() as session:
        events = await cases.task_events(session, task.id)
    assert any("第32条" in (event.reason or "") for event in events) is bool(deemed)


async def test_who_has_asked_for_a_supplement_was_not_silent(applicant, begun_case):
    await applicant.decide(begun_case, "food", Stage.RECEIVED)
    wanted = {"opinion": "写清楚", "supplement_fields": ("seats",)}
    await applicant.decide(begun_case, "food", Stage.SUPPLEMENT_REQUESTED, **wanted)
    async with applicant.database.transaction() as session:
        assert await deem_accepted(session, add_working_days(today(), 30)) == []
