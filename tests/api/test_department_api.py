"""The departments' interface: who may call it, and what each may see and say."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from api.cases.stages import Stage
from api.departments import service, signing
from api.departments.service import Credentials
from api.departments.signing import KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from api.errors import NotFoundError

TASKS = "/api/v1/department/tasks"
JSON = {"Content-Type": "application/json"}
GRANT = {"kind": "granted", "licence": {"number": "NO-1"}}


@dataclass
class Department:
    """A department's system, which signs what it sends."""

    client: httpx.AsyncClient
    credentials: Credentials
    sent: list[httpx.Request] = field(default_factory=list)

    async def send(self, method: str, path: str, body: dict | None = None, **changed: str | bytes) -> httpx.Response:
        """Send a signed request; `changed` replaces headers after signing."""
        content = json.dumps(body).encode() if body is not None else b""
        headers = sign(self.credentials.secret, self.credentials.key_id, method, path, content)
        return await self.client.request(method, path, content=content, headers={**JSON, **headers, **changed})

    async def report(self, task, event: dict, event_id: str | None = None) -> httpx.Response:
        """Report an event of a task."""
        return await self.send("POST", f"{TASKS}/{task.id}/events", {"event_id": event_id or str(uuid4()), **event})


async def connected(database, client, department_id: str) -> Department:
    async with database.transaction() as session:
        credentials = await service.connect_push(session, department_id, "http://department.test")
    return Department(client, credentials)


@pytest.fixture
async def market(database, client) -> Department:
    """The bureau that registers firms and licenses food."""
    return await connected(database, client, "scjg")


@pytest.fixture
async def city(database, client) -> Department:
    """The bureau for signboards."""
    return await connected(database, client, "zfj")


@pytest.fixture
async def api_key(database) -> str:
    """The key of the bureau for construction, which fetches its tasks."""
    async with database.transaction() as session:
        return (await service.connect_pull(session, "zjj")).api_key


@pytest.fixture
async def tasks(applicant, begun_case):
    """The tasks of a case whose licence is granted."""
    return await applicant.tasks(begun_case)


def code_of(response: httpx.Response) -> str:
    return response.json()["error"]["code"]


# Who is calling


async def test_a_signed_request_is_taken(market, tasks):
    response = await market.send("GET", f"{TASKS}/{tasks['food'].id}")

    assert response.status_code == 200
    assert response.json() == {"stage": "dispatched", "card": "", **tasks["food"].payload}


async def test_the_query_is_signed_too(market, tasks):
    response = await market.send("GET", f"{TASKS}?page=1")
    assert response.status_code == 200


async def test_an_api_key_fetches(client, api_key, tasks):
    response = await client.get(TASKS, headers={"Authorization": f"Bearer {api_key}"})

    assert response.status_code == 200
    assert [task["task_id"] for task in response.json()["tasks"]] == [str(tasks["drain"].id)]


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", "Basic d3Jvbmc6d3Jvbmc="])
async def test_who_has_no_key_and_no_signature_is_refused(client, api_key, authorization):
    response = await client.get(TASKS, headers={"Authorization": authorization} if authorization else {})
    assert (response.status_code, code_of(response)) == (401, "bad_api_key")


async def test_a_key_that_was_replaced_is_refused(client, database, api_key):
    async with database.transaction() as session:
        await service.connect_pull(session, "zjj")

    response = await client.get(TASKS, headers={"Authorization": f"Bearer {api_key}"})
    assert response.status_code == 401


async def test_the_same_request_sent_again_is_refused(client, market):
    headers = sign(market.credentials.secret, market.credentials.key_id, "GET", TASKS, b"")

    first = await client.get(TASKS, headers=headers)
    again = await client.get(TASKS, headers=headers)

    assert (first.status_code, again.status_code, code_of(again)) == (200, 401, "replayed")


@pytest.mark.parametrize(
    "changed",
    [
        {SIGNATURE_HEADER: "0" * 64},
        {KEY_HEADER: "nobody"},
        {NONCE_HEADER: "another"},
        {TIMESTAMP_HEADER: str(int(time.time()) - 10)},
        {TIMESTAMP_HEADER: "yesterday"},
        {TIMESTAMP_HEADER: "9" * 5000},
        {TIMESTAMP_HEADER: b"\xb2"},
        {SIGNATURE_HEADER: b"\xe9" * 64},
        {NONCE_HEADER: ""},
        {KEY_HEADER: ""},
    ],
)
async def test_a_header_that_does_not_fit_is_refused(market, changed):
    response = await market.send("GET", TASKS, **changed)
    assert (response.status_code, code_of(response)) == (401, "bad_signature")


