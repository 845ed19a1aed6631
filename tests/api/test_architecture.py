"""What holds the parts together: bot and dialogue, routes and who may call them, tables and migrations."""

from __future__ import annotations

import inspect
import re
from datetime import date

import pytest
import yaml
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi.routing import APIRoute
from sqlalchemy import create_engine

from actions.application import create_app
from actions.turns import turn_actions
from api.console.session import (
    _administrator,
    _administrator_with_csrf,
    _anybody,
    _anybody_with_csrf,
    _clerk,
    _clerk_with_csrf,
    _coordinator,
    _coordinator_with_csrf,
    _editor,
    _editor_with_csrf,
    _reviewer,
    _reviewer_with_csrf,
)
from api.conversations import service as conversations
from api.database import Base, sqlalchemy_url
from api.departments.authentication import _calling_department
from api.dialogue.service import HANDLERS
from api.jobs.tasks import jobs
from api.migrations import migrate
from api.migrations.tables import TABLES
from api.settings import PROJECT_FOLDER, settings
from api.web.visitor import _known_visitor
from forms.facts import KINDS_OF
from forms.loader import default_catalogue
from forms.model import Kind
from forms.values import parse_value

PUBLIC = {
    ("GET", "/"): "the chat page",
    ("GET", "/favicon.ico"): "a picture",
    ("GET", "/healthz"): "for whoever runs it",
    ("GET", "/readyz"): "for whoever runs it",
    ("GET", "/metrics"): "figures without people",
    ("POST", "/api/v1/conversation"): "gives a newcomer their cookie",
    ("GET", "/webhooks/rest/"): "tells that the channel is there, as Rasa's own",
    ("POST", "/webhooks/rest/webhook"): "as Rasa's own REST channel, which names the sender",
    ("GET", "/api/v1/paths"): "the catalogue is for everybody",
    ("GET", "/api/v1/paths/{path_id}"): "the catalogue is for everybody",
    ("POST", "/api/v1/paths/{path_id}/plan"): "a plan for anybody's answers; nothing is stored",
    ("DELETE", "/api/v1/identity"): "only takes the caller's own cookie away",
    ("GET", "/page.js"): "a script without anybody's data",
    ("GET", "/widget.js"): "a script without anybody's data",
    ("GET", "/wechat/callback"): "checks WeChat's signature itself",
    ("POST", "/wechat/callback"): "checks WeChat's signature itself",
    ("GET", "/wechat/open/{token}"): "the link is signed",
    ("POST", "/wechat/open/{token}"): "the link is signed",
    ("GET", "/guide"): "the guide is for everybody",
    ("GET", "/guide/{path_id}"): "the guide is for everybody",
    ("GET", "/guide/sample/{material_id}.svg"): "the guide is for everybody",
    ("POST", "/guide/{path_id}/notice"): "a notice for anybody's answers; nothing is stored",
    ("POST", "/guide/{path_id}/notice.pdf"): "a notice for anybody's answers; nothing is stored",
    ("GET", "/verify"): "whoever is shown a licence may verify it",
    ("GET", "/verify/{code}"): "whoever knows the code has seen the licence",
    ("GET", "/console"): "shows the log-in page to whoever is not logged in",
    ("POST", "/console/login"): "the log-in",
    ("POST", "/console/login/code"): "the second step of the log-in",
    ("GET", "/console/login/vouched"): "begins a log-in at the staff's identity provider",
    ("GET", "/console/login/vouched/callback"): "ends it; the provider vouches for who it is",
    ("POST", "/actions/webhook"): "checks the bot's token itself",
}
"""Routes that anybody may call, each with its reason."""

STAFF_GUARDS = {
    _clerk_with_csrf, _coordinator_with_csrf, _reviewer_with_csrf, _editor_with_csrf, _administrator_with_csrf, _anybody_with_csrf,
}  # fmt: skip
GUARDS = {
    _known_visitor,
    _clerk,
    _coordinator,
    _reviewer,
    _editor,
    _administrator,
    _anybody,
    _calling_department,
    *STAFF_GUARDS,
}


def dependencies(dependant) -> set:
    """Everything that a route depends on, directly or not."""
    return {dependant.call}.union(*(dependencies(each) for each in dependant.dependencies))


@pytest.fixture
def application(monkeypatch, database_url):
    monkeypatch.setattr(settings(), "database_url", database_url)
    return create_app()


def routes(application) -> dict[tuple[str, str], APIRoute]:
    return {
        (method, route.path): route
        for route in flat(application.routes)
        if isinstance(route, APIRoute)
        for method in route.methods
    }


def flat(some_routes) -> list:
    """The routes, with those of included routers in their place."""
    return [
        each
        for route in some_routes
        for each in (flat(route.original_router.routes) if hasattr(route, "original_router") else [route])
    ]


# Bot and dialogue


def bot_file(name: str) -> dict:
    return yaml.safe_load((PROJECT_FOLDER / "bot" / name).read_text(encoding="utf-8"))


def test_every_action_of_the_bot_has_a_handler_and_every_handler_an_action(database):
    actions = set(bot_file("domain/domain.yml")["actions"])
    assert actions == {action.name() for action in turn_actions(database)}
    assert actions == {f"action_{handler}" for handler in HANDLERS}


