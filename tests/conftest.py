"""One real PostgreSQL for the whole run; every test that needs a database gets one of its own, copied from a template."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.database.embedded import embedded_postgres
from api.migrations import migrate

_numbers = itertools.count()
_ROOM = 4 * 1024**3
"""Bytes; a run needs less than half of it."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server with a migrated database to copy.

    Its folder is not one of pytest's: those are deleted while they are in use when several runs are going on.
    """
    folder = Path(tempfile.mkdtemp(prefix="yichuang-test-", dir=_memory()))
    try:
        with embedded_postgres(folder / "data") as postgres:
            with psycopg.connect(postgres.url, autocommit=True) as server:
                server.execute("CREATE DATABASE template_yichuang")
            migrate(_database(postgres.url, "template_yichuang"))
            yield postgres.url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> str | None:
    """A file system in memory, if there is one with room: copying databases there takes a tenth of the time."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return str(memory) if roomy else None


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """A fresh, migrated database."""
    return copy_database(postgres_url)


def copy_database(postgres_url: str) -> str:
    """Make a fresh, migrated database on the server; returns its URL."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template_yichuang".encode())
    return _database(postgres_url, name)


def _database(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")
