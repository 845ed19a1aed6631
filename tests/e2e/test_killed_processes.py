"""A process is killed between any two steps of a submission: nothing is lost, nothing is doubled.

A trigger holds the transaction at a chosen statement until the process that runs it has been killed. A deferred
trigger holds it inside COMMIT: the transaction then takes effect although the process never learns of it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.e2e.conftest import Installation
from tests.e2e.person import Person

_LOCK = 4711
_ITEMS = {"biz-reg", "food", "sign", "drain", "tax", "si"}


class Held:
    """A statement that is being held."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def wait_until_reached(self, seconds: float = 20) -> None:
        """Wait until some process has come to the statement."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            row = self._connection.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted", (_LOCK,)
            ).fetchone()
            if row is not None and row[0]:
                return
            time.sleep(0.02)
        raise AssertionError("nobody came to the statement")


@contextlib.contextmanager
def held(database_url: str, table: str, event: str, when: str = "true", *, at_commit: bool = False) -> Iterator[Held]:
    """Hold whoever does `event` on `table`, until the block ends."""
    kind = "CONSTRAINT TRIGGER hold AFTER" if at_commit else "TRIGGER hold BEFORE"
    deferred = "DEFERRABLE INITIALLY DEFERRED" if at_commit else ""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            f"""
            CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_lock({_LOCK}); PERFORM pg_advisory_unlock({_LOCK}); RETURN NEW;
            END $$;
            CREATE {kind} {event} ON {table} {deferred} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION hold();
            """.encode()
        )
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        try:
            yield Held(connection)
        finally:
            connection.execute("SELECT pg_advisory_unlock_all()")
            _drop_trigger(connection, table)


def _drop_trigger(connection: psycopg.Connection, table: str) -> None:
    connection.execute(f"DROP TRIGGER hold ON {table}".encode())


def in_background(work: object) -> threading.Thread:
    """Do something whose connection will break."""

    def run() -> None:
        with contextlib.suppress(httpx.HTTPError):
            work()  # type: ignore[operator]

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def killing(installation: Installation) -> Iterator[None]:
    """Whatever a test killed runs again afterwards."""
    yield
    for name, process in installation.processes.items():
        if not process.is_running:
            installation.start(name)


SUBMISSION_STEPS = {
    "before the case is written": ("cases", False),
    "between the case and its tasks": ("tasks", False),
    "between the tasks and their jobs": ("procrastinate_jobs", False),
    "between the jobs and the receipt": ("messages", False),
    "after the commit, before the citizen hears of it": ("cases", True),
}


@pytest.mark.usefixtures("killing")
@pytest.mark.parametrize("step", SUBMISSION_STEPS)
def test_the_api_is_killed_during_a_submission(installation: Installation, person: Person, step: str) -> None:
    table, at_commit = SUBMISSION_STEPS[step]
    person.prove()
    review = person.fill_in()

    with held(installation.database_url, table, "INSERT", at_commit=at_commit) as statement:
        attempt = in_background(lambda: person.submit(review))
        statement.wait_until_reached()
        installation.kill("api")
    attempt.join()
    installation.start("api")
    case_no = person.submit(review)

    person.wait_until_closed(case_no)
    assert len(person.http.get("/api/v1/cases").json()["cases"]) == 1
    received = installation.received(case_no)
    assert sorted(str(entry["item"]) for entry in received) == sorted(_ITEMS)
    receipts = [m for m in person.history() if (m["card"] or {}).get("type") == "receipt"]
    assert len(receipts) == 1


TURN_STEPS = {
    "before the message is stored": ("api", "messages", "NEW.role = 'citizen'", False),
    "before its effect is stored": ("actions", "drafts", "true", False),
    "before the reply is stored": ("actions", "messages", "NEW.role = 'bot'", False),
    "after the reply is stored, before the api hears it": ("actions", "messages", "NEW.role = 'bot'", True),
    "after the reply is stored, before the citizen hears it": ("api", "messages", "NEW.role = 'bot'", True),
}


@pytest.mark.usefixtures("killing")
@pytest.mark.parametrize("step", TURN_STEPS)
def test_api_or_actions_are_killed_during_a_turn(installation: Installation, person: Person, step: str) -> None:
    victim, table, when, at_commit = TURN_STEPS[step]
    person.say("我想开个饭店，八十来平")
    person.say("还没有营业执照")
    before = len(person.history())
    client_id = str(uuid4())
    event = "UPDATE" if table == "drafts" else "INSERT"

    with held(installation.database_url, table, event, when, at_commit=at_commit) as statement:
        attempt = in_background(lambda: person.say("个体户", client_id))
        statement.wait_until_reached()
        installation.kill(victim)
    attempt.join()
    installation.start(victim)
    heard = person.say("个体户", client_id)

    assert "个体工商户" in heard
    history = person.history()[before:]
    assert [m["text"] for m in history if m["role"] == "citizen"] == ["个体户"]
    assert len([m for m in history if m["role"] == "bot"]) == len(person.replies)
    rows = {row["id"]: row["raw"] for group in person.review()["groups"] for row in group["rows"]}
    assert rows["entity_type"] == "individual"
    assert rows["food_items"] is None, "the next question was answered by the repeated message"


@pytest.mark.usefixtures("killing")
def test_the_worker_is_killed_after_a_department_has_received_a_task(
    installation: Installation, person: Person
) -> None:
    review = person.fill_in()

    with held(installation.database_url, "tasks", "UPDATE", "NEW.stage = 'received'") as statement:
        case_no = person.submit(review)
        statement.wait_until_reached()
        installation.kill("worker")
    installation.start("worker")

    person.wait_until_closed(case_no, seconds=90)
    received = installation.received(case_no)
    assert sorted(str(entry["item"]) for entry in received) == sorted(_ITEMS)


@pytest.mark.usefixtures("killing")
def test_the_api_is_killed_while_a_department_reports_its_decision(installation: Installation, person: Person) -> None:
    review = person.fill_in()

    with held(installation.database_url, "tasks", "UPDATE", "NEW.stage = 'granted'") as statement:
        case_no = person.submit(review)
        statement.wait_until_reached()
        installation.kill("api")
    installation.start("api")

    person.wait_until_closed(case_no, seconds=60)
    granted = [m for m in person.history() if "个体工商户设立登记”办好了" in m["text"]]
    assert len(granted) == 1
    assert sorted(str(entry["item"]) for entry in installation.received(case_no)) == sorted(_ITEMS)


@pytest.mark.usefixtures("killing")
def test_the_bot_is_killed_and_the_conversation_goes_on(installation: Installation, person: Person) -> None:
    person.say("我想开个饭店，八十来平")
    client_id = str(uuid4())
    installation.kill("bot")

    with pytest.raises(httpx.HTTPStatusError) as refusal:
        person.say("还没有营业执照", client_id)
    assert refusal.value.response.status_code == 503
    assert "留住了" in refusal.value.response.json()["error"]["message"]

    installation.start("bot")
    assert "营业执照" in person.say("还没有营业执照", client_id)
    assert len([m for m in person.history() if m["text"] == "还没有营业执照"]) == 1
