"""Delivery to departments' own systems, over real signed HTTP to the simulator; and the whole loop back."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from actions.application import create_app
from api.bot.client import BotClient
from api.cases import service as cases
from api.cases.stages import FINAL, Stage
from api.departments import service
from api.departments.delivery import DeliveryError, RestingError, announce_withdrawal, deliver
from api.jobs.app import jobs
from api.jobs.context import WorkerContext, set_worker_context
from api.jobs.retries import DeliveryRetry, back_off
from api.jobs.worker import open_jobs
from api.settings import settings as application_settings
from api.simulators.departments.behaviour import Behaviour
from api.simulators.departments.ledger import Ledger
from api.simulators.departments.server import Key, create_simulator
from forms.loader import default_catalogue
from tests.serving import serving

DEPARTMENTS = tuple(default_catalogue().departments)
SECONDS = 0.1
"""How long a simulated department takes to decide."""


@dataclass
class Simulator:
    """The departments, as seen from outside."""

    url: str
    keys: dict[str, Key]

    async def behave(self, department: str, behaviour: Behaviour) -> None:
        """Tell a department how to behave from now on."""
        async with httpx.AsyncClient() as http:
            await http.post(f"{self.url}/control/behaviour", json={"department": department, "behaviour": behaviour})

    async def received(self) -> list[dict]:
        """Every parcel received, with how many times it came."""
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{self.url}/control/received")).json()["received"]

    async def withdrawn(self) -> list[str]:
        """The tasks that departments were told to forget."""
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{self.url}/control/received")).json()["withdrawn"]


@pytest.fixture
async def simulator(database, tmp_path):
    """All departments connected to the simulator."""
    keys: dict[str, Key] = {}
    with serving(create_simulator(keys, Ledger(tmp_path / "ledger.sqlite"), {}, SECONDS)) as url:
        async with database.transaction() as session:
            for department in DEPARTMENTS:
                made = await service.connect_push(session, department, f"{url}/{department}")
                keys[department] = Key(made.key_id, made.secret)
        yield Simulator(url, keys)


@pytest.fixture
async def quiet_simulator(simulator, monkeypatch):
    """The departments take tasks, but nobody hears what they say of them."""
    monkeypatch.setattr(application_settings(), "public_url", "http://127.0.0.1:9")
    return simulator


@pytest.fixture
async def http():
    async with httpx.AsyncClient(timeout=5) as opened:
        yield opened


@pytest.fixture
async def task(applicant):
    """A task that is to be delivered: the registration of a firm."""
    case = await applicant.submit()
    return (await applicant.tasks(case))["biz-reg"]


async def now(database, task):
    """The task as it stands."""
    async with database.transaction() as session:
        return await cases.task_by_id(session, task.id)


# One delivery


async def test_a_task_is_delivered_once_with_exactly_its_payload(quiet_simulator, database, http, task):
    await deliver(database, http, task.id, 1)

    (parcel,) = await quiet_simulator.received()
    callback = parcel["payload"].pop("callback")
    assert parcel["payload"] == task.payload
    assert (parcel["department"], parcel["times"]) == ("scjg", 1)
    assert callback.endswith("/api/v1/department")
    delivered = await now(database, task)
    assert (delivered.stage, delivered.delivery_attempts, delivered.delivery_error) == (Stage.RECEIVED, 1, None)


async def test_what_is_delivered_is_not_sent_again(quiet_simulator, database, http, task):
    await deliver(database, http, task.id, 1)
    await deliver(database, http, task.id, 1)

    (parcel,) = await quiet_simulator.received()
    assert parcel["times"] == 1


async def test_a_department_that_is_down_gets_it_when_it_is_up_again(quiet_simulator, database, http, task):
    await quiet_simulator.behave("scjg", Behaviour.DOWN)
    with pytest.raises(DeliveryError):
        await deliver(database, http, task.id, 1)
    waiting = await now(database, task)
    assert (waiting.stage, waiting.delivery_attempts, waiting.delivery_error) == (Stage.DISPATCHED, 1, "HTTP 503")
    assert await quiet_simulator.received() == []

    await quiet_simulator.behave("scjg", Behaviour.APPROVE)
    await deliver(database, http, task.id, 1)

    delivered = await now(database, task)
    assert (delivered.stage, delivered.delivery_attempts, delivered.delivery_error) == (Stage.RECEIVED, 2, None)


async def test_a_department_that_nobody_reaches_is_noted(database, http, task):
    async with database.transaction() as session:
        await service.connect_push(session, "scjg", "http://127.0.0.1:9")

    with pytest.raises(DeliveryError, match="ConnectError"):
        await deliver(database, http, task.id, 1)

    assert (await now(database, task)).delivery_error == "ConnectError"


async def test_a_department_that_keeps_failing_is_left_to_rest(quiet_simulator, database, http, task, monkeypatch):
    monkeypatch.setattr(application_settings(), "push_breaker_failures", 3)
    await quiet_simulator.behave("scjg", Behaviour.DOWN)
    for _ in range(3):
        with pytest.raises(DeliveryError):
            await deliver(database, http, task.id, 1)
    with pytest.raises(RestingError):
        await deliver(database, http, task.id, 1)
    assert (await now(database, task)).delivery_attempts == 3


async def test_after_its_rest_it_is_tried_again_and_a_success_forgets_the_failures(
    quiet_simulator, database, http, task, monkeypatch
):
    monkeypatch.setattr(application_settings(), "push_breaker_failures", 1)
    monkeypatch.setattr(application_settings(), "push_breaker_rest", 0.0)
    await quiet_simulator.behave("scjg", Behaviour.DOWN)
    with pytest.raises(DeliveryError):
        await deliver(database, http, task.id, 1)
    await quiet_simulator.behave("scjg", Behaviour.APPROVE)
    await deliver(database, http, task.id, 1)
    async with database.transaction() as session:
        connection = await service.push_target(session, "scjg")
    assert connection is not None
    assert (connection.failures, connection.rests_until) == (0, None)


async def test_a_department_that_is_connected_anew_does_not_rest_for_what_came_before(
    quiet_simulator, database, http, task, monkeypatch
):
    monkeypatch.setattr(application_settings(), "push_breaker_failures", 1)
    await quiet_simulator.behave("scjg", Behaviour.DOWN)
    with pytest.raises(DeliveryError):
        await deliver(database, http, task.id, 1)
    async with database.transaction() as session:
        await service.connect_push(session, "scjg", "http://127.0.0.1:9")
    async with database.transaction() as session:
        connection = await service.push_target(session, "scjg")
    assert connection is not None
    assert (connection.failures, connection.rests_until) == (0, None)


async def test_one_resting_department_does_not_stop_the_others(
    quiet_simulator, database, http, applicant, begun_case, monkeypatch
):
    monkeypatch.setattr(application_settings(), "push_breaker_failures", 1)
    tasks = await applicant.tasks(begun_case)
    await quiet_simulator.behave(tasks["sign"].department_id, Behaviour.DOWN)
    with pytest.raises(DeliveryError):
        await deliver(database, http, tasks["sign"].id, 1)
    await deliver(database, http, tasks["food"].id, 1)
    assert (await now(database, tasks["food"])).stage == Stage.RECEIVED


def job_that_ran(attempts: int):
    """A job as the queue hands it to a retry strategy; only its attempts are looked at."""
    return SimpleNamespace(attempts=attempts)


def test_what_a_resting_department_was_spared_costs_no_attempt():
    until = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
    decision = DeliveryRetry().get_retry_decision(exception=RestingError(until), job=job_that_ran(500))
    assert decision is not None
    assert decision.retry_at is not None
    longest = timedelta(seconds=application_settings().push_breaker_rest)
    assert until <= decision.retry_at <= until + longest


def test_after_the_last_attempt_it_is_given_up():
    most = application_settings().push_max_attempts
    strategy = DeliveryRetry()
    assert strategy.get_retry_decision(exception=DeliveryError("x", most - 1), job=job_that_ran(500)) is not None
    assert strategy.get_retry_decision(exception=DeliveryError("x", most), job=job_that_ran(1)) is None


def test_a_withdrawal_that_nobody_takes_is_not_announced_for_ever():
    most = application_settings().push_max_attempts
    strategy = DeliveryRetry()
    assert strategy.get_retry_decision(exception=DeliveryError("x"), job=job_that_ran(most - 1)) is not None
    assert strategy.get_retry_decision(exception=DeliveryError("x"), job=job_that_ran(most)) is None


async def test_what_was_given_up_is_listed_and_sent_again(quiet_simulator, database, http, task):
    await quiet_simulator.behave("scjg", Behaviour.DOWN)
    with pytest.raises(DeliveryError):
        await deliver(database, http, task.id, 1)
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    async with database.transaction() as session:
        ((found, given_up),) = await cases.undelivered(session)
        assert (found.id, found.delivery_error, given_up) == (task.id, "HTTP 503", True)
        assert await cases.resend(session) == 1
    async with database.transaction() as session:
        ((_found, given_up),) = await cases.undelivered(session)
        assert not given_up
        assert await cases.resend(session) == 0


async def test_a_department_is_told_what_the_citizen_withdrew(quiet_simulator, database, http, task):
    await deliver(database, http, task.id, 1)
    async with database.transaction() as session:
        await cases.withdraw(session, task.case_id)
    await announce_withdrawal(database, http, task.id)
    await announce_withdrawal(database, http, task.id)
    assert await quiet_simulator.withdrawn() == [str(task.id)]


async def test_a_withdrawal_that_nobody_takes_is_announced_again(quiet_simulator, database, http, task):
    await quiet_simulator.behave("scjg", Behaviour.DOWN)
    with pytest.raises(DeliveryError, match="503"):
        await announce_withdrawal(database, http, task.id)


async def test_a_task_withdrawn_before_it_was_delivered_never_is(quiet_simulator, database, http, task):
    async with database.transaction() as session:
        await cases.withdraw(session, task.case_id)
    await deliver(database, http, task.id, 1)
    assert await quiet_simulator.received() == []


class LosesAnswers(httpx.AsyncHTTPTransport):
    """Brings the request to the department, and loses the answer on the way back."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await (await super().handle_async_request(request)).aread()
        raise httpx.ReadTimeout("lost", request=request)


