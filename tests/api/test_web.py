"""The citizen's interface over HTTP, and what every answer has in common. The bot is not running here."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest

from api.bench.site import consent_to_all
from api.dialogue.service import take_turn
from api.dialogue.turn import Understanding
from api.settings import settings
from api.web.visitor import COOKIE, visitor_hash

CONVERSATION = "/api/v1/conversation"
MESSAGES = "/api/v1/conversation/messages"
DRAFT = "/api/v1/draft"


def code_of(response) -> str:
    return response.json()["error"]["code"]


async def say(client, text: str, client_id=None):
    return await client.post(MESSAGES, json={"client_id": str(client_id or uuid4()), "text": text})


async def review(browser) -> dict:
    return (await browser.get(DRAFT)).json()


def row(body: dict, field_id: str) -> dict:
    return next(row for group in body["groups"] for row in group["rows"] if row["id"] == field_id)


@pytest.fixture
def no_bot(monkeypatch):
    """Where the bot should listen nobody does."""
    monkeypatch.setattr(settings(), "bot_url", "http://127.0.0.1:9")
    monkeypatch.setattr(settings(), "actions_url", "http://127.0.0.1:9")


# Opening a conversation


async def test_a_newcomer_is_greeted_and_gets_a_cookie(client):
    response = await client.post(CONVERSATION)

    (greeting,) = response.json()["messages"]
    assert "您好" in greeting["text"]
    assert [button["label"] for button in greeting["buttons"]] == ["我想开个饭店", "我的申请到哪了", "你能办什么"]
    assert response.json()["open_draft"] is False
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.lower().split("; "))


async def test_the_cookie_itself_is_not_stored(client, database):
    await client.post(CONVERSATION)
    token = client.cookies[COOKIE]

    with psycopg.connect(database.url) as connection:
        senders = [sender for (sender,) in connection.execute("SELECT name FROM senders")]
    assert senders == [visitor_hash(token)]


async def test_who_comes_back_finds_the_same_conversation(client):
    first = (await client.post(CONVERSATION)).json()
    again = (await client.post(CONVERSATION)).json()
    assert again == first


async def test_who_comes_back_to_a_draft_finds_it(browser):
    body = (await browser.post(CONVERSATION)).json()

    assert body["open_draft"] is True
    assert body["messages"][-1]["card"] == {"type": "review"}


async def test_who_was_away_is_told_where_they_stopped(browser, database):
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("UPDATE conversations SET last_message_at = last_message_at - interval '1 hour'")

    last = (await browser.post(CONVERSATION)).json()["messages"][-1]
    assert "欢迎回来。您上次在办“开办餐饮店”" in last["text"]
    again = (await browser.post(CONVERSATION)).json()["messages"][-1]
    assert again == last, "and is told once"


async def test_only_what_came_after_is_fetched(browser):
    everything = (await browser.post(CONVERSATION)).json()["messages"]
    later = (await browser.get(MESSAGES, params={"after": everything[-3]["seq"]})).json()["messages"]
    assert later == everything[-2:]


CITIZENS_ROUTES = [
    ("GET", MESSAGES, None),
    ("POST", MESSAGES, {"client_id": str(uuid4()), "text": "你好"}),
    ("GET", DRAFT, None),
    ("PATCH", DRAFT, {"answers": {}}),
    ("POST", f"{DRAFT}/submit", {"version": 1, "consent": True}),
    ("GET", "/api/v1/cases", None),
]


@pytest.mark.parametrize("cookie", [None, "of-nobody"])
async def test_without_a_conversation_there_is_nothing(client, cookie):
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    for method, path, body in CITIZENS_ROUTES:
        response = await client.request(method, path, json=body, headers=headers)
        assert (response.status_code, code_of(response)) == (404, "no_conversation"), f"{method} {path}"


async def test_a_visitor_without_a_draft_has_no_review(client):
    await client.post(CONVERSATION)
    assert code_of(await client.get(DRAFT)) == "no_open_draft"


# The review


async def test_the_review_shows_every_answer_and_who_will_see_it(browser):
    body = await review(browser)

    assert (body["path"]["name"], body["ready"], body["missing"]) == ("开办餐饮店", True, [])
    assert [group["title"] for group in body["groups"]][:2] == ["经营者", "店铺"]
    area = row(body, "biz_area")
    assert (area["value_text"], area["answered"], area["problem"]) == ("80平方米", True, None)
    assert area["needed_by"] == ["市场监督管理局", "综合行政执法局"]
    assert row(body, "scope")["editable"] is False
    assert {m["id"]: m["status"] for m in body["materials"]}["premise_proof"] == "given"
    assert body["plan"]["type"] == "plan"
    assert body["consent_text"]


async def test_the_review_tells_department_by_department_what_it_will_get(browser):
    departments = {department["name"]: department for department in (await review(browser))["departments"]}

    assert departments["综合行政执法局"]["fields"] == [
        "使用面积",
        "手机号",
        "店名（字号）",
        "经营地址",
        "招牌尺寸和材料",
        "统一社会信用代码",
    ]
    assert "身份证号" in departments["市场监督管理局"]["fields"]


async def test_an_edit_is_stored_shown_and_told_with_its_consequences(browser):
    before = await review(browser)
    response = await browser.patch(DRAFT, json={"answers": {"biz_area": "95平", "sells_tobacco": "卖烟"}})

    body = response.json()
    assert (response.status_code, body["errors"]) == (200, {})
    assert body["version"] == before["version"] + 1
    assert row(body, "biz_area")["value_text"] == "95平方米"
    told = "\n".join(message["text"] for message in body["messages"])
    assert "使用面积改成95平方米（原来是80平方米）" in told
    assert "烟草专卖零售许可（烟草专卖局，8个工作日）" in told


async def test_of_several_edits_the_good_ones_stay_and_the_bad_ones_are_explained(browser):
    answers = {"biz_area": "95平", "mobile": "1380538", "kitchen_area": "不到30平"}
    body = (await browser.patch(DRAFT, json={"answers": answers})).json()

    assert set(body["errors"]) == {"mobile", "kitchen_area"}
    assert body["errors"]["mobile"] == "手机号应该是11位，您写的是7位。例如 13805381234。"
    assert row(body, "biz_area")["value_text"] == "95平方米"
    assert row(body, "mobile")["value_text"] == "13805381234"


async def test_an_edit_that_changes_nothing_says_nothing(browser):
    before = await review(browser)
    body = (await browser.patch(DRAFT, json={"answers": {"biz_area": "80平方米"}})).json()
    assert (body["version"], body["messages"]) == (before["version"], [])


@pytest.mark.parametrize("field_id", ["scope", "no-such-field", "special_supply_2"])
async def test_what_the_citizen_may_not_set_is_refused_as_a_whole(browser, field_id):
    before = await review(browser)
    response = await browser.patch(DRAFT, json={"answers": {"biz_area": "95平", field_id: "餐饮"}})

    assert (response.status_code, code_of(response)) == (422, "no_field")
    assert await review(browser) == before


async def test_what_contradicts_itself_is_pointed_out(browser):
    body = (await browser.patch(DRAFT, json={"answers": {"kitchen_area": "90平"}})).json()

    assert (body["ready"], body["missing"]) == (False, ["后厨面积不能比店面总面积还大。"])
    assert row(body, "kitchen_area")["problem"] == "后厨面积不能比店面总面积还大。"


async def test_a_number_given_before_saying_that_there_is_no_licence_is_not_promised_to_anybody(browser):
    """What is shown as the citizen's answer is what departments will get."""
    await browser.patch(DRAFT, json={"answers": {"has_licence": "有", "uscc": "91350100M000100Y43"}})
    body = (await browser.patch(DRAFT, json={"answers": {"has_licence": "没有"}})).json()

    shown = [row["id"] for group in body["groups"] for row in group["rows"]]
    assert "uscc" not in shown


