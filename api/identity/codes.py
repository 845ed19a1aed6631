"""One-time codes to mobile numbers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.citizens import mark_of, one_at_a_time
from api.conversations.models import Sender
from api.database import now
from api.errors import NotAllowedError, TooOftenError
from api.identity import repository
from api.identity.models import OneTimeCode
from api.keys import secret_key
from api.settings import settings
from api.sms import service as sms
from api.texts import plainly

VALID = timedelta(minutes=5)
PAUSE = timedelta(seconds=60)
"""Between two codes to one number, or for one sender."""
_DAY = timedelta(days=1)
MOST_A_DAY = 10
MOST_FAILURES = 5
"""After so many wrong tries a code is worth nothing."""
_LENGTH = 6


async def send(session: AsyncSession, sender: Sender, mobile: str) -> OneTimeCode:
    """Send a fresh code to a number; raises TooOftenError."""
    mark = mark_of(mobile)
    await one_at_a_time(session, mark)
    sent = await repository.sent_since(session, now() - _DAY, mark, sender.id)
    if len(sent) >= MOST_A_DAY:
        raise TooOftenError("codes_too_many", hotline=settings().hotline)
    # Who has used the last one goes on at once with another device.
    unused = sent and sent[0].used_at is None
    if unused and (wait := sent[0].sent_at + PAUSE - now()) > timedelta():
        raise TooOftenError("codes_too_soon", seconds=str(int(wait.total_seconds()) + 1))
    # No zero in front, which people leave out.
    code = str(secrets.randbelow(9 * 10 ** (_LENGTH - 1)) + 10 ** (_LENGTH - 1))
    made = OneTimeCode(mobile=mobile, mobile_mark=mark, sender_id=sender.id, code_mark=b"", failures=0, sent_at=now())
    repository.add(session, made)
    await session.flush()
    made.code_mark = _code_mark(made.id, code)
    minutes = int(VALID.total_seconds() // 60)
    await sms.queue(session, mobile, plainly("proof.short_message", code=code, minutes=minutes))
    return made


async def check(session: AsyncSession, sender: Sender, code: str) -> OneTimeCode | NotAllowedError:
    """The code that a sender was sent, once they have said it right. The refusal is returned, so that it is counted."""
    sent = await repository.latest_code(session, sender.id)
    if sent is None or sent.used_at is not None or sent.sent_at + VALID < now():
        return NotAllowedError("code_expired")
    if sent.failures >= MOST_FAILURES:
        return NotAllowedError("code_spent")
    if not hmac.compare_digest(sent.code_mark, _code_mark(sent.id, code)):
        sent.failures += 1
        left = MOST_FAILURES - sent.failures
        return NotAllowedError("code_wrong", left=str(left)) if left else NotAllowedError("code_spent")
    sent.used_at = now()
    return sent


async def sent_to(session: AsyncSession, sender: Sender) -> str | None:
    """The number to which the last code for a sender went."""
    sent = await repository.latest_code(session, sender.id)
    return None if sent is None else sent.mobile


async def forget_old(session: AsyncSession) -> int:
    """Delete the codes that no limit counts any more; how many."""
    return await repository.remove_older(session, now() - _DAY)


def _code_mark(code_id: UUID, code: str) -> bytes:
    return hmac.digest(secret_key("identity"), b"code " + code_id.bytes + code.encode(), hashlib.sha256)
