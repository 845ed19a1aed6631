"""Staff log in by an identity provider: a real one, run here. It says who they are, the account what they may do."""

from __future__ import annotations

import warnings
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest

from api.settings import settings
from api.staff import accounts, second_factor
from tests.api.test_console import PASSWORD, cheap_hashes

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

# The provider of these tests is built on a library that warns of its next version, in the provider's own thread.
pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["cheap_hashes"]
START, BACK = "/console/login/vouched", "/console/login/vouched/callback"


@pytest.fixture(scope="module")
def provider():
    names = ("chen", "gone", "stranger")
    users = [oidc_provider_mock.User(sub=name, claims={"preferred_username": name}) for name in names]
    users.append(oidc_provider_mock.User(sub="nameless"))
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def at_provider(provider, monkeypatch):
    monkeypatch.setattr(settings(), "staff_oidc_issuer", provider)
    monkeypatch.setattr(settings(), "staff_oidc_client_id", "console")
    monkeypatch.setattr(settings(), "staff_oidc_client_secret", "secret")


@pytest.fixture(autouse=True)
async def staff(database):
    """Chen reviews; the account of somebody who has gone is closed."""
    async with database.transaction() as session:
        await accounts.save_reviewer(session, "chen", PASSWORD)
        await accounts.save_coordinator(session, "gone", PASSWORD)
        gone = next(user for user, _ in await accounts.all_accounts(session) if user.name == "gone")
        await accounts.disable(session, gone.id, "root")


async def come_back(client: httpx.AsyncClient, who: str) -> httpx.Response:
    """Go to the provider, log in there as somebody, and come back."""
    left = await client.get(START)
    async with httpx.AsyncClient(trust_env=False) as http:
        logged_in = await http.post(left.headers["location"], data={"sub": who})
    address = urlsplit(str(logged_in.headers["location"]))
    return await client.get(f"{address.path}?{address.query}")


async def test_the_log_in_page_offers_it(client):
    assert START in (await client.get("/console")).text


async def test_whom_the_provider_vouches_for_works_under_their_own_account(client):
    back = await come_back(client, "chen")
    assert "url=/console" in back.text, "the browser goes on by itself, so that its new cookie is sent along"
    assert (await client.get("/console/conversations")).status_code == 200
    assert (await client.get("/console/staff")).status_code == 401, "the account says what they may do"


@pytest.mark.parametrize("who", ["stranger", "gone"])
async def test_without_an_open_account_nobody_gets_in(client, who):
    back = await come_back(client, who)
    assert back.status_code == 401
    assert f"没有“{who}”的账号" in back.text
    assert (await client.get("/console/conversations")).status_code == 401


async def test_a_provider_that_names_nobody_lets_nobody_in(client):
    back = await come_back(client, "nameless")
    assert (back.status_code, "用密码登录" in back.text) == (403, True)


async def test_the_second_factor_of_the_account_is_still_wanted(client, database):
    secret = second_factor.new_secret()
    async with database.transaction() as session:
        chen = next(user for user, _ in await accounts.all_accounts(session) if user.name == "chen")
        accounts.set_second_factor(chen, secret, pyotp.TOTP(secret).now())

    await come_back(client, "chen")
    assert (await client.get("/console/conversations")).status_code == 401

    await client.post("/console/login/code", data={"code": pyotp.TOTP(secret).now()})
    assert (await client.get("/console/conversations")).status_code == 200


async def test_a_departure_for_citizens_is_no_way_into_the_console(client, provider, monkeypatch):
    for name, value in {"oidc_issuer": provider, "oidc_client_id": "console", "oidc_client_secret": "secret"}.items():
        monkeypatch.setattr(settings(), name, value)
    await client.post("/api/v1/conversation")
    left = await client.get("/api/v1/identity/oidc")
    async with httpx.AsyncClient(trust_env=False) as http:
        logged_in = await http.post(left.headers["location"], data={"sub": "chen"})
    query = urlsplit(str(logged_in.headers["location"])).query
    client.cookies.set("yichuang_staff_oidc", str(client.cookies.get("yichuang_oidc")), path=START)

    assert (await client.get(f"{BACK}?{query}")).status_code == 403


async def test_a_provider_that_is_down_leaves_the_password(client, monkeypatch):
    monkeypatch.setattr(settings(), "staff_oidc_issuer", "http://127.0.0.1:1")
    page = await client.get(START)
    assert page.status_code == 503
    assert "请用密码登录" in page.text
    assert 'name="password"' in page.text


async def test_where_there_is_none_it_is_not_offered(client, monkeypatch):
    monkeypatch.setattr(settings(), "staff_oidc_issuer", "")
    assert START not in (await client.get("/console")).text
    assert (await client.get(START)).status_code == 404
