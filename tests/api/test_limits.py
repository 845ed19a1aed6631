"""Who asks too much waits; whose page is not ours changes nothing."""

from __future__ import annotations

import httpx
import pytest

from actions.application import create_app
from api.settings import settings
from api.web.bundle import STATIC, UnbundledError, bundle

CONVERSATION = "/api/v1/conversation"
MOST_PACKED = 60_000


@pytest.fixture
async def from_outside(database, monkeypatch):
    """Clients at an address that is not this machine."""
    monkeypatch.setattr(settings(), "database_url", database.url)
    monkeypatch.setattr(settings(), "rate_per_visitor", 3)
    monkeypatch.setattr(settings(), "rate_per_address", 8)
    application = create_app()

    def client(address: str, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(application, client=(address, 1))
        return httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)

    yield client
    await application.state.database.close()
    await application.state.bot.close()


async def statuses(client: httpx.AsyncClient, count: int) -> list[int]:
    return [(await client.put(f"{CONVERSATION}/voice", json={"voice": "elder"})).status_code for _ in range(count)]


async def test_a_visitor_who_writes_too_fast_waits_and_others_do_not(from_outside):
    async with from_outside("203.0.113.1") as fast, from_outside("203.0.113.1") as other:
        for client in (fast, other):
            await client.post(CONVERSATION)
        assert (await statuses(fast, 4))[-1] == 429
        assert await statuses(other, 1) == [204]


async def test_an_address_has_a_limit_too(from_outside):
    async with from_outside("203.0.113.2") as client:
        found = []
        for _ in range(10):
            client.cookies.clear()
            found.append((await client.post(CONVERSATION)).status_code)
    assert found == [200] * 8 + [429] * 2


async def test_reading_is_not_counted(from_outside):
    async with from_outside("203.0.113.3") as client:
        assert {(await client.get("/healthz")).status_code for _ in range(20)} == {200}


async def test_this_machine_is_not_counted(from_outside):
    async with from_outside("127.0.0.1") as client:
        await client.post(CONVERSATION)
        assert set(await statuses(client, 12)) == {204}


async def test_another_sites_page_changes_nothing(from_outside):
    async with from_outside("127.0.0.1", Origin="https://evil.example") as client:
        refused = await client.post(CONVERSATION)
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers


async def test_a_site_that_may_embed_the_conversation_is_let_in(database, monkeypatch):
    city = "https://www.city.example"
    monkeypatch.setattr(settings(), "database_url", database.url)
    monkeypatch.setattr(settings(), "embedding_origins", [city])
    monkeypatch.setattr(settings(), "secure_cookies", True)
    application = create_app()
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="https://test", headers={"Origin": city}) as client:
        opened = await client.post(CONVERSATION)
        preflight = await client.options(
            CONVERSATION,
            headers={"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
        )
    assert opened.headers["access-control-allow-origin"] == city
    assert "samesite=none" in opened.headers["set-cookie"].lower()
    assert preflight.status_code == 200
    await application.state.database.close()
    await application.state.bot.close()


# --- the scripts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ["page.js", "embed.js"])
def test_a_script_is_small_and_holds_every_module_once(entry):
    made = bundle(entry)
    assert len(made.packed) < MOST_PACKED
    assert made.content.count(b"customElements.define('yichuang-chat'") == 1
    assert b"\nimport " not in made.content


async def test_a_script_is_sent_packed_and_not_again_to_who_has_it(client):
    first = await client.get("/widget.js")
    assert first.headers["content-encoding"] == "gzip"
    again = await client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    page = (await client.get("/")).text
    assert f"/page.js?v={bundle('page.js').mark}" in page
    assert "immutable" in (await client.get(f"/page.js?v={bundle('page.js').mark}")).headers["cache-control"]


def test_every_module_is_in_a_script():
    whole = bundle("page.js").content + bundle("embed.js").content
    for file in STATIC.rglob("*.js"):
        name = file.relative_to(STATIC).as_posix().removesuffix(".js").replace("/", "_").replace("-", "_")
        assert f"const m_{name} = ".encode() in whole, file


@pytest.mark.parametrize(
    "source",
    [
        "import * as all from './dom.js';\n",
        "export default 1;\n",
        "const here = 1;\nexport { here };\n",
        "import './a.js';\n",
    ],
)
def test_a_module_of_another_form_is_refused(monkeypatch, tmp_path, source):
    (tmp_path / "styles").mkdir()
    (tmp_path / "a.js").write_text(source, encoding="utf-8")
    monkeypatch.setattr("api.web.bundle.STATIC", tmp_path)
    with pytest.raises(UnbundledError):
        bundle("a.js")
