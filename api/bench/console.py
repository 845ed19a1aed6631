"""`bench console`: how long the server takes for each page of the console, in a database full of conversations."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx
import orjson
from sqlalchemy import text

from api.application import create_application
from api.bench.figures import Cell, figures_of
from api.bench.listening import Listener
from api.bench.load import Measurement
from api.bench.own_database import analyse, own_database
from api.catalogues import proposals
from api.catalogues.service import keep_current
from api.console.session import COOKIE
from api.database import Database
from api.database.sealing import seal
from api.settings import settings
from api.settling import settle
from api.staff import accounts
from api.staff import service as staff
from forms.loader import default_catalogue, read_sources

_NAME = "yichuang_bench_console"
_PASSWORD = "only for this benchmark"  # noqa: S105 - of accounts that exist while it runs
_PATH = "open-restaurant"
_ITEMS = (("biz-reg", "scjg"), ("food", "scjg"), ("sign", "zfj"))
_CHANGED = "paths/newborn.yml"
_FLAGS = ("human", "complaint", "not_understood", "bad_rating")
_AT_ONCE = 20_000
_ROUNDS = 20
_CLOSED = 9
"""Of ten cases so many are closed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much there is: conversations with ten messages each; every fifth has a case, every fiftieth an open flag."""

    conversations: int


# ruff: noqa: S608 - the texts are put together from constants of this module
_SPAN = "generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n"
_LOAD = (
    f"""
    INSERT INTO conversations (id, last_seq, failures, voice, created_at, last_message_at)
    SELECT md5('c' || n)::uuid, 10, 0, 'plain', now() - n * interval '10 seconds', now() - n * interval '9 seconds'
    FROM {_SPAN}
    """,
    f"""
    INSERT INTO messages (conversation_id, seq, role, text, buttons, understanding, created_at)
    SELECT md5('c' || n)::uuid, s, CASE WHEN s % 2 = 1 THEN 'citizen' ELSE 'bot' END, :text, :none,
           CASE WHEN s % 2 = 1 THEN CAST('{{"handler": "answer"}}' AS json) END, now() - n * interval '10 seconds'
    FROM {_SPAN}, generate_series(1, 10) s
    """,
    f"""
    INSERT INTO flags (conversation_id, reason, raised_at, resolved_at)
    SELECT md5('c' || n)::uuid, (CAST(:flags AS text[]))[1 + n % 4], now() - n * interval '1 second',
           CASE WHEN n % 50 <> 0 THEN now() END
    FROM {_SPAN} WHERE n % 10 = 0
    """,
    f"""
    INSERT INTO drafts (id, conversation_id, path_id, catalogue_version, version, status, answers, hints, skipped,
                        created_at, updated_at)
    SELECT md5('d' || n)::uuid, md5('c' || n)::uuid, :path, :version, 1, 'submitted', :answers, :hints, '[]',
           now(), now()
    FROM {_SPAN} WHERE n % 5 = 0
    """,
    f"""
    INSERT INTO cases (id, case_no, draft_id, conversation_id, path_id, catalogue_version, answers, consents,
                       promised_by, submitted_at, closed_at)
    SELECT md5('k' || n)::uuid, 'BENCH' || n, md5('d' || n)::uuid, md5('c' || n)::uuid, :path, :version, :case_answers,
           '{{}}', CURRENT_DATE, now() - n * interval '10 seconds', CASE WHEN n / 5 % 10 < :closed THEN now() END
    FROM {_SPAN} WHERE n % 5 = 0
    """,
)
_TASKS = f"""
    INSERT INTO tasks (id, case_id, item_id, department_id, position, stage, waits_for, payload, revision, promised_by,
                       released_at, clock_from, delivery_attempts, owed)
    SELECT md5('t' || n || :item)::uuid, md5('k' || n)::uuid, :item, :department, :position,
           CASE WHEN n / 5 % 10 < :closed THEN 'granted' ELSE 'accepted' END, '[]', :payload, 1,
           CURRENT_DATE + CAST(n % 20 AS int) - 5, now() - n * interval '10 seconds', CURRENT_DATE - 5, 1, '{{}}'
    FROM {_SPAN} WHERE n % 5 = 0
