"""The word lists in `bot/data`: one entry or several per line, `#` begins a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"


@cache
def lines_of(name: str) -> tuple[str, ...]:
    """The entries of a word list."""
    lines = (line.strip() for line in (DATA_FOLDER / name).read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
