"""The digests that chain the audit log. Pure: no database, no clock.

The digest of an entry is the HMAC-SHA256, under this installation's key, of the digest before it and of the entry
itself. Whoever changes, removes or inserts an entry would have to compute all later digests anew, and has no key.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

BEGINNING = "0" * 64
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it."""

    position: int
    at: datetime
    actor: str
    action: str
    what: str
    subject: str
    conversation_id: str | None
    details: dict[str, Any]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and how."""

    position: int
    reason: str


def digest_of(key: bytes, before: str, link: Link) -> str:
    """The digest of an entry that follows the digest `before`."""
    moment = link.at.astimezone(UTC).isoformat()
    said = [link.actor, link.action, link.what, link.subject, link.conversation_id, link.details]
    content = orjson.dumps([before, link.position, moment, *said], option=orjson.OPT_SORT_KEYS)
    return hmac.new(key, content, hashlib.sha256).hexdigest()


class Walk:
    """A walk along a chain in the order of its positions, from 1 on."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.head = BEGINNING
        """The digest of the last entry walked over."""
        self.length = 0

    def step(self, link: Link) -> Break | None:
        """Go on to the next entry; what is wrong with it, if anything."""
        expected, before = self.length + 1, self.head
        self.length, self.head = link.position, link.digest
        if link.position != expected:
            last = link.position - 1
            return Break(expected, "removed" if last == expected else f"removed up to {last}")
        if not hmac.compare_digest(digest_of(self._key, before, link), link.digest):
            return Break(link.position, "changed")
        return None
