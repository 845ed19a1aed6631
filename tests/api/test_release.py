"""Release: a decision starts what waited for it, ends what depended on it, and touches nothing else."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from api.cases import release
from api.cases.service import DepartmentEvent
from api.cases.stages import FINAL, Stage
from api.clock import today
from api.dialogue.news import take_department_event
from api.errors import ConflictError, NotFoundError, UnprocessableError
from forms.working_days import add_working_days
from tests.api.conftest import LARGE, RESTAURANT, USCC

GRANTED, REFUSED, SUPPLEMENT = Stage.GRANTED, Stage.REFUSED, Stage.SUPPLEMENT_REQUESTED
REFUSAL = {"opinion": "现场与申请不符"}


@pytest.fixture
async def case(applicant):
    """A submitted restaurant: the licence is dispatched, the rest waits for it."""
    return await applicant.submit()


@pytest.fixture
async def large_case(applicant):
    """A large restaurant, in which the fire check waits for the building's acceptance."""
    await applicant.edit(**LARGE)
    await applicant.fill({**RESTAURANT, **LARGE})
    return await applicant.submit()


async def stages(citizen, case) -> dict[str, str]:
    return {item: task.stage for item, task in (await citizen.tasks(case)).items()}


async def payload(citizen, case, item) -> dict:
    task = (await citizen.tasks(case))[item]
    assert task.payload is not None
    return task.payload


def jobs(url: str) -> list[dict]:
    """The arguments of all jobs for departments, oldest first."""
    with psycopg.connect(url) as connection:
        return [
            row[0]
            for row in connection.execute(
                "SELECT args FROM procrastinate_jobs WHERE task_name <> 'announce' ORDER BY id"
            )
        ]


async def told(citizen, words: str) -> int:
    """How many messages of the conversation hold these words."""
    return sum(words in message.text for message in await citizen.history())


# Grants


async def test_a_grant_releases_all_that_waited_for_it(applicant, case):
    consequences = await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC)

    assert {task.item_id for task in consequences.released} == {"food", "sign", "drain", "tax", "si"}
    others = {item: stage for item, stage in (await stages(applicant, case)).items() if item != "biz-reg"}
    assert set(others.values()) == {Stage.DISPATCHED}


async def test_each_released_task_has_one_job_with_its_revision(applicant, begun_case, database):
    tasks = await applicant.tasks(begun_case)

    expected = [{"task_id": str(task.id), "revision": 1} for task in tasks.values()]
    assert sorted(jobs(database.url), key=str) == sorted(expected, key=str)


async def test_only_what_waits_for_nothing_else_is_released(applicant, large_case):
    assert (await applicant.tasks(large_case))["fire"].waits_for == ["biz-reg", "fire-build"]

    first = await applicant.decide(large_case, "biz-reg", GRANTED, licence_number=USCC)
    assert "fire-build" in {task.item_id for task in first.released}
    assert (await stages(applicant, large_case))["fire"] == Stage.WAITING

    second = await applicant.decide(large_case, "fire-build", GRANTED)
    assert [task.item_id for task in second.released] == ["fire"]


async def test_the_number_of_the_licence_is_filled_in_for_those_that_follow(applicant, begun_case):
    for item in ("food", "sign", "drain", "tax", "si"):
        (entry,) = [field for field in (await payload(applicant, begun_case, item))["fields"] if field["id"] == "uscc"]
        assert (entry["value"], entry["source"]) == (USCC, "system")


async def test_a_result_travels_to_those_that_waited_for_it(applicant, begun_case):
    results = (await payload(applicant, begun_case, "food"))["earlier_results"]
    licence = (await applicant.tasks(begun_case))["biz-reg"].licence
    assert results == [{"item": "biz-reg", "result": "营业执照", "number": USCC, "code": licence["code"]}]


async def test_a_task_that_waits_has_nothing_to_see(applicant, case):
    tasks = await applicant.tasks(case)
    assert {item for item, task in tasks.items() if task.payload is None} == {"food", "sign", "drain", "tax", "si"}


async def test_nothing_can_be_said_about_a_task_that_waits(applicant, case):
    with pytest.raises(NotFoundError):
        await applicant.decide(case, "food", Stage.ACCEPTED)


