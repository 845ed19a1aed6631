"""Accounts of staff: kept by an administrator, protected by a second factor, ended where somebody is not any more."""

from __future__ import annotations

import re
import time

import httpx
import psycopg
import pyotp
import pytest

from api.staff import accounts
from api.staff.models import StaffUser
from api.staff.second_factor import use
from tests.api.test_console import PASSWORD, cheap_hashes, hidden, log_in

__all__ = ["cheap_hashes"]


@pytest.fixture
async def root(database, client):
    """The client, logged in as the administrator."""
    async with database.transaction() as session:
        await accounts.save_administrator(session, "root", PASSWORD)
    await log_in(client, "root")
    return client


@pytest.fixture
async def another(client):
    """A second browser."""
    async with httpx.AsyncClient(transport=client._transport, base_url=client.base_url) as browser:
        yield browser


async def post(browser: httpx.AsyncClient, page: str, address: str, **form: str) -> httpx.Response:
    """Send a form of a page."""
    csrf = hidden((await browser.get(page)).text, "csrf")
    return await browser.post(address, data={"csrf": csrf, **form}, follow_redirects=True)


async def opened(root: httpx.AsyncClient, name: str, role: str, department: str = "") -> str:
    """Make an account; returns the password shown once."""
    answer = await post(root, "/console/staff", "/console/staff", name=name, role=role, department=department)
    shown = re.search(r'初始密码：<b class="number">([^<]+)</b>', answer.text)
    assert shown, answer.text
    return shown.group(1)


def account_of(database, name: str) -> str:
    with psycopg.connect(database.url) as connection:
        row = connection.execute("SELECT id FROM staff_users WHERE name = %s", (name,)).fetchone()
    assert row is not None
    return f"/console/staff/{row[0]}"


def secret_on(page: str) -> str:
    return hidden(page, "secret")


async def test_an_account_begins_with_a_password_that_is_shown_once(root, another):
    password = await opened(root, "wang", "clerk", "scjg")
    assert password not in (await root.get("/console/staff")).text
    assert (await log_in(another, "wang", password)).status_code == 303
    assert "市场监督管理局" in (await another.get("/console")).text


async def test_a_name_is_given_once_and_a_clerk_needs_a_department(root):
    await opened(root, "wang", "reviewer")
    again = await post(root, "/console/staff", "/console/staff", name="wang", role="reviewer")
    assert "已经有叫“wang”的账号了" in again.text
    homeless = await post(root, "/console/staff", "/console/staff", name="li", role="clerk")
    assert "要选部门" in homeless.text


async def test_a_closed_account_ends_what_is_open_and_lets_nobody_in(root, another, database):
    password = await opened(root, "wang", "reviewer")
    await log_in(another, "wang", password)
    await post(root, "/console/staff", f"{account_of(database, 'wang')}/disable")

    assert (await another.get("/console/conversations")).status_code == 401
    assert (await log_in(another, "wang", password)).status_code == 401

    await post(root, "/console/staff", f"{account_of(database, 'wang')}/enable")
    assert (await log_in(another, "wang", password)).status_code == 303


async def test_nobody_closes_their_own_account(root, database):
    answer = await post(root, "/console/staff", f"{account_of(database, 'root')}/disable")
    assert "不能停用自己的账号" in answer.text
    assert (await root.get("/console/staff")).status_code == 200


async def test_the_administrator_unlocks_and_ends_log_ins(root, another, database):
    password = await opened(root, "wang", "reviewer")
    for _ in range(5):
        await log_in(another, "wang", "wrong")
    assert (await log_in(another, "wang", password)).status_code == 401
    await post(root, "/console/staff", f"{account_of(database, 'wang')}/enable")
    assert (await log_in(another, "wang", password)).status_code == 303

    await post(root, "/console/staff", f"{account_of(database, 'wang')}/end-sessions")
    assert (await another.get("/console/conversations")).status_code == 401


async def test_every_change_stands_in_the_audit_log(root, database):
    await opened(root, "wang", "reviewer")
    await post(root, "/console/staff", f"{account_of(database, 'wang')}/password")
    with psycopg.connect(database.url) as connection:
        rows = connection.execute("SELECT actor, subject FROM audit_entries WHERE what = 'account'").fetchall()
    assert rows == [("administrator/root", "wang")] * 2


