"""The city's identity provider: a real one, run here, with its own keys."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.identity import oidc
from api.identity.oidc import Provider
from api.settings import settings
from tests.api.conftest import MOBILE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

# The provider of these tests is built on a library that warns of its next version, in the provider's own thread.
pytestmark = pytest.mark.filterwarnings("ignore")

START, BACK = "/api/v1/identity/oidc", "/api/v1/identity/oidc/callback"
CLAIMS = {"phone_number": f"+86{MOBILE}", "phone_number_verified": True}


@pytest.fixture(scope="module")
def provider():
    users = [
        oidc_provider_mock.User(sub="li", claims=CLAIMS),
        oidc_provider_mock.User(sub="nobody"),
        oidc_provider_mock.User(sub="unsure", claims={**CLAIMS, "phone_number_verified": False}),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def at_provider(provider, monkeypatch):
    """The settings of a city that has this provider."""
    for name, value in {"oidc_issuer": provider, "oidc_client_id": "yichuang", "oidc_client_secret": "secret"}.items():
        monkeypatch.setattr(settings(), name, value)


async def at_the_provider(client: httpx.AsyncClient, who: str) -> str:
    """Go there, log in as somebody; returns the address to which the provider sends the browser back."""
    left = await client.get(START)
    assert left.status_code == 303
    async with httpx.AsyncClient(trust_env=False) as http:
        logged_in = await http.post(left.headers["location"], data={"sub": who})
    assert logged_in.status_code in {302, 303}, logged_in.text
    return str(logged_in.headers["location"])


async def come_back(client: httpx.AsyncClient, who: str) -> httpx.Response:
    await client.post("/api/v1/conversation")
    address = urlsplit(await at_the_provider(client, who))
    return await client.get(f"{address.path}?{address.query}")


async def test_who_comes_back_is_proved_and_finds_what_was_begun_elsewhere(at_provider, client, applicant):
    back = await come_back(client, "li")
    assert (back.status_code, back.headers["location"]) == (303, "/")
    assert (await client.get("/api/v1/identity")).json()["mobile"] == "138****1234"
    assert (await client.get("/api/v1/draft")).json()["ready"] is True


@pytest.mark.parametrize("who", ["nobody", "unsure"])
async def test_without_a_verified_number_nothing_is_proved(at_provider, client, who):
    back = await come_back(client, who)
    assert (back.status_code, back.json()["error"]["code"]) == (403, "oidc_no_mobile")
    assert (await client.get("/api/v1/identity")).json()["proved"] is False


async def test_a_forged_or_repeated_return_is_refused(at_provider, client):
    await client.post("/api/v1/conversation")
    address = urlsplit(await at_the_provider(client, "li"))
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    for forged in ({**query, "state": "other"}, {**query, "code": "other"}, {}):
        assert (await client.get(BACK, params=forged)).status_code == 403
    cookie = client.cookies.get("yichuang_oidc")
    client.cookies.delete("yichuang_oidc")
    assert (await client.get(BACK, params=query)).status_code == 403, "from another browser"
    client.cookies.set("yichuang_oidc", str(cookie))
    assert (await client.get(BACK, params=query)).status_code == 303
    assert (await client.get(BACK, params=query)).status_code == 403, "a second time"


async def test_a_provider_may_want_the_secret_in_the_body(at_provider, client, monkeypatch):
    about = Provider._about

    async def only_the_body(self: Provider) -> dict[str, Any]:
        return {**await about(self), "token_endpoint_auth_methods_supported": ["client_secret_post"]}

    monkeypatch.setattr(Provider, "_about", only_the_body)
    sent: list[bytes] = []

    async def note(request: httpx.Request) -> None:
        sent.append(request.content)

    client._transport.app.state.http.event_hooks["request"].append(note)
    assert (await come_back(client, "li")).status_code == 303
    assert any(b"client_secret=secret" in body for body in sent)


async def test_an_old_departure_is_refused(at_provider, client, monkeypatch):
    await client.post("/api/v1/conversation")
    address = urlsplit(await at_the_provider(client, "li"))
    later = datetime.now(UTC) + timedelta(seconds=oidc.VALID_SECONDS + 1)
    monkeypatch.setattr(oidc, "now", lambda: later)
    assert (await client.get(f"{address.path}?{address.query}")).status_code == 403


async def test_a_provider_that_is_down_is_told(client, monkeypatch):
    monkeypatch.setattr(settings(), "oidc_issuer", "http://127.0.0.1:9")
    await client.post("/api/v1/conversation")
    assert (await client.get(START)).json()["error"]["code"] == "oidc_down"


async def test_without_a_provider_there_is_none(client):
    await client.post("/api/v1/conversation")
    assert (await client.get(START)).status_code == 404