async def test_a_parcel_whose_answer_was_lost_is_recognised_when_it_comes_again(quiet_simulator, database, http, task):
    async with httpx.AsyncClient(transport=LosesAnswers()) as unlucky:
        with pytest.raises(DeliveryError, match="ReadTimeout"):
            await deliver(database, unlucky, task.id, 1)

    await deliver(database, http, task.id, 1)

    (parcel,) = await quiet_simulator.received()
    assert parcel["times"] == 2, "it came twice under the same key and was taken once"
    assert (await now(database, task)).stage == Stage.RECEIVED


async def test_a_wrong_secret_is_refused_by_the_department(quiet_simulator, database, http, task):
    quiet_simulator.keys["scjg"] = Key(quiet_simulator.keys["scjg"].key_id, "another secret")

    with pytest.raises(DeliveryError, match="HTTP 401"):
        await deliver(database, http, task.id, 1)

    assert await quiet_simulator.received() == []
    assert (await now(database, task)).stage == Stage.DISPATCHED


async def test_a_job_of_an_earlier_revision_is_void(quiet_simulator, database, http, task):
    await deliver(database, http, task.id, 7)
    assert await quiet_simulator.received() == []


@pytest.mark.parametrize("connect", [service.connect_pull, service.connect_console])
async def test_nothing_is_sent_to_a_department_that_fetches_or_works_in_the_console(database, http, task, connect):
    async with database.transaction() as session:
        await connect(session, "scjg")

    await deliver(database, http, task.id, 1)

    untouched = await now(database, task)
    assert (untouched.stage, untouched.delivery_attempts) == (Stage.DISPATCHED, 0)