# Submitting


async def test_what_was_seen_and_agreed_to_is_submitted(browser):
    response = await browser.post(f"{DRAFT}/submit", json=consent_to_all(await review(browser)))

    case_no = response.json()["case_no"]
    assert response.json()["messages"][0]["card"]["case_no"] == case_no
    (case,) = (await browser.get("/api/v1/cases")).json()["cases"]
    assert case["case_no"] == case_no
    assert code_of(await browser.get(DRAFT)) == "no_open_draft"


async def test_what_waits_for_something_stands_in_a_later_step(browser):
    await browser.post(f"{DRAFT}/submit", json=consent_to_all(await review(browser)))
    (case,) = (await browser.get("/api/v1/cases")).json()["cases"]
    step = {task["item"]: task["step"] for task in case["tasks"]}
    waits = [(task["item"], before) for task in case["tasks"] for before in task["waits_for"]]

    assert waits
    assert all(step[before] < step[item] for item, before in waits)
    assert min(step.values()) == 1


async def test_submitting_again_gives_the_same_number_and_no_second_receipt(browser):
    submission = consent_to_all(await review(browser))
    first = (await browser.post(f"{DRAFT}/submit", json=submission)).json()
    again = (await browser.post(f"{DRAFT}/submit", json=submission)).json()

    assert again == {"case_no": first["case_no"], "messages": []}