# A minute beyond the limit of five: the request takes time, and a second of it must not make a future request fit.
@pytest.mark.parametrize("seconds", [-360, 360])
async def test_an_old_request_and_one_from_the_future_are_refused(client, market, monkeypatch, seconds):
    monkeypatch.setattr(signing.time, "time", lambda real=time.time: real() + seconds)
    headers = sign(market.credentials.secret, market.credentials.key_id, "GET", TASKS, b"")
    monkeypatch.undo()

    response = await client.get(TASKS, headers=headers)
    assert (response.status_code, code_of(response)) == (401, "bad_signature")


async def test_an_altered_body_is_refused(client, market, tasks, applicant):
    path = f"{TASKS}/{tasks['food'].id}/events"
    signed = json.dumps({"event_id": "1", "kind": "accepted"}).encode()
    headers = sign(market.credentials.secret, market.credentials.key_id, "POST", path, signed)

    response = await client.post(path, content=signed.replace(b"accepted", b"received"), headers={**JSON, **headers})

    assert (response.status_code, code_of(response)) == (401, "bad_signature")


@pytest.mark.parametrize(("method", "path"), [("POST", TASKS), ("GET", f"{TASKS}/other"), ("GET", f"{TASKS}?a=1")])
async def test_a_signature_for_another_method_or_address_is_refused(client, market, method, path):
    headers = sign(market.credentials.secret, market.credentials.key_id, method, path, b"")
    response = await client.get(TASKS, headers=headers)
    assert code_of(response) == "bad_signature"


async def test_a_department_with_a_secret_of_its_own_cannot_sign_for_another(client, market, city):
    headers = sign(city.credentials.secret, market.credentials.key_id, "GET", TASKS, b"")
    response = await client.get(TASKS, headers=headers)
    assert code_of(response) == "bad_signature"


# What each may see


async def test_a_list_holds_only_ones_own_released_tasks(market, city, tasks):
    found = {
        name: {task["item"]["id"] for task in (await department.send("GET", TASKS)).json()["tasks"]}
        for name, department in (("market", market), ("city", city))
    }
    assert found == {"market": {"food"}, "city": {"sign"}}


async def test_the_most_urgent_task_comes_first(market, applicant):
    await applicant.edit(sells_tobacco="不卖烟")
    case = await applicant.submit()
    await applicant.decide(case, "biz-reg", Stage.GRANTED)

    listed = (await market.send("GET", TASKS)).json()["tasks"]
    assert [task["promised_by"] for task in listed] == sorted(task["promised_by"] for task in listed)


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("GET", "", None),
        ("POST", "/events", {"event_id": "1", **GRANT}),
        ("GET", "/files/3fa85f64-5717-4562-b3fc-2c963f66afa6", None),
    ],
)
async def test_another_departments_task_does_not_exist(city, tasks, applicant, method, rest, body):
    response = await city.send(method, f"{TASKS}/{tasks['food'].id}{rest}", body)
    assert (response.status_code, code_of(response)) == (404, "no_task")


async def test_a_task_that_waits_does_not_exist_yet(market, applicant):
    case = await applicant.submit()
    food = (await applicant.tasks(case))["food"]

    assert (await market.send("GET", f"{TASKS}/{food.id}")).status_code == 404


async def test_a_file_of_ones_own_task_is_handed_out_as_it_was_handed_in(market, tasks):
    (layout,) = [m for m in tasks["food"].payload["materials"] if m["id"] == "food_layout"]
    file = layout["files"][0]

    response = await market.send("GET", f"{TASKS}/{tasks['food'].id}/files/{file['id']}")

    assert response.headers["content-type"] == file["media_type"] == "image/jpeg"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert len(response.content) == file["size"]


async def test_a_file_of_the_same_case_that_the_item_does_not_need_does_not_exist(market, city, tasks):
    (image,) = [m for m in tasks["sign"].payload["materials"] if m["id"] == "sign_img"]
    file = image["files"][0]["id"]

    assert (await city.send("GET", f"{TASKS}/{tasks['sign'].id}/files/{file}")).status_code == 200
    response = await market.send("GET", f"{TASKS}/{tasks['food'].id}/files/{file}")
    assert (response.status_code, code_of(response)) == (404, "no_upload")


# What each may say


async def test_an_event_is_taken_and_answered_with_the_stage(market, tasks):
    response = await market.report(tasks["food"], {"kind": "accepted"})

    assert response.status_code == 200
    assert response.json() == {"task_id": str(tasks["food"].id), "stage": "accepted", "applied": True}


