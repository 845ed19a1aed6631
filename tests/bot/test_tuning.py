"""What tuning replaces behaves as Rasa's own does."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

import tuning

REPLIES = [
    {"events": [], "responses": [{"text": "好"}]},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []},
    {},
    {"events": "no list", "responses": []},
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": [{"event": "slot"}], "responses": []},
    {"events": [], "responses": ["no object"]},
]


def accepts(check: Any, reply: dict[str, Any]) -> bool:
    try:
        return bool(check(RemoteAction("action_x", None), reply))
    except jsonschema.ValidationError:
        return False


@pytest.mark.parametrize("reply", REPLIES)
def test_replies_are_judged_alike(reply: dict[str, Any]) -> None:
    assert accepts(tuning.validate_action_result, reply) == accepts(RemoteAction._validate_action_result, reply)


def test_events_are_looked_up_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Event, "resolve_by_type", Event.resolve_by_type)
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    tuning.install()
    assert Event.resolve_by_type("slot") is SlotSet
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("nothing")


async def test_one_connection_serves_several_requests() -> None:
    ports = []

    async def answer(request: web.Request) -> web.Response:
        ports.append(request.transport.get_extra_info("peername")[1])
        if (await request.json()).get("fail"):
            return web.json_response({"error": "no"}, status=400)
        return web.json_response({"token": request.query.get("token")})

    app = web.Application()
    app.router.add_post("/actions", answer)
    server = TestServer(app)
    await server.start_server()
    endpoint = tuning.KeepAliveEndpoint.like(EndpointConfig(str(server.make_url("/actions")), token="t"))
    try:
        assert await endpoint.request(json={}) == {"token": "t"}
        with pytest.raises(ClientResponseError):
            await endpoint.request(json={"fail": True})
        assert await endpoint.request(json={}) == {"token": "t"}
    finally:
        await endpoint.close()
        await server.close()
    assert len(set(ports)) == 1