@pytest.mark.parametrize(
    ("offset", "consent", "code"),
    [(0, False, "consent_missing"), (-1, True, "draft_changed"), (1, True, "draft_changed")],
)
async def test_without_consent_or_with_what_was_not_seen_nothing_is_submitted(browser, offset, consent, code):
    version = (await review(browser))["version"]
    response = await browser.post(f"{DRAFT}/submit", json={"version": version + offset, "consent": consent})

    assert (response.status_code, code_of(response)) == (409, code)
    assert (await browser.get("/api/v1/cases")).json() == {"cases": []}
    assert (await review(browser))["version"] == version


async def test_each_department_needs_a_consent_of_its_own(browser):
    body = await review(browser)
    submission = consent_to_all(body)
    left_out = body["departments"][1]

    submission["departments"].remove(left_out["id"])
    response = await browser.post(f"{DRAFT}/submit", json=submission)

    assert (response.status_code, code_of(response)) == (409, "consent_department")
    assert left_out["name"] in response.json()["error"]["message"]
    assert (await browser.get("/api/v1/cases")).json() == {"cases": []}


async def test_what_is_not_complete_is_not_submitted(browser):
    version = (await browser.patch(DRAFT, json={"answers": {"homes_above": "有", "own_flue": "没有"}})).json()[
        "version"
    ]
    response = await browser.post(f"{DRAFT}/submit", json={"version": version, "consent": True})
    assert (response.status_code, code_of(response)) == (409, "draft_incomplete")


# Saying something while the bot does not answer


async def test_without_the_bot_the_message_is_kept_once_and_the_citizen_told(no_bot, client):
    await client.post(CONVERSATION)
    client_id = uuid4()

    for _ in range(3):
        response = await say(client, "我想开个饭店", client_id)
        assert (response.status_code, code_of(response)) == (503, "bot_unavailable")
        assert "您说的已经留住了" in response.json()["error"]["message"]

    said = [m for m in (await client.get(MESSAGES)).json()["messages"] if m["role"] == "citizen"]
    assert [(m["text"], m["client_id"]) for m in said] == [("我想开个饭店", str(client_id))]


async def test_a_message_that_was_answered_meanwhile_is_answered_without_the_bot(no_bot, client, database):
    conversation = (await client.post(CONVERSATION)).json()["id"]
    client_id = uuid4()
    await say(client, "你好", client_id)
    await take_turn(database, UUID(conversation), 2, "greet", Understanding())

    response = await say(client, "你好", client_id)

    assert response.status_code == 200
    assert [message["role"] for message in response.json()["messages"]] == ["citizen", "bot"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "message_empty"), ("  \n", "message_empty"), ("\x00", "message_empty"), ("长" * 1001, "message_too_long")],
)
async def test_nothing_and_too_much_are_refused_with_a_sentence(client, text, code):
    await client.post(CONVERSATION)
    response = await say(client, text)
    assert (response.status_code, code_of(response)) == (422, code)