"""
_PAYLOAD = {
    "case_no": "BENCH",
    "path": {"id": _PATH, "name": "开办餐饮店"},
    "item": {"id": "food", "name": "食品经营许可", "basis": ["食品安全法第35条"], "to_be_confirmed": []},
    "promised_by": "2026-12-09",
    "statutory_by": "2026-12-11",
    "fields": [
        {"id": each, "label": each, "value": "老王家饭馆", "text": "老王家饭馆", "source": "citizen"}
        for each in ("org_name", "legal_rep", "mobile", "biz_addr", "biz_area", "kitchen_area", "seats", "deliver")
    ],
    "materials": [{"id": "food_layout", "name": "厨房布局图", "provide": "upload", "later": False, "files": []}],
    "earlier_results": [],
    "owed": {},
}


async def measure(url: str, plan: Plan, listener: Listener) -> list[Cell]:
    """The time each page takes, through the whole application without the network, in a database of its own."""
    async with own_database(url, _NAME) as database:
        await _fill(database, plan, listener)
        proposal = await _propose(database)
        tokens = await _log_in(database)
        configured, settings().database_url = settings().database_url, database.url
        application = create_application()
        settle()  # as a process does that begins to serve
        try:
            transport = httpx.ASGITransport(application)
            async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
                return [
                    await _ask(client, name, address, tokens[role], plan, listener)
                    for name, role, address in await _pages(client, tokens, proposal)
                ]
        finally:
            settings().database_url = configured
            await application.state.database.close()
            await application.state.bot.close()


async def _pages(client: httpx.AsyncClient, tokens: Mapping[str, str], proposal: UUID) -> list[tuple[str, str, str]]:
    """Which pages of which role are asked for."""
    tasks = await client.get("/console", headers={"Cookie": f"{COOKIE}={tokens['clerk']}"})
    task = re.search(r'href="(/console/tasks/[0-9a-f-]+)"', tasks.text)
    somebody = UUID(hashlib.md5(b"c50", usedforsecurity=False).hexdigest())
    written = f"/console/catalogue/proposals/{proposal}"
    return [
        ("a clerk's tasks", "clerk", "/console"),
        ("tasks by case number", "clerk", "/console?q=BENCH50"),
        *([("one task", "clerk", task[1])] if task else []),
        ("the reviewer's queue", "reviewer", "/console/conversations"),
        ("the queue by words", "reviewer", "/console/conversations?q=饭店"),
        ("the queue by label", "reviewer", "/console/conversations?label=x"),
        ("one conversation", "reviewer", f"/console/conversations/{somebody}"),
        ("improving", "reviewer", "/console/improving"),
        ("the coordinator's desk", "coordinator", "/console/desk"),
        ("one case", "coordinator", "/console/desk/cases/BENCH45"),
        ("figures of departments", "coordinator", "/console/desk/performance"),
        ("ranking by month", "coordinator", "/console/desk/performance/months"),
        ("figures of conversations", "coordinator", "/console/desk/conversations"),
        ("the catalogue, searched", "editor", "/console/catalogue?q=承诺"),
        ("a proposal", "editor", f"{written}"),
        ("a path as a form", "editor", f"{written}/form?name={_CHANGED}&section=fields"),
        ("a path as it is written", "editor", f"{written}/file?name={_CHANGED}"),
        ("a path tried out", "editor", f"{written}/preview/{_CHANGED[6:-4]}"),
        ("accounts", "administrator", "/console/staff"),
    ]


async def _ask(client: httpx.AsyncClient, name: str, address: str, token: str, plan: Plan, listener: Listener) -> Cell:
    listener.tell(name)
    measured = Measurement()
    begun = time.perf_counter()
    for turn in range(_ROUNDS + 2):
        started = time.perf_counter()
        answer = await client.get(address, headers={"Cookie": f"{COOKIE}={token}"})
        if not answer.is_success:
            measured.failures.append(f"{address}: {answer.status_code}")
            listener.warn(measured.failures[-1])
        elif turn > 1:  # the first ones warm up
            measured.durations.append(time.perf_counter() - started)
    measured.elapsed = time.perf_counter() - begun
    return Cell(f"{plan.conversations:,}", name, 1, figures_of(measured, None))


async def _log_in(database: Database) -> dict[str, str]:
    tokens = {}
    async with database.transaction() as session:
        await accounts.save_clerk(session, "clerk", _PASSWORD, "scjg")
        for role in ("reviewer", "coordinator", "editor", "administrator"):
            await accounts.save(session, role, _PASSWORD, role)
    for name in ("clerk", "reviewer", "coordinator", "editor", "administrator"):
        async with database.transaction() as session:
            login = await staff.log_in(session, name, _PASSWORD)
        if not isinstance(login, staff.Login):
            raise login
        tokens[name] = login.token
    return tokens


async def _propose(database: Database) -> UUID:
    """A change of the largest path, as an editor has it open."""
    before = read_sources()[_CHANGED]
    async with database.transaction() as session:
        await keep_current(session)
        made = await proposals.begin(session, "bench", "bench", "editor")
        await proposals.write(session, made.id, _CHANGED, before + "# changed\n", proposals.mark_of(before), "editor")
    return made.id


async def _fill(database: Database, plan: Plan, listener: Listener) -> None:
    about = {
        "path": _PATH,
        "version": default_catalogue().version,
        "answers": seal(b"{}", "drafts.answers"),
        "hints": seal(b"{}", "drafts.hints"),
        "case_answers": seal(b"{}", "cases.answers"),
        "text": seal("我想开个饭店，府前街上，八十来平".encode(), "messages.text"),
        "none": seal(b"[]", "messages.buttons"),
        "payload": seal(orjson.dumps(_PAYLOAD), "tasks.payload"),
        "flags": list(_FLAGS),
        "closed": _CLOSED,
    }
    for start in range(1, plan.conversations + 1, _AT_ONCE):
        rows = {"first": start, "last": min(start + _AT_ONCE - 1, plan.conversations)}
        listener.tell(f"loading conversations: {start - 1:,} of {plan.conversations:,}")
        async with database.transaction() as session:
            for statement in _LOAD:
                await session.execute(text(statement), _wanted(statement, {**about, **rows}))
            for position, (item, department) in enumerate(_ITEMS):
                task = {**about, **rows, "item": item, "department": department, "position": position}
                await session.execute(text(_TASKS), _wanted(_TASKS, task))
    await analyse(database)


def _wanted(statement: str, given: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in given.items() if re.search(rf"(?<!:):{key}\b", statement)}
