"""Simulated citizens against the real installation: what the simulator promises to notice, and that there is nothing."""

from __future__ import annotations

import httpx
import pytest

from api.clock import today
from api.simulators.citizens.conversation import Browser
from api.simulators.citizens.interview import Interview
from api.simulators.citizens.personas import PERSONAS
from api.simulators.citizens.play import play
from forms.loader import default_catalogue
from tests.e2e.conftest import Installation
from tests.e2e.person import Person


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_persona_gets_to_a_complete_case(installation: Installation, persona: str) -> None:
    for result in play(installation.url, 2, 11, ["ss-card-service", "veteran"], [persona], 1, Person.telephone):
        assert result.is_good, "\n".join([*result.faults, *result.repeated, *result.transcript])


def test_a_cooperative_citizen_is_asked_no_more_than_needed(installation: Installation) -> None:
    (result,) = play(installation.url, 1, 5, ["open-restaurant"], ["cooperative"], 1, Person.telephone)
    assert result.questions <= 1.15 * result.minimal


def test_a_citizen_who_waits_brings_what_is_wanted_and_gets_every_decision(installation: Installation) -> None:
    installation.behave("rsj", "supplement")
    try:
        (result,) = play(
            installation.url, 1, 7, ["ss-card-service"], ["cooperative"], 1, Person.telephone, patience=120
        )
    finally:
        installation.behave("rsj", "approve")
    assert result.decided, result.faults
    assert not result.faults
    assert any("重新提供" in line or "补" in line for line in result.transcript), result.transcript


def test_the_simulator_notices_a_value_that_is_not_what_was_said(installation: Installation) -> None:
    catalogue = default_catalogue()
    path = catalogue.paths["ss-card-service"]
    with httpx.Client(base_url=installation.url, timeout=60) as http:
        interview = Interview(Browser(http), Person.telephone, catalogue, path, PERSONAS["cooperative"], 3, today())
        interview.browser.open()
        interview.browser.write(path.wish)
        interview._fill_in()
        interview.said["mobile"] = "13800000000"
        interview._submit()
    assert any("mobile is" in fault for fault in interview.result.faults)