# Rasa's REST channel


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sender": "a"},
        {"message": None},
        {"sender": "长" * 201, "message": "你好"},
        {"sender": 1, "message": "a"},
        [],
    ],
)
async def test_the_rest_channel_says_what_is_malformed(client, body):
    response = await client.post("/webhooks/rest/webhook", json=body)
    assert (response.status_code, code_of(response)) == (422, "bad_request")
    assert response.json()["error"]["where"]


async def test_the_rest_channel_without_the_bot_answers_with_a_sentence(no_bot, client):
    response = await client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "你好"})
    assert (response.status_code, code_of(response)) == (503, "bot_unavailable")


# Everybody's catalogue


async def test_the_paths_can_be_listed_and_read(client):
    listed = (await client.get("/api/v1/paths")).json()["paths"]
    assert len(listed) == 30
    assert "open-restaurant" in [path["id"] for path in listed]
    path = (await client.get("/api/v1/paths/open-restaurant")).json()
    assert {item["id"] for item in path["items"]} >= {"biz-reg", "food"}
    assert code_of(await client.get("/api/v1/paths/no-such-path")) == "no_path"


async def test_a_plan_is_made_for_anybodys_answers(client):
    response = await client.post("/api/v1/paths/open-restaurant/plan", json={"answers": {"biz_area": "80平"}})
    assert response.json()["type"] == "plan"
    refused = await client.post("/api/v1/paths/open-restaurant/plan", json={"answers": {"biz_area": "很大"}})
    assert refused.status_code == 422


# What every answer has in common


async def test_answers_tell_the_browser_to_be_careful(client):
    for path in ("/", "/healthz", "/metrics", "/api/v1/paths", "/api/v1/draft", "/no-such-page", "/console"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("POST", MESSAGES, '{"client_id": "no-uuid", "text": "你好"}'),
        ("POST", MESSAGES, '{"client_id": '),
        ("POST", MESSAGES, '{"client_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "text": "\\ud83d老王"}'),
        ("PATCH", DRAFT, '{"answers": {"biz_area": 80}}'),
        ("PATCH", DRAFT, '{"answers": {"org_name": "老\\u0000王"}}'),
        ("PATCH", DRAFT, '{"answers": {"org_name": "\\ud83d老王"}}'),
        ("GET", f"{MESSAGES}?after=99999999999999999999", ""),
        ("GET", f"{MESSAGES}?after=abc", ""),
        ("GET", f"{DRAFT}/uploads/abc", ""),
        ("POST", "/webhooks/rest/webhook", '{"sender": "a\\u0000b", "message": "你好"}'),
    ],
)
async def test_what_does_not_fit_is_refused_and_not_repeated(browser, method, path, content):
    headers = {"Content-Type": "application/json"}
    response = await browser.request(method, path, content=content.encode(), headers=headers)

    assert (response.status_code, code_of(response)) == (422, "bad_request")
    assert "老" not in response.text


async def test_a_failure_shows_no_trace_and_nothing_personal(browser, applicant, database, capsys):
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE messages RENAME COLUMN text TO taken_away")

    response = await browser.patch(DRAFT, json={"answers": {"legal_rep": "李秀英"}})

    assert response.status_code == 500
    assert response.json() == {"error": {"code": "internal", "message": "系统出了点问题，您填的都还在，请稍后再试。"}}
    log = "".join(capsys.readouterr())
    assert "failed" in log
    assert "李秀英" not in log, "no personal data in the log"
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE messages RENAME COLUMN taken_away TO text")
    assert row(await review(browser), "legal_rep")["value_text"] == "王建国", "nothing was stored by halves"


async def test_the_process_tells_that_it_is_alive_and_whether_it_is_ready(no_bot, client):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"database": True, "bot": False, "actions": False})


async def test_a_browser_finds_an_icon_where_it_looks_for_one_unasked(client):
    icon = await client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")


async def test_figures_name_routes_and_no_visitor(browser):
    await browser.get(f"{DRAFT}/uploads/{uuid4()}")
    figures = (await browser.get("/metrics")).text

    assert 'yichuang_requests_total{method="GET",route="/api/v1/draft/uploads/{upload_id}",status="404"}' in figures
    assert "the-applicants-cookie" not in figures