async def test_the_limits_of_a_task_count_from_its_release(applicant, case, monkeypatch):
    later = today() + timedelta(days=30)
    monkeypatch.setattr(release, "today", lambda: later)
    await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC)

    assert (await applicant.tasks(case))["food"].promised_by == add_working_days(later, 8)


async def test_a_grant_needs_a_number(applicant, case):
    with pytest.raises(UnprocessableError) as refusal:
        await applicant.decide(case, "biz-reg", GRANTED, licence_number=None)

    assert refusal.value.code == "licence_number_missing"
    assert (await stages(applicant, case))["biz-reg"] == Stage.DISPATCHED


async def test_a_business_licence_has_a_number_that_checks(applicant, case):
    """The departments that follow will use it."""
    with pytest.raises(UnprocessableError) as refusal:
        await applicant.decide(case, "biz-reg", GRANTED, licence_number="91350100M000100Y44")

    assert refusal.value.code == "licence_number_invalid"
    assert (await stages(applicant, case))["biz-reg"] == Stage.DISPATCHED


# Refusals


async def test_a_refusal_that_nothing_depends_on_touches_nothing_else(applicant, begun_case):
    before = await stages(applicant, begun_case)
    consequences = await applicant.decide(begun_case, "sign", REFUSED, **REFUSAL)

    assert consequences.ended == []
    assert await stages(applicant, begun_case) == {**before, "sign": Stage.REFUSED}
    await applicant.decide(begun_case, "food", GRANTED)
    assert (await stages(applicant, begun_case))["food"] == Stage.GRANTED


async def test_a_refusal_ends_what_depends_on_it_and_nothing_else(applicant, large_case):
    await applicant.decide(large_case, "biz-reg", GRANTED, licence_number=USCC)
    before = await stages(applicant, large_case)

    consequences = await applicant.decide(large_case, "fire-build", REFUSED, **REFUSAL)

    assert [task.item_id for task in consequences.ended] == ["fire"]
    expected = {**before, "fire-build": Stage.REFUSED, "fire": Stage.WITHDRAWN}
    assert await stages(applicant, large_case) == expected


async def test_without_a_licence_nothing_goes_on(applicant, case, database):
    consequences = await applicant.decide(case, "biz-reg", Stage.NOT_ACCEPTED, **REFUSAL)

    assert {task.item_id for task in consequences.ended} == {"food", "sign", "drain", "tax", "si"}
    assert consequences.case_closed
    assert len(jobs(database.url)) == 1, "nobody else ever hears of it"


async def test_what_depends_on_something_that_ended_ends_too(applicant, large_case):
    consequences = await applicant.decide(large_case, "biz-reg", REFUSED, **REFUSAL)

    assert "fire" in {task.item_id for task in consequences.ended}
    assert set((await stages(applicant, large_case)).values()) == {Stage.REFUSED, Stage.WITHDRAWN}


async def test_a_refusal_needs_a_reason(applicant, case):
    with pytest.raises(UnprocessableError) as refusal:
        await applicant.decide(case, "biz-reg", REFUSED)
    assert refusal.value.code == "opinion_missing"


# Transitions and repetition


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (Stage.GRANTED, Stage.REFUSED),
        (Stage.GRANTED, Stage.GRANTED),
        (Stage.REFUSED, Stage.GRANTED),
        (Stage.UNDER_REVIEW, Stage.ACCEPTED),
        (Stage.ACCEPTED, Stage.NOT_ACCEPTED),
    ],
)
async def test_what_may_not_follow_is_refused_and_changes_nothing(applicant, begun_case, first, then):
    await applicant.decide(begun_case, "sign", first, **REFUSAL)
    known = await applicant.history()

    with pytest.raises(ConflictError) as refusal:
        await applicant.decide(begun_case, "sign", then, **REFUSAL)

    assert refusal.value.code == "illegal_transition"
    assert (await stages(applicant, begun_case))["sign"] == first
    assert len(await applicant.history()) == len(known)


async def test_the_same_event_acts_once(applicant, case, database):
    first = await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC, event_id="decision-7")
    messages, deferred = len(await applicant.history()), len(jobs(database.url))

    second = await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC, event_id="decision-7")

    assert (first.changed, second.changed) == (True, False)
    assert len(await applicant.history()) == messages
    assert len(jobs(database.url)) == deferred


