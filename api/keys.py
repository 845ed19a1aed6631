"""The secret keys of this installation: from the environment, or made once and kept in files."""

from __future__ import annotations

import contextlib
import os
import secrets
from functools import cache
from pathlib import Path

from api.settings import settings

_LENGTH = 32
_SHORTEST = 16
"""Bytes; a shorter key from the environment is a mistake."""


class UnusableKeyError(RuntimeError):
    """A key that cannot be used."""


@cache
def secret_key(name: str) -> bytes:
    """The key for one purpose (`audit`): YICHUANG_AUDIT_KEY as hexadecimal digits, or the file `keys/audit`.

    The file is made on first use, readable by its owner alone. All processes of an installation need the same key:
    on several machines set the variable. Raises UnusableKeyError for a key that is too short or no hexadecimal number.
    """
    given = os.environ.get(f"YICHUANG_{name.upper()}_KEY", "")
    return (
        _decoded(given, f"YICHUANG_{name.upper()}_KEY") if given else _from_file(settings().var_folder / "keys" / name)
    )


def _decoded(text: str, source: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) < _SHORTEST:
        message = f"{source} has to be at least {2 * _SHORTEST} hexadecimal digits"
        raise UnusableKeyError(message)
    return key


def _from_file(file: Path) -> bytes:
    """The key in a file; of two processes that make it at once, both get the one that was there first."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    if not file.exists():
        new.touch(mode=0o600)
        new.write_text(secrets.token_hex(_LENGTH))
        with contextlib.suppress(FileExistsError):
            os.link(new, file)
        new.unlink()
    return _decoded(file.read_text(), str(file))
