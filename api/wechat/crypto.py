"""WeChat's signatures and its "safe mode", as its documents describe them.

The signature is SHA-1 over the sorted parts, which WeChat prescribes. A sealed body is AES-256-CBC with the first 16
bytes of the key as initialisation vector over: 16 random bytes, the length of the content (4 bytes, big-endian), the
content, the app id; padded to a multiple of 32 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_RANDOM = 16
_LENGTH = 4


class UnsealableError(ValueError):
    """A sealed body that was not sealed with our key, or not for our account."""


def signature(*parts: str) -> str:
    """What WeChat signs these parts with (our token is one of them)."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's own rule


def is_signed(claimed: str, *parts: str) -> bool:
    """Whether a signature fits; in constant time."""
    return hmac.compare_digest(claimed.encode(), signature(*parts).encode())


class SafeMode:
    """Seals and opens bodies with an account's EncodingAESKey (43 characters)."""

    def __init__(self, encoding_key: str, app_id: str) -> None:
        try:
            key = base64.b64decode(encoding_key + "=", validate=True)
        except binascii.Error as error:
            raise ValueError("the EncodingAESKey is no Base64") from error
        if len(key) != _BLOCK:
            raise ValueError("the EncodingAESKey has 43 characters")
        self._key, self._app_id = key, app_id.encode()

    def seal(self, content: str) -> str:
        """The content as WeChat expects it inside `Encrypt`."""
        plain = content.encode()
        whole = os.urandom(_RANDOM) + struct.pack(">I", len(plain)) + plain + self._app_id
        padding = _BLOCK - len(whole) % _BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(whole + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The content of an `Encrypt`; raises UnsealableError."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            decryptor = self._cipher().decryptor()
            whole = decryptor.update(raw) + decryptor.finalize()
            content, app_id = _unpacked(whole)
            text = content.decode()
        except (binascii.Error, ValueError, struct.error) as error:
            raise UnsealableError("not sealed with our key") from error
        if not hmac.compare_digest(app_id, self._app_id):
            raise UnsealableError("sealed for another account")
        return text

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _unpacked(whole: bytes) -> tuple[bytes, bytes]:
    """Content and app id of an opened body; raises ValueError or struct.error."""
    padding = whole[-1] if whole else 0
    if not 1 <= padding <= _BLOCK or whole[-padding:] != bytes([padding]) * padding:
        raise ValueError("padding")
    body = whole[_RANDOM:-padding]
    (length,) = struct.unpack(">I", body[:_LENGTH])
    content = body[_LENGTH : _LENGTH + length]
    if len(content) != length:
        raise ValueError("length")
    return content, body[_LENGTH + length :]
