"""Which model serves: a file that the bot follows, and one by which it tells what it has loaded."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from api.settings import settings
from api.supervisor import SERVING


def serve(model: str, made_from: str) -> None:
    """Have this model served."""
    marker = _marker()
    fresh = marker.with_suffix(".new")
    fresh.write_text(json.dumps({"model": model, "made_from": made_from}), encoding="utf-8")
    fresh.replace(marker)


def serve_base() -> None:
    """Have the model of our own data served, without anything reviewed."""
    _marker().unlink(missing_ok=True)


def served() -> str | None:
    """The promoted model's file; None while the base model serves."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return str(json.loads(_marker().read_text(encoding="utf-8"))["model"])
    return None


def loaded() -> str | None:
    """The name of the model that the bot answers with at the moment; None when it does not run here."""
    with contextlib.suppress(OSError):
        return _marker().with_name(f"{SERVING}.loaded").read_text(encoding="utf-8")
    return None


def _marker() -> Path:
    return settings().var_folder / SERVING
