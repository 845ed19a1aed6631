"""The console: a clerk logs in, sees the tasks of one department, and decides."""

from __future__ import annotations

import re

import httpx
import psycopg
import pytest
from argon2 import PasswordHasher

from api.cases.stages import Stage
from api.console.canned import filled_in
from api.console.session import COOKIE
from api.staff import accounts, passwords

PASSWORD = "a long password"
GRANT = {"kind": "granted", "licence_number": "JY1370982000001"}


async def log_in(client: httpx.AsyncClient, name: str = "zhang", password: str = PASSWORD) -> httpx.Response:
    return await client.post("/console/login", data={"name": name, "password": password})


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, f"the page has no {name}"
    return found.group(1)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """The real algorithm, with so little work that tests do not wait for it."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
async def clerks(database):
    """Zhang of the market bureau, Li of the city bureau."""
    async with database.transaction() as session:
        await accounts.save_clerk(session, "zhang", PASSWORD, "scjg")
        await accounts.save_clerk(session, "li", PASSWORD, "zfj")


@pytest.fixture
async def zhang(clerks, client):
    """The client, logged in as Zhang."""
    await log_in(client)
    return client


@pytest.fixture
async def tasks(applicant, begun_case):
    """The tasks of a case whose licence is granted."""
    return await applicant.tasks(begun_case)


@pytest.fixture
def food(tasks) -> str:
    """The address of the food permit's page."""
    return f"/console/tasks/{tasks['food'].id}"


async def decide(client: httpx.AsyncClient, page: str, **form: str | list[str]) -> httpx.Response:
    """Fill in the form of a task's page and send it."""
    shown = (await client.get(page)).text
    data = {"csrf": hidden(shown, "csrf"), "form_id": hidden(shown, "form_id"), **form}
    return await client.post(page, data=data)


def stage(database, task) -> str:
    with psycopg.connect(database.url) as connection:
        row = connection.execute("SELECT stage FROM tasks WHERE id = %s", (task.id,)).fetchone()
        assert row is not None
        return row[0]


# Logging in


async def test_who_is_not_logged_in_sees_the_log_in_page(client):
    response = await client.get("/console")
    assert 'name="password"' in response.text


async def test_a_clerk_logs_in_and_sees_their_department(clerks, client):
    response = await log_in(client)

    assert (response.status_code, response.headers["location"]) == (303, "/console")
    assert {"httponly", "samesite=strict", "path=/console"} <= set(response.headers["set-cookie"].lower().split("; "))
    page = (await client.get("/console")).text
    assert "市场监督管理局" in page
    assert "zhang" in page


@pytest.mark.parametrize(
    ("name", "password"), [("zhang", "wrong"), ("nobody", PASSWORD), ("li", ""), ("' OR 1=1 --", "x")]
)
async def test_a_wrong_name_or_password_is_refused_without_saying_which(clerks, client, name, password):
    response = await log_in(client, name, password or " ")

    assert response.status_code == 401
    assert "用户名或密码不对" in response.text
    assert COOKIE not in client.cookies


async def test_after_five_wrong_passwords_the_right_one_is_refused_for_a_while(clerks, client, database):
    for _ in range(5):
        assert "用户名或密码不对" in (await log_in(client, password="wrong")).text

    locked = await log_in(client)
    assert (locked.status_code, "请过15分钟再试" in locked.text) == (401, True)
    assert (await log_in(client, "li")).status_code == 303, "others are not locked"

    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("UPDATE staff_users SET locked_until = now() - interval '1 second'")
    assert (await log_in(client)).status_code == 303


async def test_a_right_password_ends_the_counting(clerks, client):
    for password in ("wrong", "wrong", "wrong", "wrong", PASSWORD, "wrong", "wrong"):
        await log_in(client, password=password)
    assert (await log_in(client)).status_code == 303


async def test_neither_passwords_nor_tokens_are_stored(zhang, database):
    with psycopg.connect(database.url) as connection:
        stored = str(connection.execute("SELECT * FROM staff_users").fetchall())
        stored += str(connection.execute("SELECT * FROM staff_sessions").fetchall())
    assert PASSWORD not in stored
    assert zhang.cookies[COOKIE] not in stored


async def test_who_logs_out_is_out(zhang):
    token, page = zhang.cookies[COOKIE], (await zhang.get("/console")).text
    response = await zhang.post("/console/logout", data={"csrf": hidden(page, "csrf")})
    assert response.status_code == 303

    again = await zhang.get("/console", headers={"Cookie": f"{COOKIE}={token}"})
    assert 'name="password"' in again.text


async def test_a_log_in_ends_by_itself(zhang, database):
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("UPDATE staff_sessions SET expires_at = now() - interval '1 second'")
    assert 'name="password"' in (await zhang.get("/console")).text


