"""Answering WeChat's pushes: at once where that is possible, by a message of ours where it takes longer.

WeChat waits five seconds and delivers what was not answered again, three times in all. Every push is kept until it is
answered, its message is stored once, and its answer goes out by one way only.
"""

from __future__ import annotations

import asyncio
import time

import structlog

from api.bot.client import BotClient
from api.conversations import service as conversations
from api.database import Database
from api.errors import AppError, UnavailableError
from api.jobs.app import defer
from api.wechat import repository
from api.wechat.client import WeChatClient, WeChatError, WindowClosedError
from api.wechat.incoming import Push, push_of
from api.wechat.links import link_for
from api.wechat.shaping import shaped
from api.wechat.taking import CHANNEL, Taken, is_silent, take

PATIENCE = 3.5
"""Seconds until a push is answered with nothing and its answer follows as a message; WeChat waits five."""
_log = structlog.get_logger()


class Answering:
    """Answers pushes with what the conversation replies."""

    def __init__(self, database: Database, bot: BotClient, client: WeChatClient) -> None:
        self._database, self._bot, self._client = database, bot, client
        self._running: set[asyncio.Task[Taken | None]] = set()

    async def answer(self, push: Push) -> str | None:
        """The text to answer a push with; None where nothing is to be said, or is said later."""
        if is_silent(push):
            return None
        ends = time.monotonic() + PATIENCE
        async with self._database.transaction() as session:
            await conversations.open_conversation(session, CHANNEL, push.openid)
            sender = await conversations.find_sender(session, CHANNEL, push.openid)
            kept = await repository.keep(session, push.key, sender.id, push.values)
            if kept.answered == "service":
                return None
        taking = asyncio.create_task(take(self._database, self._bot, self._client, push))
        self._running.add(taking)
        taking.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({taking}, timeout=max(0.1, ends - time.monotonic()))
        if not done:
            taking.add_done_callback(_forget_failure)
            await self._hand_over(push)
            return None
        try:
            taken = taking.result()
        except (UnavailableError, WeChatError):
            await self._hand_over(push)
            return None
        except AppError as refusal:
            return refusal.message_for_citizen
        return await self._claim(push, taken)

    async def _hand_over(self, push: Push) -> None:
        """Leave the answer to the worker, unless it has gone out."""
        async with self._database.transaction() as session:
            kept = await repository.locked(session, push.key)
            if kept is not None and kept.answered is None:
                kept.answered = "service"
                await defer(session, "answer_wechat_push", lock=f"wechat:{push.openid}", key=push.key)

    async def _claim(self, push: Push, taken: Taken | None) -> str | None:
        """The text for the passive answer; what does not fit into it follows by messages."""
        async with self._database.transaction() as session:
            kept = await repository.locked(session, push.key)
            if kept is None or kept.answered == "service" or taken is None:
                return None
            texts = shaped(taken.replies, link_for(kept.sender_id))
            if kept.answered is None:
                kept.answered, kept.sent = "passive", 1
                kept.conversation_id, kept.seq = taken.conversation_id, taken.seq
                if len(texts) > 1:
                    await defer(session, "answer_wechat_push", lock=f"wechat:{push.openid}", key=push.key)
                else:
                    kept.content = None
            return texts[0] if texts else None

    async def answer_later(self, key: str) -> None:
        """Send what a push is answered with, or the rest of it, by messages; raises AppError or WeChatError.

        When the process dies between two messages, one of them may come twice.
        """
        async with self._database.transaction() as session:
            kept = await repository.locked(session, key)
            if kept is None or kept.content is None:
                return
            push, sender_id, sent = push_of(kept.content), kept.sender_id, kept.sent
        try:
            taken = await take(self._database, self._bot, self._client, push)
            texts = shaped(taken.replies, link_for(sender_id)) if taken else []
        except UnavailableError:
            raise
        except AppError as refusal:
            texts = [refusal.message_for_citizen]
        for number, text in enumerate(texts[sent:], start=sent + 1):
            try:
                await self._client.send_text(push.openid, text)
            except WindowClosedError as error:
                # The citizen finds it on the page, and with their next message.
                _log.warning("wechat lets no more messages through", reason=str(error))
                break
            await self._note_sent(key, number)
        await self._done(key)

    async def _note_sent(self, key: str, number: int) -> None:
        async with self._database.transaction() as session:
            kept = await repository.locked(session, key)
            if kept is not None:
                kept.sent = number

    async def _done(self, key: str) -> None:
        async with self._database.transaction() as session:
            kept = await repository.locked(session, key)
            if kept is not None:
                kept.content = None


def _forget_failure(taking: asyncio.Task[Taken | None]) -> None:
    """The worker takes the push again; what went wrong here is only noted."""
    if not taking.cancelled() and taking.exception() is not None:
        _log.warning("a push is taken again by the worker", error=type(taking.exception()).__name__)