async def test_what_a_department_decided_before_its_answer_arrived_stays(database, http, task, applicant):
    """Its answer to the delivery comes after its decision."""
    await applicant.decide(await case_of(database, task), "biz-reg", Stage.GRANTED)
    async with database.transaction() as session:
        await cases.note_delivery(session, task.id, 1, None)

    assert (await now(database, task)).stage == Stage.GRANTED


async def case_of(database, task):
    async with database.transaction() as session:
        return await cases.case_by_id(session, task.case_id)


# When it is tried again


@settings(deadline=None, database=None)
@given(
    attempts=st.integers(0, 10_000),
    base=st.floats(0.01, 60),
    longest=st.floats(60, 86_400),
)
def test_the_pause_before_another_attempt_stays_in_its_bounds(attempts, base, longest):
    seconds = back_off(attempts, base, longest)
    assert base / 2 <= seconds <= longest


@settings(deadline=None, database=None)
@given(attempts=st.integers(0, 20))
def test_the_longest_pause_doubles_with_each_attempt(attempts):
    assert back_off(attempts, 2.0, 1e9) <= 2.0 * 2.0**attempts


# The whole loop: jobs, delivery, decisions, the next jobs


@pytest.fixture
async def installation(simulator, database, monkeypatch, http):
    """The api over HTTP, so that departments can report; a worker has what it needs."""
    monkeypatch.setattr(application_settings(), "database_url", database.url)
    with serving(create_app()) as url:
        monkeypatch.setattr(application_settings(), "public_url", url)
        set_worker_context(WorkerContext(database, http, BotClient("http://127.0.0.1:9", 1)))
        yield simulator


