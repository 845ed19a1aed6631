"""One real PostgreSQL for the whole run; every test that needs a database gets one of its own, copied from a template."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server with a migrated database named `template`."""
    from api.database.embedded import embedded_postgres
    from api.migrations import migrate

    folder = Path(os.environ.get("YICHUANG_TEST_POSTGRES", "")) if "YICHUANG_TEST_POSTGRES" in os.environ else None
    with embedded_postgres(folder or tmp_path_factory.mktemp("pg") / "data") as url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("CREATE DATABASE template_yichuang")
        migrate(_database(url, "template_yichuang"))
        yield url


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
