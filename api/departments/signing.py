"""Signed HTTP between this system and a department's, the same in both directions.

The signature is HMAC-SHA256 over method, path, timestamp, nonce and the body's SHA-256, one to a line. A message
is good for five minutes, and its nonce for one use.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

TOLERANCE_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")

KEY_HEADER = "X-Yichuang-Key"
TIMESTAMP_HEADER = "X-Yichuang-Timestamp"
NONCE_HEADER = "X-Yichuang-Nonce"
SIGNATURE_HEADER = "X-Yichuang-Signature"


class SignatureError(ValueError):
    """The request is not signed, not by the right key, altered, or too old."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What the headers of a request claim."""

    key_id: str
    timestamp: str
    nonce: str
    digest: str


def sign(secret: str, key_id: str, method: str, path: str, body: bytes, moment: float | None = None) -> dict[str, str]:
    """The headers that prove this request, made now or at another moment (Unix seconds)."""
    timestamp, nonce = str(int(time.time() if moment is None else moment)), secrets.token_hex(16)
    return {
        KEY_HEADER: key_id,
        TIMESTAMP_HEADER: timestamp,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: _digest(secret, method, path, timestamp, nonce, body),
    }


def read_headers(headers: Mapping[str, str]) -> Signature:
    """The signature of a request; raises SignatureError when a header is missing."""
    names = (KEY_HEADER, TIMESTAMP_HEADER, NONCE_HEADER, SIGNATURE_HEADER)
    values = [headers.get(name, "") for name in names]
    if not all(values):
        missing = ", ".join(name for name, value in zip(names, values, strict=True) if not value)
        message = f"missing header: {missing}"
        raise SignatureError(message)
    return Signature(*values)


def verify(secret: str, signature: Signature, method: str, path: str, body: bytes) -> None:
    """Raise SignatureError unless the signature fits the request and is fresh. Replay is the caller's to refuse."""
    if not _TIMESTAMP.fullmatch(signature.timestamp) or abs(time.time() - int(signature.timestamp)) > TOLERANCE_SECONDS:
        message = f"timestamp is more than {TOLERANCE_SECONDS} seconds off"
        raise SignatureError(message)
    expected = _digest(secret, method, path, signature.timestamp, signature.nonce, body)
    if not hmac.compare_digest(expected.encode(), signature.digest.encode()):
        message = "signature does not fit the request"
        raise SignatureError(message)


def _digest(secret: str, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    text = "\n".join((method.upper(), path, timestamp, nonce, hashlib.sha256(body).hexdigest()))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