async def run_until_closed(applicant, case, *, answers: dict[str, str] | None = None) -> dict[str, str]:
    """Do the jobs as they come, and answer what departments ask; the stages in the end."""
    end = time.monotonic() + 30
    async with open_jobs():
        while time.monotonic() < end:
            await jobs.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")
            stages = {item: task.stage for item, task in (await applicant.tasks(case)).items()}
            if set(stages.values()) <= FINAL:
                return stages
            if Stage.SUPPLEMENT_REQUESTED in stages.values() and (question := await applicant.asked()):
                await (
                    applicant.say("answer", answers[question])
                    if answers and question in answers
                    else applicant.hand_in(question)
                )
            await asyncio.sleep(0.1)
    raise AssertionError(f"the case does not come to an end: {stages}")


async def test_a_case_runs_from_submission_to_its_end_by_itself(installation, applicant, database):
    case = await applicant.submit()

    stages = await run_until_closed(applicant, case)

    assert set(stages.values()) == {Stage.GRANTED}
    tasks = await applicant.tasks(case)
    for item in ("food", "sign", "drain", "tax", "si"):
        sent = {field["id"]: field["value"] for field in tasks[item].payload["fields"]}
        assert sent["uscc"] == tasks["biz-reg"].licence["number"]
    assert {parcel["item"]: parcel["times"] for parcel in await installation.received()} == dict.fromkeys(stages, 1)
    with psycopg.connect(database.url) as connection:
        assert connection.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name <> 'announce'"
        ).fetchone() == (0,)
    told = [message.text for message in await applicant.history()]
    assert "全部办完了" in told[-2], "then the rating is asked for"
    assert "这次办得怎么样" in told[-1]


async def test_refusals_and_supplements_concern_only_their_own_department(installation, applicant):
    await installation.behave("zfj", Behaviour.REFUSE)
    await installation.behave("zjj", Behaviour.SUPPLEMENT)
    case = await applicant.submit()

    stages = await run_until_closed(applicant, case, answers={"legal_rep": "王建国", "org_name": "老王家饭馆"})

    assert stages.pop("sign") == Stage.REFUSED
    assert set(stages.values()) == {Stage.GRANTED}
    revisions = [p["payload"]["revision"] for p in await installation.received() if p["item"] == "drain"]
    assert revisions == [1, 2]
