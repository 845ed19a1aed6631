"""Links that open a WeChat conversation on the web page: signed, for half an hour, for one sender."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from datetime import timedelta
from uuid import UUID

from api.database import now
from api.keys import secret_key
from api.settings import settings

_VALID = timedelta(minutes=30)
_MARK = 16


def link_for(sender_id: UUID) -> str:
    """An address that opens the sender's conversation on the web page."""
    ends = int((now() + _VALID).timestamp())
    body = sender_id.bytes + struct.pack(">I", ends)
    token = base64.urlsafe_b64encode(body + _mark(body)).decode().rstrip("=")
    return f"{settings().own_url}/wechat/open/{token}"


def sender_of(token: str) -> UUID | None:
    """Whose link this is; None when it is none of ours or too old."""
    try:
        whole = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    body, mark = whole[:-_MARK], whole[-_MARK:]
    if len(body) != len(UUID(int=0).bytes) + 4 or not hmac.compare_digest(mark, _mark(body)):
        return None
    (ends,) = struct.unpack(">I", body[-4:])
    return UUID(bytes=body[:-4]) if ends > now().timestamp() else None


def mark_of(token: str) -> str:
    """What is remembered of a link that was used."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mark(body: bytes) -> bytes:
    return hmac.digest(secret_key("identity"), b"link " + body, hashlib.sha256)[:_MARK]