async def test_a_new_password_ends_all_log_ins(zhang, database):
    async with database.transaction() as session:
        await accounts.save_clerk(session, "zhang", "another long password", "scjg")

    assert 'name="password"' in (await zhang.get("/console")).text
    assert (await log_in(zhang)).status_code == 401


# What a clerk sees


async def test_a_clerk_sees_the_open_tasks_of_their_own_department_only(zhang, tasks):
    page = (await zhang.get("/console")).text

    assert "食品经营许可" in page
    assert "<td>老王家饭馆</td>" in page
    assert "王建国" not in page, "the task itself shows it, and that is recorded"
    assert "招牌设置规范指导" not in page
    assert "个体工商户设立登记" not in page, "it is decided"
    assert "个体工商户设立登记" in (await zhang.get("/console?done=true")).text


async def test_a_task_shows_exactly_what_its_item_needs(zhang, tasks, food):
    page = (await zhang.get(food)).text

    for field in tasks["food"].payload["fields"]:
        assert f"<dt>{field['label']}</dt><dd>{field['text']}" in page
    assert "身份证号" not in page
    assert "91350100M000100Y43" in page
    assert "食品安全法第35条" in page


@pytest.mark.parametrize("rest", ["", "/files/00000000-0000-0000-0000-000000000000"])
async def test_another_departments_task_does_not_exist(zhang, tasks, rest):
    assert (await zhang.get(f"/console/tasks/{tasks['sign'].id}{rest}")).status_code == 404


async def test_without_logging_in_no_task_is_shown_and_none_is_decided(client, tasks, food, database):
    assert (await client.get(food)).status_code == 401
    assert (await client.post(food, data={**GRANT, "form_id": "1", "csrf": "1"})).status_code == 401
    assert stage(database, tasks["food"]) == Stage.DISPATCHED


async def test_a_file_of_the_task_is_shown_and_no_other(zhang, tasks, food):
    own = {m["id"]: m["files"] for m in tasks["food"].payload["materials"]}["food_layout"][0]["id"]
    others = {m["id"]: m["files"] for m in tasks["sign"].payload["materials"]}["sign_img"][0]["id"]

    shown = await zhang.get(f"{food}/files/{own}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert f"/files/{own}" in (await zhang.get(food)).text
    assert (await zhang.get(f"{food}/files/{others}")).status_code == 404


async def test_what_a_citizen_typed_is_text_and_never_markup(zhang, applicant):
    await applicant.edit(sign_spec="<script>alert(1)</script>长4米", org_name="<b>老王</b>饭馆")
    case = await applicant.submit()
    task = (await applicant.tasks(case))["biz-reg"]

    page = (await zhang.get(f"/console/tasks/{task.id}")).text
    assert "&lt;b&gt;老王&lt;/b&gt;饭馆" in page
    assert "<b>老王" not in page + (await zhang.get("/console")).text


# What a clerk decides


async def test_a_clerk_accepts_reviews_and_grants(zhang, tasks, food, database, applicant):
    for form in (
        {"kind": "accepted"},
        {"kind": "under_review"},
        {**GRANT, "opinion": "符合条件", "valid_until": "2031-12-31"},
    ):
        assert (await decide(zhang, food, **form)).status_code == 303

    assert stage(database, tasks["food"]) == Stage.GRANTED
    page = (await zhang.get(food)).text
    assert "符合条件" in page
    assert "scjg/zhang" in page
    assert 'name="kind"' not in page, "there is nothing left to decide"
    assert "食品经营许可证编号 JY1370982000001" in (await applicant.history())[-1].text


async def test_a_grant_needs_the_number_of_the_licence(zhang, tasks, food, database):
    response = await decide(zhang, food, kind="granted", licence_number=" ")

    assert response.status_code == 409
    assert "准予时要写证照编号" in response.text
    assert stage(database, tasks["food"]) == Stage.DISPATCHED


@pytest.mark.parametrize("kind", ["refused", "not_accepted"])
async def test_a_refusal_needs_a_reason(zhang, tasks, food, database, kind):
    assert "要写理由" in (await decide(zhang, food, kind=kind)).text
    assert stage(database, tasks["food"]) == Stage.DISPATCHED

    await decide(zhang, food, kind=kind, opinion="资料不全")
    assert stage(database, tasks["food"]) == kind


async def test_a_supplement_is_asked_for_once(zhang, tasks, food, database, applicant):
    wanted = ["field:seats", "material:food_layout"]
    assert (await decide(zhang, food, kind="supplement_requested", opinion="看不清", wanted=wanted)).status_code == 303

    assert stage(database, tasks["food"]) == Stage.SUPPLEMENT_REQUESTED
    assert await applicant.asked() == "seats"
    await applicant.say("answer", "50个")
    await applicant.hand_in("food_layout")
    assert "要求补正" not in (await zhang.get(food)).text


async def test_the_form_sent_twice_acts_once(zhang, tasks, food, database, applicant):
    page = (await zhang.get(food)).text
    form = {"csrf": hidden(page, "csrf"), "form_id": hidden(page, "form_id"), **GRANT}

    first, second = await zhang.post(food, data=form), await zhang.post(food, data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    told = [message for message in await applicant.history() if "“食品经营许可”办好了" in message.text]
    assert len(told) == 1


@pytest.mark.parametrize("csrf", ["", "wrong", "长"])
async def test_a_form_that_is_not_from_our_page_is_refused(zhang, tasks, food, database, csrf):
    response = await decide(zhang, food, **GRANT, csrf=csrf)

    assert (response.status_code, response.json()["error"]["code"]) == (403, "csrf")
    assert stage(database, tasks["food"]) == Stage.DISPATCHED
    assert (await zhang.post("/console/logout", data={"csrf": csrf})).status_code == 403


async def test_a_token_of_another_clerk_does_not_count(zhang, clerks, tasks, food, database):
    token = zhang.cookies[COOKIE]
    await log_in(zhang, "li")
    lis = hidden((await zhang.get("/console")).text, "csrf")

    headers = {"Cookie": f"{COOKIE}={token}"}
    zhang.cookies.clear()
    response = await zhang.post(food, data={**GRANT, "form_id": "1", "csrf": lis}, headers=headers)

    assert response.status_code == 403
    assert stage(database, tasks["food"]) == Stage.DISPATCHED


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "approved"},
        {"kind": ""},
        {"kind": "withdrawn", "opinion": "x"},
        {"kind": "dispatched"},
        {"kind": "waiting"},
        {**GRANT, "valid_until": "soon"},
        {"kind": "refused", "opinion": "\x00"},
        {"kind": "supplement_requested", "opinion": "x", "wanted": ["field:id_no"]},
        {"kind": "supplement_requested", "opinion": "x", "wanted": ["seats"]},
    ],
)
async def test_a_decision_that_the_page_does_not_offer_is_refused(zhang, tasks, food, database, form):
    response = await decide(zhang, food, **form)

    assert response.status_code in {409, 422}
    assert stage(database, tasks["food"]) == Stage.DISPATCHED


