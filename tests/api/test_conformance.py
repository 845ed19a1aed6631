"""The conformance kit, against a department that does everything right and against careless ones, over real HTTP."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from typer.testing import CliRunner

from api.cli import app
from api.departments.conformance import Conformance, sample_task
from api.departments.signing import SignatureError, read_headers, verify
from api.settings import settings
from api.simulators.departments.ledger import Ledger
from api.simulators.departments.server import Key, create_simulator
from forms.loader import default_catalogue
from tests.serving import serving

KEY = Key("scjg-1", "a secret")


def tried(url: str) -> dict[str, bool]:
    """Everything that was tried, and whether it passed."""
    task = sample_task(default_catalogue(), "scjg", "http://127.0.0.1:9/api/v1/department")
    with httpx.Client(timeout=5) as http:
        return {f.what: f.passed for f in Conformance(http, url, KEY.key_id, KEY.secret, task).findings()}


def wrong(url: str) -> set[str]:
    return {what for what, passed in tried(url).items() if not passed}


@pytest.fixture
def simulator(tmp_path):
    """A department that does everything right."""
    with serving(create_simulator({"scjg": KEY}, Ledger(tmp_path / "ledger.sqlite"), {}, 1.0)) as url:
        yield f"{url}/scjg"


def careless(*, checks_signature: bool = False) -> FastAPI:
    """A department that takes whatever comes, or at least whatever is signed."""
    department = FastAPI()

    @department.post("/tasks")
    @department.post("/withdrawals")
    async def take(request: Request) -> Response:
        if checks_signature:
            try:
                signature = read_headers(request.headers)
                verify(KEY.secret, signature, "POST", request.url.path, await request.body())
            except SignatureError:
                return Response(status_code=401)
        return Response(status_code=204)

    return department


def test_the_simulated_department_does_everything_right(simulator):
    assert wrong(simulator) == set()


def test_whoever_checks_nothing_is_told_all_of_it():
    with serving(careless()) as url:
        assert wrong(url) == {
            "refuses a wrong signature",
            "refuses a body that was altered",
            "refuses an unsigned request",
            "refuses a message that is ten minutes old",
            "refuses the very same message a second time",
            "answers 4xx to a body that is no JSON",
        }


def test_whoever_only_checks_the_signature_still_takes_replays():
    with serving(careless(checks_signature=True)) as url:
        assert wrong(url) == {"refuses the very same message a second time", "answers 4xx to a body that is no JSON"}


def test_a_department_that_nobody_reaches_fails_everything():
    assert not any(tried("http://127.0.0.1:9").values())


@pytest.mark.parametrize("department", default_catalogue().departments)
def test_there_is_a_sample_task_for_every_department_with_items(department):
    catalogue = default_catalogue()
    owners = {catalogue.item_of(entry).department for path in catalogue.paths.values() for entry in path.items}
    if department in owners:
        task = sample_task(catalogue, department, "http://127.0.0.1:9")
        assert task["case_no"].startswith("TEST")
        assert task["department"]["id"] == department
    else:
        with pytest.raises(ValueError, match=department):
            sample_task(catalogue, department, "http://127.0.0.1:9")


def test_the_command_names_what_is_wrong_and_what_to_do(simulator):
    options = ["--department", "scjg", "--key-id", KEY.key_id, "--secret"]
    right = CliRunner().invoke(app, ["department", "check", simulator, *options, KEY.secret])
    assert right.exit_code == 0, right.output
    mistaken = CliRunner().invoke(app, ["department", "check", simulator, *options, "another secret"])
    assert mistaken.exit_code == 1
    assert "WRONG  takes a signed task: HTTP 401" in mistaken.output


def test_an_address_that_nobody_is_connected_to_is_named(database_url, monkeypatch):
    monkeypatch.setattr(settings(), "database_url", database_url)
    found = CliRunner().invoke(app, ["department", "check", "http://127.0.0.1:9/nobody"])
    assert found.exit_code == 1
    assert "No department is connected to http://127.0.0.1:9/nobody" in found.output


def test_a_department_without_items_has_nothing_to_try():
    catalogue = default_catalogue()
    owners = {catalogue.item_of(entry).department for path in catalogue.paths.values() for entry in path.items}
    idle = next(department for department in catalogue.departments if department not in owners)
    options = ["--department", idle, "--key-id", "x", "--secret", "x"]
    found = CliRunner().invoke(app, ["department", "check", "http://127.0.0.1:9", *options])
    assert found.exit_code == 1
    assert "nothing to try" in found.output


def test_what_is_no_id_of_a_task_is_named():
    found = CliRunner().invoke(app, ["department", "resend", "no-id"])
    assert found.exit_code == 1
    assert "'no-id' is no id of a task" in found.output
