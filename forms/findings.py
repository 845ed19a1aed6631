"""A finding about the catalogue: first by file and keys, then with its line."""

from __future__ import annotations

from dataclasses import dataclass

from forms.positions import Key


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong, and under which keys of which file."""

    file: str
    keys: tuple[Key, ...]
    what: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong, with file and line."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"
