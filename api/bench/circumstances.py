"""What a result depends on besides the code: machine, versions, and how busy the machine was."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import psutil

from api.supervisor import CannotStartError, bot_python

_OURS = ("yichuang", "fastapi", "sqlalchemy", "psycopg", "rasa-sdk", "uvicorn")
_BOTS = ("rasa", "rasa-sdk", "tensorflow-cpu", "jsonschema")
_ASK = (
    "import importlib.metadata as m, json, platform, sys; "
    "print(json.dumps({'python': platform.python_version(), **{n: m.version(n) for n in sys.argv[1:]}}))"
)


def circumstances() -> dict[str, Any]:
    """Machine, versions and load before the benchmark."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "memory_mb": round(psutil.virtual_memory().total / 1e6),
            "load_before": round(psutil.getloadavg()[0], 2),
        },
        "versions": {"api": _own_versions(), "bot": _bot_versions()},
    }


def _own_versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in _OURS}}


def _bot_versions() -> dict[str, str]:
    """Versions in the bot's environment; empty when it is not installed here."""
    try:
        command = [str(bot_python()), "-c", _ASK, *_BOTS]
    except CannotStartError:
        return {}
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    found: dict[str, str] = json.loads(done.stdout) if done.returncode == 0 else {}
    return found
