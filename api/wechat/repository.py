"""The only door to the table of WeChat's pushes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.wechat.models import WeChatPush

_KEPT = timedelta(days=1)


async def keep(session: AsyncSession, key: str, sender_id: UUID, content: dict[str, str]) -> WeChatPush:
    """The push of this key, new or known."""
    values = {"key": key, "sender_id": sender_id, "content": content, "sent": 0, "at": now()}
    await session.execute(insert(WeChatPush).values(**values).on_conflict_do_nothing())
    known = await locked(session, key)
    if known is None:
        raise RuntimeError("a push could not be kept")
    return known


async def locked(session: AsyncSession, key: str) -> WeChatPush | None:
    """A push, held by this transaction until it ends."""
    return await session.get(WeChatPush, key, with_for_update=True, populate_existing=True)


async def forget_old(session: AsyncSession) -> int:
    """Delete pushes that WeChat does not repeat any more; how many."""
    old = delete(WeChatPush).where(WeChatPush.at < now() - _KEPT).returning(1)
    return len((await session.execute(old)).all())
