"""The secret keys of this installation: from the environment, or made once and kept in files.

A purpose (`audit`, `data`) may have several keys, the newest first: with that one everything new is made, the others
still open what is older.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from api.settings import settings

_LENGTH = 32
_SHORTEST = 16
"""Bytes; a shorter key from the environment is a mistake."""
_ID = 8


class UnusableKeyError(RuntimeError):
    """A key that cannot be used."""


def secret_key(purpose: str) -> bytes:
    """The newest key for a purpose; see `secret_keys`."""
    return secret_keys(purpose)[0]


def secret_keys(purpose: str) -> tuple[bytes, ...]:
    """The keys for a purpose, the newest first.

    From YICHUANG_DATA_KEY (hexadecimal, several with commas between), or from the file `keys/data`, which is made on
    first use, readable by its owner alone. All processes of an installation need the same keys: on several machines set
    the variable. A process that runs takes up a file that has changed. Raises UnusableKeyError for a key that is too
    short or no hexadecimal number.
    """
    variable = f"YICHUANG_{purpose.upper()}_KEY"
    if given := os.environ.get(variable, ""):
        return _decoded(tuple(given.split(",")), variable)
    file = f"{settings().var_folder}/keys/{purpose}"
    try:
        changed_at = os.stat(file).st_mtime_ns  # noqa: PTH116 - asked for every sealed value, and a Path costs more
    except FileNotFoundError:
        _make(_file(purpose))
        return secret_keys(purpose)
    return _in_file(file, changed_at)


@lru_cache(maxsize=16)
def _in_file(file: str, _changed_at: int) -> tuple[bytes, ...]:
    """The keys in a file as it was when it was last changed."""
    return _decoded(tuple(Path(file).read_text(encoding="ascii").split()), file)


def add_key(purpose: str) -> bytes:
    """Make a new key for a purpose and put it first.

    Raises UnusableKeyError when the keys come from the environment, where they are not ours to change.
    """
    if os.environ.get(f"YICHUANG_{purpose.upper()}_KEY"):
        message = f"put a new key before the others in YICHUANG_{purpose.upper()}_KEY yourself"
        raise UnusableKeyError(message)
    file, new = _file(purpose), secrets.token_bytes(_LENGTH)
    older = [key.hex() for key in secret_keys(purpose)]
    _write(file.with_name(f"{file.name}.new"), [new.hex(), *older]).replace(file)
    return new


@lru_cache(maxsize=16)
def key_id(key: bytes) -> bytes:
    """By which a key is recognised without being shown."""
    return hashlib.sha256(b"yichuang key " + key).digest()[:_ID]


def _file(purpose: str) -> Path:
    return settings().var_folder / "keys" / purpose


@lru_cache(maxsize=16)
def _decoded(texts: tuple[str, ...], source: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(bytes.fromhex(text.strip()) for text in texts)
    except ValueError:
        keys = ()
    if not keys or any(len(key) < _SHORTEST for key in keys):
        message = f"{source} has to hold keys of at least {2 * _SHORTEST} hexadecimal digits"
        raise UnusableKeyError(message)
    return keys


def _make(file: Path) -> None:
    """Of two processes that make it at once, both get the one that was there first."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = _write(file.with_name(f"{file.name}.{os.getpid()}"), [secrets.token_hex(_LENGTH)])
    with contextlib.suppress(FileExistsError):
        os.link(new, file)
    new.unlink()


def _write(file: Path, keys: list[str]) -> Path:
    file.touch(mode=0o600)
    file.write_text("\n".join(keys) + "\n", encoding="ascii")
    return file
