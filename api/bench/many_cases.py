"""`bench cases`: where is my application, asked of a database with a thousand cases and of one with a million."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from api.bench.figures import Cell, figures_of
from api.bench.listening import Listener
from api.bench.load import Measurement
from api.bench.own_database import analyse, own_database
from api.cases import service as cases
from api.database import Database
from api.database.sealing import seal
from api.dialogue.cards import status_card
from forms.loader import default_catalogue

_NAME = "yichuang_bench_cases"
_PATH = "open-restaurant"
_ITEMS = (("biz-reg", "granted"), ("food", "under_review"), ("sign", "dispatched"))
_LOAD = (
    """
    INSERT INTO conversations (id, last_seq, failures, voice, created_at, last_message_at)
    SELECT md5('c' || n)::uuid, 0, 0, 'plain', now(), now()
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n
    """,
    """
    INSERT INTO drafts (id, conversation_id, path_id, catalogue_version, version, status, answers, hints, skipped,
                        created_at, updated_at)
    SELECT md5('d' || n)::uuid, md5('c' || n)::uuid, :path, :version, 1, 'submitted', :answers, :answers, '[]',
           now(), now()
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n
    """,
    """
    INSERT INTO cases (id, case_no, draft_id, conversation_id, path_id, catalogue_version, answers, consents,
                       promised_by, submitted_at)
    SELECT md5('k' || n)::uuid, 'BENCH' || n, md5('d' || n)::uuid, md5('c' || n)::uuid, :path, :version, :answers,
           '{}', CURRENT_DATE, now()
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n
    """,
)
_TASKS = """
    INSERT INTO tasks (id, case_id, item_id, department_id, position, stage, waits_for, payload, revision, promised_by,
                       released_at, clock_from, delivery_attempts, owed)
    SELECT md5('t' || n || :item)::uuid, md5('k' || n)::uuid, :item, :department, :position, :stage, '[]', :payload, 1,
           CURRENT_DATE, now(), CURRENT_DATE, 1, '{}'
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n
"""
_AT_ONCE = 50_000


async def measure(url: str, sizes: Sequence[int], seconds: float, listener: Listener) -> list[Cell]:
    """The latency of a status query, through the service, in a database of its own on the same server."""
    cells = []
    async with own_database(url, _NAME) as database:
        loaded = 0
        for size in sorted(sizes):
            await _fill(database, loaded + 1, size, listener)
            loaded = size
            listener.tell(f"asking for {seconds:g} s with {size:,} cases")
            await _ask(database, size, min(seconds, 2.0))  # the first ones warm up
            cells.append(Cell("yichuang", f"{size:,} cases", 1, figures_of(await _ask(database, size, seconds), None)))
    return cells


async def _ask(database: Database, size: int, seconds: float) -> Measurement:
    measured, chance = Measurement(), random.Random(size)  # noqa: S311 - repeatable, not secret
    begun = time.perf_counter()
    while (started := time.perf_counter()) < begun + seconds:
        who = _somebody(chance.randint(1, size))
        async with database.transaction() as session:
            found = await cases.status_of(session, who)
            shown = [status_card(case, tasks, catalogue) for case, tasks, catalogue in found]
        if len(shown) != 1 or len(shown[0]["tasks"]) != len(_ITEMS):
            measured.failures.append("another case than was asked for")
        measured.durations.append(time.perf_counter() - started)
    measured.elapsed = time.perf_counter() - begun
    return measured


def _somebody(number: int) -> UUID:
    """As the database makes the ids of its citizens."""
    return UUID(hashlib.md5(f"c{number}".encode(), usedforsecurity=False).hexdigest())


async def _fill(database: Database, first: int, last: int, listener: Listener) -> None:
    catalogue = default_catalogue()
    path = catalogue.paths[_PATH]
    answers = seal(b"{}", "cases.answers")
    payload = seal(b'{"fields": [], "materials": []}', "tasks.payload")
    for start in range(first, last + 1, _AT_ONCE):
        rows = {"first": start, "last": min(start + _AT_ONCE - 1, last)}
        listener.tell(f"loading cases: {start - 1:,} of {last:,}")
        async with database.transaction() as session:
            about = {"path": _PATH, "version": catalogue.version, "answers": answers, **rows}
            for statement in _LOAD:
                await session.execute(text(statement), {k: v for k, v in about.items() if f":{k}" in statement})
            for position, (item, stage) in enumerate(_ITEMS):
                department = catalogue.item_of(path.item(item)).department
                task = {"item": item, "stage": stage, "position": position, "department": department}
                await session.execute(text(_TASKS), {**task, "payload": payload, **rows})
    await analyse(database)
