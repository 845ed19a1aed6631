"""Personal data at rest: columns whose content is encrypted before it reaches the database.

Envelope encryption: every value has a data key of its own (AES-256-GCM), which is wrapped with the installation's
master key (AES-256-GCM as well). A value is bound to its column, so that one cannot be moved into another unseen. A new
master key only wraps the small data keys anew (`rewrapped`); the content stays as it is.

    1 byte    version
    8 bytes   which master key: the first bytes of its SHA-256
    60 bytes  the wrapped data key: nonce (12), key (32), tag (16)
    the rest  the content: nonce (12), ciphertext, tag (16)
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from typing import Any, Generic, TypeVar

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

from api.errors import UnprocessableError
from api.keys import key_id, secret_keys

_VERSION = b"\x01"
_PURPOSE = "data"
_ID = 8
_NONCE = 12
_WRAPPED = _NONCE + 32 + 16
HEAD = len(_VERSION) + _ID + _WRAPPED
"""Bytes that stand before the content; a new master key changes these and nothing else."""


class UnstorableError(UnprocessableError, DontWrapMixin):
    """Text that PostgreSQL would not store either: with NUL characters, or halves of characters."""

    def __init__(self) -> None:
        super().__init__("bad_request")


class SealedError(RuntimeError):
    """A value cannot be opened: altered, of another column, or sealed with a key that is not here."""


def seal(content: bytes, column: str) -> bytes:
    """Encrypt a value of a column with the newest master key."""
    master = secret_keys(_PURPOSE)[0]
    data_key = AESGCM.generate_key(256)
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(data_key).encrypt(nonce, content, column.encode())
    return _VERSION + key_id(master) + _wrap(master, data_key) + sealed


def unseal(value: bytes, column: str) -> bytes:
    """Decrypt a value of a column; raises SealedError."""
    data_key = _data_key(value)
    nonce, ciphertext = value[HEAD : HEAD + _NONCE], value[HEAD + _NONCE :]
    try:
        return AESGCM(data_key).decrypt(nonce, ciphertext, column.encode())
    except InvalidTag as error:
        message = f"a value of {column} was altered, or is another column's"
        raise SealedError(message) from error


def rewrapped(head: bytes) -> bytes | None:
    """The head of a value under the newest master key; None when it is under that already."""
    newest = secret_keys(_PURPOSE)[0]
    if head[len(_VERSION) : len(_VERSION) + _ID] == key_id(newest):
        return None
    return _VERSION + key_id(newest) + _wrap(newest, _data_key(head))


def _wrap(master: bytes, data_key: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _wrapping(master).encrypt(nonce, data_key, None)


def _data_key(value: bytes) -> bytes:
    if value[:1] != _VERSION or len(value) < HEAD:
        message = "this is no sealed value"
        raise SealedError(message)
    which = value[len(_VERSION) : len(_VERSION) + _ID]
    wrapped = value[len(_VERSION) + _ID : HEAD]
    master = next((key for key in secret_keys(_PURPOSE) if key_id(key) == which), None)
    if master is None:
        message = f"the master key {which.hex()} is not among the keys of this installation"
        raise SealedError(message)
    try:
        return _wrapping(master).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], None)
    except InvalidTag as error:
        message = "a data key was altered"
        raise SealedError(message) from error


@lru_cache(maxsize=16)
def _wrapping(master: bytes) -> AESGCM:
    """What wraps data keys: 256 bits whatever the master key's length is."""
    return AESGCM(hashlib.sha256(b"yichuang data " + master).digest())


_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL character as JSON writes it; not a backslash that stands before the letters u0000."""
_T = TypeVar("_T")


class _Sealed(TypeDecorator[_T], Generic[_T]):
    """A value that is encrypted in the database; None stays NULL."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column
        """What the values are bound to, such as `cases.answers`."""

    def process_bind_param(self, value: _T | None, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        del dialect
        return None if value is None else seal(self.written(value), self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> _T | None:
        """Decrypt."""
        del dialect
        return None if value is None else self.read(unseal(bytes(value), self.column))

    def written(self, value: _T) -> bytes:
        """The value as bytes."""
        raise NotImplementedError

    def read(self, content: bytes) -> _T:
        """The value from its bytes."""
        raise NotImplementedError


class SealedJSON(_Sealed[Any]):
    """JSON that is encrypted in the database."""

    cache_ok = True

    def written(self, value: Any) -> bytes:
        """As JSON; raises UnstorableError."""
        try:
            content = orjson.dumps(value)
        except orjson.JSONEncodeError as error:
            raise UnstorableError from error
        if _NUL.search(content):
            raise UnstorableError
        return content

    def read(self, content: bytes) -> Any:
        """From JSON."""
        return orjson.loads(content)


class SealedText(_Sealed[str]):
    """Text that is encrypted in the database."""

    cache_ok = True

    def written(self, value: str) -> bytes:
        """As UTF-8; raises UnstorableError."""
        if "\0" in value:
            raise UnstorableError
        try:
            return value.encode()
        except UnicodeEncodeError as error:
            raise UnstorableError from error

    def read(self, content: bytes) -> str:
        """From UTF-8."""
        return content.decode()


class SealedBytes(_Sealed[bytes]):
    """Bytes that are encrypted in the database."""

    cache_ok = True

    def written(self, value: bytes) -> bytes:
        """As they are."""
        return value

    def read(self, content: bytes) -> bytes:
        """As they are."""
        return content


SEALED: dict[str, tuple[str, ...]] = {
    "drafts": ("answers", "hints"),
    "uploads": ("file_name", "content"),
    "cases": ("answers",),
    "tasks": ("payload",),
    "licences": ("content",),
    "messages": ("text", "buttons", "card"),
    "conversations": ("confirming",),
    "department_connections": ("secret", "previous_secret"),
    "citizens": ("mobile",),
    "staff_users": ("totp_secret",),
    "one_time_codes": ("mobile",),
    "short_messages": ("mobile", "text"),
    "wechat_tokens": ("token",),
    "corrections": ("text",),
    "fact_corrections": ("text", "words", "value"),
    "staff_notes": ("text",),
    "wechat_pushes": ("content",),
}
"""Every sealed column, by table."""