@pytest.mark.parametrize("event_id", ["dispatch-1", "received-1", "prerequisite-refused"])
async def test_a_departments_event_is_never_mistaken_for_one_of_the_systems(applicant, case, event_id):
    consequences = await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC, event_id=event_id)

    assert consequences.changed
    assert (await stages(applicant, case))["biz-reg"] == GRANTED


async def test_an_event_with_the_id_of_a_later_dispatch_does_not_stop_it(applicant, begun_case):
    wanted = {"opinion": "座位数不清楚", "supplement_fields": ("seats",), "event_id": "dispatch-2"}
    await applicant.decide(begun_case, "food", SUPPLEMENT, **wanted)

    await applicant.say("answer", "50个")

    assert (await stages(applicant, begun_case))["food"] == Stage.DISPATCHED


async def test_another_departments_task_does_not_exist_for_a_department(applicant, begun_case, database):
    food = (await applicant.tasks(begun_case))["food"]
    event = DepartmentEvent("1", GRANTED, "gaj", licence_number="NO-1")
    with pytest.raises(NotFoundError):
        async with database.transaction() as session:
            await take_department_event(session, food.id, "gaj", event)


# The end


async def test_a_case_is_closed_when_its_last_task_is_decided(applicant, begun_case):
    items = [item for item, stage in (await stages(applicant, begun_case)).items() if stage not in FINAL]
    for item in items[:-1]:
        assert not (await applicant.decide(begun_case, item, GRANTED)).case_closed

    last = await applicant.decide(begun_case, items[-1], REFUSED, **REFUSAL)

    assert last.case_closed
    assert last.case.closed_at is not None
    assert await told(applicant, "全部办完了，辛苦您了") == 1


# What the citizen hears


async def test_a_grant_is_told_once_with_its_number_and_what_starts_now(applicant, case):
    await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC, event_id="1")
    await applicant.decide(case, "biz-reg", GRANTED, licence_number=USCC, event_id="1")

    assert await told(applicant, f"“个体工商户设立登记”办好了，营业执照编号 {USCC}") == 1
    assert await told(applicant, "“食品经营许可”、“招牌设置规范指导”") == 1


async def test_a_refusal_is_told_once_with_its_reason_and_the_way_to_appeal(applicant, begun_case):
    await applicant.decide(begun_case, "sign", REFUSED, opinion="招牌超出门头", event_id="1")
    await applicant.decide(begun_case, "sign", REFUSED, opinion="招牌超出门头", event_id="1")

    assert await told(applicant, "综合行政执法局没有批准“招牌设置规范指导”。理由：招牌超出门头") == 1
    assert await told(applicant, "60日内申请行政复议") == 1


async def test_what_a_refusal_ends_is_told(applicant, large_case):
    await applicant.decide(large_case, "biz-reg", GRANTED, licence_number=USCC)
    await applicant.decide(large_case, "fire-build", REFUSED, **REFUSAL)

    assert await told(applicant, "“营业前消防安全检查”也不再往下办了") == 1


async def test_a_supplement_is_told_with_what_is_wanted_and_why(applicant, begun_case):
    wanted = {"supplement_fields": ("seats",), "supplement_materials": ("food_layout",)}
    await applicant.decide(begun_case, "food", SUPPLEMENT, opinion="和现场不一样", **wanted)

    assert await told(applicant, "请您补充：座位数、厨房设备布局图和操作流程。原因：和现场不一样") == 1


@pytest.mark.parametrize("step", [Stage.RECEIVED, Stage.ACCEPTED, Stage.UNDER_REVIEW])
async def test_steps_inside_a_department_are_not_announced(applicant, begun_case, step):
    before = len(await applicant.history())
    await applicant.decide(begun_case, "food", step)
    assert len(await applicant.history()) == before


async def test_news_show_where_the_whole_case_is(applicant, begun_case):
    await applicant.decide(begun_case, "food", GRANTED)

    card = (await applicant.history())[-1].card
    assert card["type"] == "status"
    assert {task["item"]: task["stage"] for task in card["tasks"]}["食品经营许可"] == GRANTED