async def test_an_event_sent_again_is_recognised(market, tasks):
    await market.report(tasks["food"], GRANT, "decision-1")
    again = await market.report(tasks["food"], GRANT, "decision-1")

    assert (again.status_code, again.json()["applied"], again.json()["stage"]) == (200, False, "granted")


async def test_an_api_key_reports_too(client, api_key, tasks):
    response = await client.post(
        f"{TASKS}/{tasks['drain'].id}/events",
        json={"event_id": "1", **GRANT},
        headers={"Authorization": f"Bearer {api_key}"},
    )
    assert (response.status_code, response.json()["stage"]) == (200, "granted")


@pytest.mark.parametrize(
    ("event", "where"),
    [
        ({}, "body.kind"),
        ({"kind": "approved"}, "body.kind"),
        ({"kind": "withdrawn"}, "body.kind"),
        ({"kind": "dispatched"}, "body.kind"),
        ({"kind": "granted", "licence": {"number": ""}}, "body.licence.number"),
        ({"kind": "granted", "licence": {"number": "1", "valid_until": "soon"}}, "body.licence.valid_until"),
        ({"kind": "refused", "opinion": "长" * 2001}, "body.opinion"),
        ({"kind": "accepted", "event_id": ""}, "body.event_id"),
        ({"kind": "supplement_requested", "supplement": {"fields": "seats"}}, "body.supplement.fields"),
    ],
)
async def test_a_malformed_event_is_refused_with_its_place(market, tasks, event, where):
    response = await market.send("POST", f"{TASKS}/{tasks['food'].id}/events", {"event_id": "1", **event})

    assert (response.status_code, code_of(response)) == (422, "bad_request")
    assert where in response.json()["error"]["where"]
    assert response.json()["error"]["message"] == "请求的格式不对。"


async def test_what_is_no_json_is_refused(client, market, tasks):
    path = f"{TASKS}/{tasks['food'].id}/events"
    headers = sign(market.credentials.secret, market.credentials.key_id, "POST", path, b"{kind: granted")
    response = await client.post(path, content=b"{kind: granted", headers={**JSON, **headers})
    assert (response.status_code, code_of(response)) == (422, "bad_request")


@pytest.mark.parametrize(
    ("event", "status", "code"),
    [
        ({"kind": "granted"}, 422, "licence_number_missing"),
        ({"kind": "refused"}, 422, "opinion_missing"),
        ({"kind": "supplement_requested", "supplement": {"fields": ["id_no"]}}, 422, "supplement_scope"),
        ({"kind": "supplement_requested"}, 422, "supplement_scope"),
    ],
)
async def test_an_event_without_its_content_is_refused(market, tasks, event, status, code):
    response = await market.report(tasks["food"], event)
    assert (response.status_code, code_of(response)) == (status, code)


async def test_a_step_back_is_a_conflict(market, tasks):
    await market.report(tasks["food"], GRANT)
    response = await market.report(tasks["food"], {"kind": "accepted"})
    assert (response.status_code, code_of(response)) == (409, "illegal_transition")


@pytest.mark.parametrize("opinion", ["资料\x00不全", "资料不全\ud83d"])
async def test_characters_that_no_database_holds_do_no_harm(market, tasks, opinion):
    response = await market.report(tasks["food"], {"kind": "refused", "opinion": opinion})
    assert response.status_code in {200, 422}


# A new key


async def rotated(database, days: float) -> Credentials:
    async with database.transaction() as session:
        return await service.rotate(session, "scjg", days)


async def test_after_a_rotation_both_keys_are_taken_for_a_while(market, database, client, tasks):
    new = Department(client, await rotated(database, 7))
    assert new.credentials.key_id != market.credentials.key_id
    for department in (market, new):
        assert (await department.send("GET", TASKS)).status_code == 200


async def test_when_the_time_is_over_only_the_new_key_is_taken(market, database, client, tasks):
    new = Department(client, await rotated(database, -1))
    assert (await market.send("GET", TASKS)).status_code == 401
    assert (await new.send("GET", TASKS)).status_code == 200


async def test_the_new_key_id_does_not_go_with_the_old_secret(market, database, client, tasks):
    new = await rotated(database, 7)
    mixed = Department(client, Credentials("scjg", "push", key_id=new.key_id, secret=market.credentials.secret))
    assert (await mixed.send("GET", TASKS)).status_code == 401


async def test_only_a_department_that_is_pushed_to_has_a_key_to_rotate(database, api_key):
    async with database.transaction() as session:
        with pytest.raises(NotFoundError):
            await service.rotate(session, "zjj", 7)
