"""Bringing news to a citizen: by WeChat where they were last, else by a short message to their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import service as conversations
from api.conversations.models import Message, Sender
from api.database import Database, now
from api.settings import settings
from api.sms import service as sms
from api.texts import plainly
from api.wechat.client import WeChatClient, WeChatError, WindowClosedError
from api.wechat.links import link_for
from api.wechat.shaping import shaped

_log = structlog.get_logger()
_LONGEST_FIELD = 200
_WEB, _WECHAT = "web", "wechat"


@dataclass(frozen=True, slots=True)
class _News:
    sender: Sender
    messages: Sequence[Message]

    @property
    def up_to(self) -> int:
        return self.messages[-1].seq


async def announce(database: Database, client: WeChatClient | None, conversation_id: UUID) -> timedelta | None:
    """Tell the citizen of a conversation what they have not been told; how long to wait before asking again, or None.

    Somebody on the web page sees news there, and is told otherwise only after a while. Raises WeChatError when WeChat
    does not answer; then it is tried again.
    """
    async with database.transaction() as session:
        news = await _untold(session, conversation_id)
        if news is None:
            return None
        if news.sender.channel == _WEB:
            return await _by_page(session, news)
    if news.sender.channel == _WECHAT and client is not None and await _by_wechat(client, news):
        await _note(database, news)
        return None
    async with database.transaction() as session:
        await _by_short_message(session, news)
    await _note(database, news)
    return None


async def _untold(session: AsyncSession, conversation_id: UUID) -> _News | None:
    conversation = await conversations.locked(session, conversation_id)
    senders = await conversations.senders_of(session, conversation.id)
    if not senders:
        return None
    last = senders[0]
    told = max(last.told_seq, last.seen_seq)
    said = await conversations.history(session, conversation.id, told)
    news = [message for message in said if message.in_reply_to is None and message.role != "citizen"]
    return _News(last, news) if news else None


async def _by_page(session: AsyncSession, news: _News) -> timedelta | None:
    patience = timedelta(seconds=settings().announce_after)
    waited = now() - news.messages[-1].created_at
    if waited < patience:
        return patience - waited
    await _by_short_message(session, news)
    news.sender.told_seq = news.up_to
    return None


async def _by_wechat(client: WeChatClient, news: _News) -> bool:
    """Whether WeChat has taken the news: as messages, or by the template when its window is closed."""
    try:
        for text in shaped(news.messages, link_for(news.sender.id)):
            await client.send_text(news.sender.name, text)
    except WindowClosedError:
        return await _by_template(client, news)
    return True


async def _by_template(client: WeChatClient, news: _News) -> bool:
    if not settings().wechat_template_id:
        return False
    fields = {"title": plainly("announce.title"), "content": news.messages[-1].text[:_LONGEST_FIELD]}
    try:
        await client.send_template(news.sender.name, settings().wechat_template_id, link_for(news.sender.id), fields)
    except WeChatError as error:
        _log.warning("template message not sent", reason=str(error))
        return False
    return True


async def _by_short_message(session: AsyncSession, news: _News) -> None:
    """To the number that is proved; somebody without one sees it when they come back."""
    conversation = await conversations.locked(session, news.sender.conversation_id)
    citizen = await conversations.citizen_of(session, conversation)
    if citizen is not None:
        await sms.queue(session, citizen.mobile, plainly("announce.short_message", url=settings().own_url))


async def _note(database: Database, news: _News) -> None:
    async with database.transaction() as session:
        sender = await conversations.sender(session, news.sender.id)
        if sender is not None:
            sender.told_seq = max(sender.told_seq, news.up_to)