async def test_a_decision_after_the_decision_is_refused_with_a_sentence(zhang, tasks, food, database):
    page = (await zhang.get(food)).text
    await decide(zhang, food, **GRANT)

    form = {"csrf": hidden(page, "csrf"), "form_id": "another-window", "kind": "refused", "opinion": "不行"}
    response = await zhang.post(food, data=form)

    assert (response.status_code, stage(database, tasks["food"])) == (409, Stage.GRANTED)
    assert 'class="error"' in response.text


# What the catalogue is not sure of


async def test_a_task_shows_what_is_still_to_be_confirmed_about_its_item(zhang, food):
    page = (await zhang.get(food)).text
    assert "待核实" in page
    assert "承诺时限各地5至8个工作日" in page


async def test_a_clerk_sees_every_doubt_about_the_own_department_and_no_others(zhang):
    page = (await zhang.get("/console/doubts")).text
    assert "食品经营许可" in page
    assert "承诺时限各地5至8个工作日，这里按8个工作日" in page
    assert "大型户外广告设施设置许可" not in page, "that is the city bureau's"


async def test_of_a_long_list_the_most_urgent_are_shown_with_how_many_there_are(zhang, tasks, monkeypatch):
    assert "共 1 件" not in (await zhang.get("/console")).text
    monkeypatch.setattr("api.console.worklist.MOST_SHOWN", 0)
    page = (await zhang.get("/console")).text
    assert "共 1 件，只列最急的" in page
    assert "data-task" not in page


async def test_a_browser_without_a_log_in_gets_the_log_in_and_a_program_the_code(client, food):
    browser = await client.get(food, headers={"Accept": "text/html,*/*"})
    assert (browser.status_code, 'action="/console/login"' in browser.text) == (401, True)
    assert (await client.get(food)).json()["error"]["code"] == "not_logged_in"


@pytest.mark.parametrize(
    ("task", "status"), [("00000000-0000-0000-0000-000000000007", 404), ("no number of a task", 422)]
)
async def test_what_is_not_there_is_said_on_a_page(zhang, task, status):
    page = await zhang.get(f"/console/tasks/{task}", headers={"Accept": "text/html"})
    assert page.status_code == status
    assert "回工作台" in page.text


def test_a_canned_answer_is_offered_only_when_all_that_it_names_is_known():
    known = {"city": "新泰市", "hotline": "12345", "path": "开办餐饮店", "case_no": None}
    offered = filled_in(known)
    assert any("您办的“开办餐饮店”" in each for each in offered)
    assert not any("您的办件" in each for each in offered)
    assert not any("{" in each for each in offered)
