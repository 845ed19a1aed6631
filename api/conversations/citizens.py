"""Citizens, found again by the mobile number that they have shown to be theirs."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Citizen, Conversation
from api.keys import secret_keys


def mark_of(mobile: str) -> bytes:
    """By which a number is found again; it cannot be turned back into the number without the installation's key."""
    # The oldest key, whatever came after it: with another one nobody would be found again.
    return hmac.digest(secret_keys("identity")[-1], b"mobile " + mobile.encode(), hashlib.sha256)


async def one_at_a_time(session: AsyncSession, mark: bytes) -> None:
    """Let what is done about one number be done by one transaction after the other."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int.from_bytes(mark[:7])})


async def keep_citizen(session: AsyncSession, mobile: str) -> Citizen:
    """The citizen with this number, new or known."""
    mark = mark_of(mobile)
    await one_at_a_time(session, mark)
    known = await repository.citizen_by_mark(session, mark)
    if known is not None:
        return known
    made = Citizen(mobile=mobile, mobile_mark=mark)
    repository.add(session, made)
    await session.flush()
    return made


async def conversation_of(session: AsyncSession, citizen: Citizen) -> Conversation | None:
    """The conversation of a citizen, held until the transaction ends."""
    return await repository.of_citizen(session, citizen.id)


async def by_mobile(session: AsyncSession, mobile: str) -> Conversation | None:
    """The conversation of whoever has shown this number to be theirs."""
    known = await repository.citizen_by_mark(session, mark_of(mobile))
    return None if known is None else await conversation_of(session, known)


def masked(mobile: str) -> str:
    """A number as it may be shown: 138****1234."""
    return f"{mobile[:3]}****{mobile[-4:]}"