def test_every_intent_of_the_bot_leads_to_an_action_by_exactly_one_rule():
    domain = bot_file("domain/domain.yml")
    intents = [next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain["intents"]]
    steps = [rule["steps"] for rule in bot_file("rules/rules.yml")["rules"]]
    ruled = [step["intent"] for rule in steps for step in rule if "intent" in step]
    acted = [step["action"] for rule in steps for step in rule if "action" in step]

    # Rasa itself leads the intent `back` to action_back, before it looks at any rule.
    assert sorted([*ruled, "back"]) == sorted(intents)
    assert {*acted, "action_back"} == set(domain["actions"])


def test_every_kind_of_fact_that_the_bot_finds_has_a_place_in_forms():
    assert set(bot_file("domain/domain.yml")["entities"]) == set(KINDS_OF)


def test_every_kind_of_field_has_a_parser():
    fields = default_catalogue().fields.values()
    parts = [field.row_part(1, part) for field in fields for part in field.parts]
    used = [*fields, *parts]
    assert {field.kind for field in used} == set(Kind)
    for field in used:
        parse_value(field, field.example, date(2026, 3, 2))


# Who may call what


def test_every_route_knows_its_caller_or_is_declared_public(application):
    unguarded = {key for key, route in routes(application).items() if not dependencies(route.dependant) & GUARDS}
    assert unguarded == set(PUBLIC)


def test_besides_there_are_only_the_description_of_the_interface_and_static_files(application):
    others = {route.path for route in flat(application.routes) if not isinstance(route, APIRoute)}
    assert others == {
        "/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc", "/static", "/console/static", "/guide/static",
        "/socket.io",  # each session is a sender of its own, who proves who they are in the conversation
        "/api/v1/conversation/live",  # looks at the visitor's cookie itself
    }  # fmt: skip


def test_whatever_a_clerk_changes_is_guarded_against_foreign_pages(application):
    changing = {
        key: route
        for key, route in routes(application).items()
        if key[1].startswith("/console/") and key[0] != "GET" and key not in PUBLIC
    }
    assert changing
    assert [key for key, route in changing.items() if not STAFF_GUARDS & dependencies(route.dependant)] == []


@pytest.mark.parametrize(
    ("prefix", "guard"),
    [("/api/v1/department", _calling_department), ("/api/v1/draft", _known_visitor), ("/api/v1/cases", _known_visitor)],
)
def test_each_part_has_its_own_guard(application, prefix, guard):
    mine = [route for (_, path), route in routes(application).items() if path.startswith(prefix)]
    assert mine
    assert all(guard in dependencies(route.dependant) for route in mine)


@pytest.mark.parametrize("token", ["", "wrong", "长"])
async def test_only_our_own_bot_runs_actions(client, monkeypatch, token):
    for expected in ("", "the right one"):
        monkeypatch.setattr(settings(), "action_token", expected)
        response = await client.post("/actions/webhook", params={"token": token}, json={"next_action": "action_greet"})
        assert response.status_code == 401


async def test_an_action_of_our_own_bot_answers_as_rasa_expects(client, citizen, monkeypatch):
    monkeypatch.setattr(settings(), "action_token", "the right one")
    async with citizen.database.transaction() as session:
        conversation = await conversations.locked(session, citizen.conversation_id)
        seq = (await conversations.hear(session, conversation, "我想开个饭店")).seq
    latest = {
        "text": "我想开个饭店",
        "metadata": {"message_id": seq},
        "entities": [],
        "understanding": {"kind": "path", "id": "open-restaurant", "aspect": None, "candidates": []},
    }
    tracker = {"sender_id": str(citizen.conversation_id), "latest_message": latest, "events": [], "slots": {}}
    call = {"next_action": "action_apply", "sender_id": tracker["sender_id"], "tracker": tracker, "domain": {}}

    response = await client.post("/actions/webhook", params={"token": "the right one"}, json=call)

    assert response.status_code == 200
    assert response.json()["events"] == []
    assert any("有固定的门店吗" in reply["text"] for reply in response.json()["responses"])
    assert await citizen.asked() == "has_shop"


# Tables and jobs


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(database_url):
    engine = create_engine(sqlalchemy_url(database_url))

    def mine(_object, name, kind, _reflected, _compare_to) -> bool:
        return not (kind == "table" and name.startswith("procrastinate_"))

    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": mine}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    engine.dispose()
    assert differences == []


def test_every_model_is_among_the_tables():
    assert {table.__tablename__ for table in TABLES} == set(Base.metadata.tables)


def test_migrating_again_changes_nothing(database_url):
    migrate(database_url)


def test_every_job_that_is_put_into_the_queue_is_one_that_the_worker_knows():
    sources = [file.read_text(encoding="utf-8") for file in (PROJECT_FOLDER / "api").rglob("*.py")]
    deferred = {name for source in sources for name in re.findall(r'defer\(session, "(\w+)"', source)}
    assert deferred
    assert deferred <= set(jobs.tasks)


def test_every_handler_says_what_it_is_for():
    assert [name for name, handler in HANDLERS.items() if not inspect.getdoc(handler)] == []
