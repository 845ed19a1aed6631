"""Whatever departments and the citizen do, in whatever order: the case engine never reaches a state that it must not.

Hypothesis plays events of all departments, answers, withdrawals and days that pass against a case with dependants of
dependants, on a real database, and checks the invariants of the design after every step.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.cases import clocks, decisions, release
from api.cases import service as cases
from api.cases.models import Case, Task
from api.cases.stages import FINAL, TRANSITIONS, Stage
from api.clock import today
from api.database import Database
from api.errors import AppError
from tests.api.conftest import LARGE, RESTAURANT, Citizen, Shelf, _name_of
from tests.api.test_release import jobs

ITEMS = ("biz-reg", "fire-build", "fire", "food", "sign", "tax")
DECIDED = (Stage.GRANTED, Stage.REFUSED, Stage.NOT_ACCEPTED)
REPORTED = (Stage.ACCEPTED, Stage.UNDER_REVIEW, Stage.SUPPLEMENT_REQUESTED, *DECIDED)

reports = st.tuples(st.just("report"), st.sampled_from(ITEMS), st.sampled_from(REPORTED))
grants = st.tuples(st.just("report"), st.sampled_from(ITEMS), st.just(Stage.GRANTED))
answers = st.tuples(st.just("answer"), st.sampled_from(ITEMS), st.none())
withdrawals = st.tuples(st.just("withdraw"), st.sampled_from(ITEMS), st.none())
days = st.tuples(st.just("days"), st.just(""), st.integers(1, 9))
steps = st.lists(st.one_of(reports, reports, grants, grants, answers, withdrawals, days), min_size=4, max_size=18)


@pytest.fixture(scope="module")
def large_case(filled_in, shelf: Shelf):
    """A database to copy, with a submitted large restaurant: the fire check waits for the building's acceptance."""

    async def submit(url: str):
        database = Database(url, pool_size=2)
        applicant = Citizen(database, filled_in[1])
        await applicant.edit(**LARGE)
        await applicant.fill({**RESTAURANT, **LARGE})
        case = await applicant.submit()
        await database.close()
        return case.id

    url = shelf.take(_name_of(filled_in[0]))
    yield url, asyncio.run(submit(url))
    shelf.drop(url)


class Calendar:
    """The day that the case engine believes it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.day: date = today()
        for module in (release, decisions):
            monkeypatch.setattr(module, "today", lambda: self.day)


class Play:
    """One interleaving on a copy of its own."""

    def __init__(self, url: str, case_id, conversation_id, calendar: Calendar) -> None:
        self.url = url
        self.database = Database(url, pool_size=2)
        self.citizen = Citizen(self.database, conversation_id)
        self.case_id = case_id
        self.calendar = calendar

    async def run(self, moves) -> None:
        """Make all moves, checking after each."""
        try:
            before = await self.tasks()
            self.check_always(before, await self.case())
            for kind, item, what in moves:
                touched = await self.move(kind, item, what)
                after = await self.tasks()
                self.check_always(after, await self.case())
                self.check_step(before, after, touched)
                before = after
            self.check_jobs(before)
        finally:
            await self.database.close()

    async def case(self) -> Case:
        async with self.database.transaction() as session:
            return await cases.case_by_id(session, self.case_id)

    async def tasks(self) -> dict[str, Task]:
        async with self.database.transaction() as session:
            return {task.item_id: task for task in await cases.tasks_of(session, self.case_id)}

    async def move(self, kind: str, item: str, what) -> str | None:
        """Try one thing; the item that it concerned, or None when it was refused."""
        if kind == "days":
            self.calendar.day += timedelta(days=what)
            return None
        try:
            await self.tried(kind, item, what)
        except AppError:
            return None
        return item

    async def tried(self, kind: str, item: str, what) -> None:
        task = (await self.tasks())[item]
        if kind == "report":
            wanted = [f["id"] for f in (task.payload or {"fields": []})["fields"] if f["source"] == "citizen"]
            details = {"opinion": "理由"} | ({"supplement_fields": tuple(wanted[:1])} if "supplement" in what else {})
            await self.citizen.decide(await self.case(), item, what, event_id=str(uuid4()), **details)
        elif kind == "withdraw":
            async with self.database.transaction() as session:
                await cases.withdraw(session, self.case_id, [item])
        else:
            async with self.database.transaction() as session:
                (field,) = (task.supplement or {"fields": [None]})["fields"]
                await cases.answer_supplement(session, await cases.task_by_id(session, task.id), field, "新的", None)

    def check_always(self, tasks: dict[str, Task], case: Case) -> None:
        granted = {item for item, task in tasks.items() if task.stage == Stage.GRANTED}
        for item, task in tasks.items():
            ready = set(task.waits_for) <= granted
            assert task.payload is None or ready, f"{item} was released before what it waits for was granted"
            assert task.stage != Stage.WAITING or not ready, f"{item} waits for nothing any more, and was not released"
            if task.stage != Stage.WAITING and task.payload:
                assert clocks.card(task.clock_from, task.promised_by, task.clock_from) in {"", "yellow"}
        assert (case.closed_at is not None) is all(task.stage in FINAL for task in tasks.values())

    def check_step(self, before: dict[str, Task], after: dict[str, Task], touched: str | None) -> None:
        for item, task in after.items():
            old = Stage(before[item].stage)
            if task.stage == old:
                continue
            assert touched is not None, f"{item} moved although nothing happened"
            assert item == touched or touched in self.prerequisites(after, item), f"{touched} moved {item}"
            # A supplement that is answered goes back and is dispatched in one step; everything else is one transition.
            assert Stage(task.stage) in TRANSITIONS[old], f"{item}: {old} became {task.stage}"

    def prerequisites(self, tasks: dict[str, Task], item: str) -> set[str]:
        """What the item waits for, directly or not."""
        found = set(tasks[item].waits_for)
        return found | {deeper for each in found for deeper in self.prerequisites(tasks, each)}

    def check_jobs(self, tasks: dict[str, Task]) -> None:
        deliveries = [(job["task_id"], job["revision"]) for job in jobs(self.url) if "revision" in job]
        released = {(str(t.id), n) for t in tasks.values() if t.payload for n in range(1, t.revision + 1)}
        assert len(deliveries) == len(set(deliveries)), "a revision would be delivered twice"
        assert set(deliveries) == released


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=steps)
def test_no_interleaving_breaks_the_case_engine(shelf: Shelf, large_case, filled_in, monkeypatch, moves):
    url, case_id = large_case
    copy = shelf.take(_name_of(url))
    try:
        with monkeypatch.context() as patch:
            asyncio.run(Play(copy, case_id, filled_in[1], Calendar(patch)).run(moves))
    finally:
        shelf.drop(copy)