async def test_a_second_factor_is_wanted_from_the_next_log_in_on(root, another):
    page = (await root.get("/console/account")).text
    secret = secret_on(page)
    code = pyotp.TOTP(secret).now()
    assert (
        "开好了"
        in (await post(root, "/console/account", "/console/account/second-factor", secret=secret, code=code)).text
    )

    assert "还差一步" in (await log_in(another, "root")).text
    assert (await another.get("/console/staff")).status_code == 401, "the password alone opens nothing"
    assert (await another.post("/console/login/code", data={"code": "000000"})).status_code == 401
    assert (await another.post("/console/login/code", data={"code": code})).status_code == 303
    assert (await another.get("/console/staff")).status_code == 200


async def test_a_wrong_code_does_not_begin_a_second_factor(root, another):
    secret = secret_on((await root.get("/console/account")).text)
    answer = await post(root, "/console/account", "/console/account/second-factor", secret=secret, code="000000")
    assert "验证码不对" in answer.text
    assert (await log_in(another, "root")).status_code == 303


async def test_wrong_codes_lock_the_account(root, another, database):
    secret = pyotp.random_base32()
    async with database.transaction() as session:
        user = await accounts._account(session, account_of(database, "root").rpartition("/")[2])
        accounts.set_second_factor(user, secret, pyotp.TOTP(secret).now())
    await log_in(another, "root")
    for _ in range(5):
        await another.post("/console/login/code", data={"code": "000000"})
    answer = await another.post("/console/login/code", data={"code": pyotp.TOTP(secret).now()})
    assert "登录失败次数太多" in answer.text


def test_a_code_is_taken_once():
    secret = pyotp.random_base32()
    user = StaffUser(name="wang", totp_secret=secret, totp_step=0)
    code = pyotp.TOTP(secret).now()
    assert use(user, code)
    assert not use(user, code)


def test_a_clock_that_is_half_a_minute_slow_is_forgiven_and_more_is_not():
    secret = pyotp.random_base32()
    moment = int(time.time())
    assert use(StaffUser(totp_secret=secret, totp_step=0), pyotp.TOTP(secret).at(moment - 30))
    assert not use(StaffUser(totp_secret=secret, totp_step=0), pyotp.TOTP(secret).at(moment - 120))


async def test_a_new_password_ends_the_log_ins_elsewhere(root, another):
    await log_in(another, "root")
    answer = await post(
        root, "/console/account", "/console/account/password", old=PASSWORD, new="a still longer password"
    )
    assert "密码改好了" in answer.text
    assert (await another.get("/console/staff")).status_code == 401
    assert (await root.get("/console/staff")).status_code == 200
    assert (await log_in(another, "root", "a still longer password")).status_code == 303


async def test_the_old_password_must_be_right_and_the_new_one_long(root):
    wrong = await post(root, "/console/account", "/console/account/password", old="nonsense", new="long enough for all")
    assert "原来的密码不对" in wrong.text
    short = await post(root, "/console/account", "/console/account/password", old=PASSWORD, new="short")
    assert "密码至少10个字符" in short.text


async def test_the_secret_of_the_second_factor_is_not_readable_in_the_database(root, database):
    secret = secret_on((await root.get("/console/account")).text)
    code = pyotp.TOTP(secret).now()
    await post(root, "/console/account", "/console/account/second-factor", secret=secret, code=code)
    with psycopg.connect(database.url) as connection:
        row = connection.execute("SELECT totp_secret FROM staff_users WHERE name = 'root'").fetchone()
    assert row is not None
    assert secret.encode() not in bytes(row[0])


async def test_an_open_log_in_does_not_replace_a_second_factor(root):
    page = (await root.get("/console/account")).text
    first, other = secret_on(page), pyotp.random_base32()
    for secret in (first, other):
        code = pyotp.TOTP(secret).now()
        answer = await root.post(
            "/console/account/second-factor", data={"csrf": hidden(page, "csrf"), "secret": secret, "code": code}
        )
    assert "已经开着" in answer.text


@pytest.mark.parametrize("secret", ["", "ABCDEFGH", "no secret at all, but a long enough text"])
async def test_what_is_no_secret_of_ours_is_not_taken(root, secret):
    answer = await post(root, "/console/account", "/console/account/second-factor", secret=secret, code="123456")
    assert "验证码不对" in answer.text
