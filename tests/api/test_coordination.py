"""The coordinator's desk: late and stuck tasks, visits made together, and what departments agree on."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from api.cases import service as cases
from api.cases.stages import Stage
from api.clock import today
from api.coordination import service as coordination
from api.coordination import visits
from api.coordination.visits import visit_of
from api.errors import ConflictError, NotFoundError, UnprocessableError
from api.staff import accounts
from forms.working_days import add_working_days, is_working_day
from tests.api.conftest import LARGE, RESTAURANT, Citizen

DESK = "/console/desk"
WHO = "coordinator/周敏"


@pytest.fixture
async def large_case(citizen: Citizen):
    """A large restaurant: food safety and the fire brigade both have to see the place."""
    await citizen.begin()
    await citizen.fill({**RESTAURANT, **LARGE})
    case = await citizen.submit()
    for item in ("biz-reg", "fire-build"):
        if (await citizen.tasks(case)).get(item):
            await citizen.decide(case, item, Stage.GRANTED)
    return case


async def visit(citizen: Citizen, case):
    async with citizen.database.transaction() as session:
        task = (await citizen.tasks(case))["food"]
        return await visit_of(session, task)


def a_working_day():
    return next(day for n in range(1, 15) if is_working_day(day := today() + timedelta(days=n)))


# --- visits ---------------------------------------------------------------------------------------------------------------


async def test_a_visit_is_proposed_when_two_departments_have_to_see_the_place(citizen, large_case):
    found = await visit(citizen, large_case)
    assert found is not None
    assert (found.status, sorted(found.items)) == ("proposed", ["fire", "food"])
    tasks = await citizen.tasks(large_case)
    assert found.by == min(tasks[item].promised_by for item in found.items)


async def test_for_one_department_alone_none_is_proposed(applicant, begun_case):
    assert await visit(applicant, begun_case) is None


async def test_when_only_one_is_left_it_is_dropped(citizen, large_case):
    await citizen.decide(large_case, "fire", Stage.GRANTED)
    assert await visit(citizen, large_case) is None


async def test_an_arranged_visit_stays_as_it_is(citizen, large_case):
    async with citizen.database.transaction() as session:
        await visits.arrange(session, large_case.id, a_working_day(), "上午", WHO, today())
    await citizen.decide(large_case, "fire", Stage.GRANTED)
    found = await visit(citizen, large_case)
    assert found is not None
    assert found.status == "arranged"


@pytest.mark.parametrize(("days", "half"), [(-1, "上午"), (1, "晚上")])
async def test_an_unusable_day_is_refused(citizen, large_case, days, half):
    day = today() + timedelta(days=days) if days < 0 else a_working_day()
    async with citizen.database.transaction() as session:
        with pytest.raises(UnprocessableError, match="visit_day"):
            await visits.arrange(session, large_case.id, day, half, WHO, today())


# --- coordinations -----------------------------------------------------------------------------------------------------------


async def test_a_coordination_is_for_departments_of_the_case_and_ends_with_what_was_agreed(citizen, large_case):
    async with citizen.database.transaction() as session:
        opened = await coordination.open_coordination(
            session, large_case.case_no, "conflict", "面积以哪个为准", ["scjg", "xfdd"], WHO
        )
        assert [each.id for each, _ in await coordination.waiting_for(session, "xfdd")] == [opened.id]
        assert await coordination.waiting_for(session, "zjj") == []
        await coordination.say(session, opened.id, "按建筑面积", "xfdd/li", "xfdd")
        with pytest.raises(NotFoundError):
            await coordination.say(session, opened.id, "我也说一句", "zjj/wang", "zjj")
        await coordination.agree(session, opened.id, "都按使用面积", "字段说明写明使用面积", WHO)
        with pytest.raises(ConflictError, match="coordination_closed"):
            await coordination.say(session, opened.id, "不同意", "xfdd/li", "xfdd")
        assert await coordination.waiting_for(session, "xfdd") == []
        [(found, notes)] = await coordination.of_case(session, large_case.id)
        assert (found.agreed, [note.text for note in notes]) == ("都按使用面积", ["按建筑面积"])
        assert [each.catalogue_change for each in await coordination.proposed_changes(session)] == [
            "字段说明写明使用面积"
        ]


@pytest.mark.parametrize(("subject", "departments"), [("", ["scjg"]), ("面积", []), ("面积", ["mzj"])])
async def test_an_incomplete_coordination_is_refused(citizen, large_case, subject, departments):
    async with citizen.database.transaction() as session:
        with pytest.raises(UnprocessableError, match="coordination_incomplete"):
            await coordination.open_coordination(session, large_case.case_no, "other", subject, departments, WHO)


# --- the desk in the browser ------------------------------------------------------------------------------------------------


@pytest.fixture
async def coordinator(client, database):
    """Somebody who is logged in as the coordinator."""
    async with database.transaction() as session:
        await accounts.save_coordinator(session, "周敏", "a-long-password")
    answer = await client.post("/console/login", data={"name": "周敏", "password": "a-long-password"})
    assert answer.status_code == 303
    return client


async def csrf(client) -> str:
    page = (await client.get(DESK)).text
    return page.split('name="csrf" value="')[1].split('"')[0]


async def test_the_desk_shows_what_is_late_and_nobodys_data(coordinator, citizen, large_case, monkeypatch):
    late = add_working_days(today(), 60)
    monkeypatch.setattr("api.console.desk.today", lambda: late)
    page = (await coordinator.get(DESK)).text
    assert large_case.case_no in page
    assert 'class="red"' in page
    case_page = (await coordinator.get(f"{DESK}/cases/{large_case.case_no}")).text
    for personal in ("王建国", "11010519491231002X", "13805381234", "府前街12号"):
        assert personal not in page
        assert personal not in case_page


async def test_a_coordinator_is_led_to_the_desk_and_a_clerk_is_not_let_in(coordinator, client, database):
    assert (await coordinator.get("/console")).headers["location"] == DESK
    async with database.transaction() as session:
        await accounts.save_clerk(session, "王芳", "a-long-password", "scjg")
    await client.post("/console/login", data={"name": "王芳", "password": "a-long-password"})
    assert (await client.get(DESK)).status_code == 401
    assert (await client.post(f"{DESK}/resend", data={"csrf": "x"})).status_code == 401


async def test_a_visit_is_arranged_and_citizen_and_clerk_are_told(coordinator, citizen, large_case, database):
    token, day = await csrf(coordinator), a_working_day()
    url = f"{DESK}/cases/{large_case.case_no}/visit"
    assert (await coordinator.post(url, data={"csrf": "x", "day": str(day), "half": "上午"})).status_code == 403
    assert (await coordinator.post(url, data={"csrf": token, "day": str(day), "half": "上午"})).status_code == 303
    assert "一起上门看现场" in (await citizen.history())[-1].text
    async with database.transaction() as session:
        await accounts.save_clerk(session, "王芳", "a-long-password", "scjg")
    await coordinator.post("/console/login", data={"name": "王芳", "password": "a-long-password"})
    task = (await citizen.tasks(large_case))["food"]
    assert "联合踏勘" in (await coordinator.get(f"/console/tasks/{task.id}")).text


async def test_the_whole_way_of_a_coordination_in_the_browser(coordinator, citizen, large_case, database):
    token, case_url = await csrf(coordinator), f"{DESK}/cases/{large_case.case_no}"
    opened = {"csrf": token, "kind": "conflict", "subject": "面积以哪个为准", "department": ["scjg", "xfdd"]}
    assert (await coordinator.post(f"{case_url}/coordinations", data=opened)).status_code == 303
    assert (await coordinator.post(f"{case_url}/urgent", data={"csrf": token, "reason": "开业在即"})).status_code == 303
    with psycopg.connect(database.url) as connection:
        [(identifier,)] = connection.execute("SELECT id FROM coordinations").fetchall()
    agreed = {"csrf": token, "agreed": "都按使用面积", "change": "写明使用面积"}
    assert (await coordinator.post(f"{case_url}/coordinations/{identifier}", data=agreed)).status_code == 303
    assert "写明使用面积" in (await coordinator.get(DESK)).text

    async with database.transaction() as session:
        await accounts.save_clerk(session, "王芳", "a-long-password", "scjg")
    await coordinator.post("/console/login", data={"name": "王芳", "password": "a-long-password"})
    task = (await citizen.tasks(large_case))["food"]
    page = (await coordinator.get(f"/console/tasks/{task.id}")).text
    assert "都按使用面积" in page
    assert "开业在即" in page


async def test_what_was_given_up_is_sent_again_from_the_desk(coordinator, citizen, large_case, database):
    task = (await citizen.tasks(large_case))["food"]
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "UPDATE tasks SET delivery_error = 'HTTP 503', delivery_attempts = 12 WHERE id = %s", (task.id,)
        )
        connection.execute("DELETE FROM procrastinate_jobs")
    assert "HTTP 503" in (await coordinator.get(DESK)).text
    token = await csrf(coordinator)
    assert (await coordinator.post(f"{DESK}/resend", data={"csrf": token, "task_id": str(task.id)})).status_code == 303
    with psycopg.connect(database.url) as connection:
        [(count,)] = connection.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver_task'"
        ).fetchall()
    assert count == 1


async def test_the_board_counts_what_every_department_has_in_hand(applicant, begun_case):
    async with applicant.database.transaction() as session:
        counted = await cases.board(session)
    tasks = (await applicant.tasks(begun_case)).values()
    open_tasks = [task for task in tasks if task.stage not in {"granted", "refused", "not_accepted", "withdrawn"}]
    assert sum(counted.values()) == len(open_tasks) > 0
    assert {department for department, _stage in counted} == {task.department_id for task in open_tasks}
