"""Every page of the console with every role: a role gets what is its own and nothing else."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute

from actions.application import create_app
from api.console import live
from api.settings import settings
from api.staff import accounts
from tests.api.test_architecture import flat
from tests.api.test_console import PASSWORD, cheap_hashes, hidden, log_in

__all__ = ["cheap_hashes"]
ROLES = ("clerk", "coordinator", "reviewer", "editor", "administrator")
OWN = {
    "clerk": (
        "/console/tasks", "/console/bulk", "/console/doubts", "/console/export.zip", "/console/coordinations",
    ),
    "coordinator": ("/console/desk",),
    "reviewer": ("/console/conversations", "/console/improving"),
    "editor": ("/console/catalogue",),
    "administrator": ("/console/staff",),
}  # fmt: skip
FOR_ALL = (
    "/console",
    "/console/login",
    "/console/login/code",
    "/console/login/vouched",
    "/console/login/vouched/callback",
    "/console/logout",
)
FOR_ALL_STAFF = "/console/account"
REFUSED = 401


@pytest.fixture
async def staff_of_every_role(database):
    async with database.transaction() as session:
        await accounts.save_clerk(session, "clerk", PASSWORD, "scjg")
        await accounts.save_coordinator(session, "coordinator", PASSWORD)
        await accounts.save_reviewer(session, "reviewer", PASSWORD)
        await accounts.save_editor(session, "editor", PASSWORD)
        await accounts.save_administrator(session, "administrator", PASSWORD)


def somewhere(path: str) -> str:
    """The address with ids that are nobody's."""
    for blank, given in ((r"\{\w*seq\}", "1"), (r"\{kind\}", "days"), (r"\{\w+_id\}", str(UUID(int=7)))):
        path = re.sub(blank, given, path)
    return path


@pytest.fixture
def routes(monkeypatch, database_url) -> list[tuple[str, str]]:
    """Every address of the console, with ids that are nobody's."""
    monkeypatch.setattr(settings(), "database_url", database_url)
    monkeypatch.setattr(live, "LONGEST", 0)  # a stream tells once and ends
    found = [route for route in flat(create_app().routes) if isinstance(route, APIRoute)]
    return sorted(
        (method, somewhere(route.path))
        for route in found
        if route.path.startswith("/console") and route.path not in FOR_ALL
        for method in route.methods
    )


async def ask(client, method: str, path: str, csrf: str) -> int:
    if method == "GET":
        return (await client.get(path)).status_code
    return (await client.post(path, data={"csrf": csrf, "kind": "accepted", "form_id": str(uuid4())})).status_code


def is_own(role: str, path: str) -> bool:
    return path.startswith(FOR_ALL_STAFF) or any(
        path == prefix or path.startswith(f"{prefix}/") for prefix in OWN[role]
    )


def test_every_address_belongs_to_exactly_one_role(routes):
    own = [path for _method, path in routes if not path.startswith(FOR_ALL_STAFF)]
    unclear = [path for path in own if sum(is_own(role, path) for role in ROLES) != 1]
    assert unclear == []


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reaches_its_own_pages_and_no_others(client, staff_of_every_role, routes, role):
    await log_in(client, role)
    home = (await client.get("/console", follow_redirects=True)).text
    csrf = hidden(home, "csrf")

    refused = {(method, path) for method, path in routes if await ask(client, method, path, csrf) == REFUSED}

    assert refused == {(method, path) for method, path in routes if not is_own(role, path)}


async def test_nobody_reaches_anything_without_a_log_in(client, routes):
    reached = [path for method, path in routes if await ask(client, method, path, "") != REFUSED]
    assert reached == []
