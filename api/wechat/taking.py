"""What a push says, taken into the conversation: words, a photo, a place, a press on the menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.bot.client import BotClient
from api.bot.exchange import exchange
from api.catalogues.current import current_catalogue
from api.clock import today
from api.conversations import service as conversations
from api.conversations.models import Message
from api.database import Database
from api.dialogue import handing_in, owing, proving, scanning
from api.dialogue.turn import Turn, button_of
from api.drafts.files import AcceptedFile, accept
from api.errors import AppError
from api.recognition import reader
from api.recognition.reader import Reading
from api.settings import settings
from api.texts import say
from api.wechat.client import WeChatClient
from api.wechat.incoming import Push
from api.wechat.shaping import chosen

CHANNEL = "wechat"
_KINDS = ("voice", "image", "location")
_GREETED = frozenset({"subscribe"})
_SILENT = frozenset({"unsubscribe", "location", "view", "scan", "templatesendjobfinish"})


@dataclass(frozen=True, slots=True)
class Taken:
    """The message that a push became: where it is, and what was replied."""

    conversation_id: UUID
    seq: int
    replies: Sequence[Message]


async def take(database: Database, bot: BotClient, client: WeChatClient, push: Push) -> Taken | None:
    """Take a push into its sender's conversation; None when it says nothing. Taking it again changes nothing.

    Raises AppError when it cannot be used or the bot does not answer, and WeChatError when a photo cannot be had.
    """
    if push.kind == "image":
        return await _photo(database, client, push)
    said = _words(push)
    if said is not None:
        return await _message(database, bot, push, said)
    if push.kind == "event":
        event = push.values.get("Event", "").lower()
        if event in _GREETED:
            return await _reply(database, push, "opening.greeting", opening=True, city=settings().city)
        return None
    return await _reply(database, push, "wechat.no_words" if push.kind == "voice" else "wechat.cannot_read")


def is_silent(push: Push) -> bool:
    """Whether a push wants no answer."""
    return push.kind == "event" and push.values.get("Event", "").lower() in _SILENT


def _words(push: Push) -> str | None:
    """What a push says in words."""
    match push.kind:
        case "text":
            return push.values.get("Content", "")
        case "voice":
            return push.values.get("Recognition") or None
        case "location":
            label = push.values.get("Label", "")
            return say("wechat.i_am_at", place=label) if label else None
        case "event" if push.values.get("Event", "").lower() == "click":
            return push.values.get("EventKey") or None
        case _:
            return None


async def _message(database: Database, bot: BotClient, push: Push, said: str) -> Taken:
    async with database.transaction() as session:
        conversation = await conversations.open_conversation(session, CHANNEL, push.openid)
        last = await conversations.last_said_by_bot(session, conversation)
        meant = chosen(said, last) or said
    message, replies = await exchange(database, bot, CHANNEL, push.openid, meant, push.client_id)
    return Taken(message.conversation_id, message.seq, replies)


async def _reply(database: Database, push: Push, key: str, *, opening: bool = False, **details: Any) -> Taken:
    """Answer a push that is no message with one sentence."""
    async with database.transaction() as session:
        turn = await _turn_of(session, push, _stands_for(push))
        replies = await conversations.replies_to(session, turn.conversation.id, turn.seq or 0)
        if not replies:
            names = ("apply", "status", "help") if opening else ()
            turn.reply(key, buttons=[button_of(f"opening.buttons_{name}") for name in names], **details)
            replies = turn.replies
        return Taken(turn.conversation.id, turn.seq or 0, replies)


async def _photo(database: Database, client: WeChatClient, push: Push) -> Taken:
    """A photo is handed in for the material that is asked for; else what is on it is read."""
    content = await client.media(push.values.get("MediaId", ""))
    refusal, file, reading = None, None, None
    try:
        file = accept(say("wechat.photo_name"), content, settings().upload_max_bytes)
        reading = await reader.read(file.content, file.media_type)
    except AppError as error:
        refusal = error
    async with database.transaction() as session:
        turn = await _turn_of(session, push, _stands_for(push))
        replies = await conversations.replies_to(session, turn.conversation.id, turn.seq or 0)
        if replies:
            return Taken(turn.conversation.id, turn.seq or 0, replies)
        try:
            if file is None or reading is None:
                raise refusal or RuntimeError("no file")
            async with session.begin_nested():
                await _use(turn, file, reading)
        except AppError as error:
            turn.replies.clear()
            turn.notes.clear()
            if error.code == "proof_needed":
                await proving.ask_mobile(turn, then="supplement")
            else:
                turn.speak(error.message_for_citizen)
        turn.speak_notes()
        return Taken(turn.conversation.id, turn.seq or 0, turn.replies)


async def _use(turn: Turn, file: AcceptedFile, reading: Reading) -> None:
    asked = turn.conversation.asked or {}
    still_owed = await owing.owed(turn) if not asked else []
    if len(still_owed) == 1:
        await handing_in.hand_in(turn, still_owed[0].material_id, file)
    elif asked.get("kind") == "material":
        read = reading if handing_in.is_read(current_catalogue(), asked["id"]) else None
        await handing_in.hand_in(turn, asked["id"], file, read)
    else:
        await scanning.scan(turn, file, reading)


async def _turn_of(session: AsyncSession, push: Push, said: str) -> Turn:
    """The turn of a push that is no message: a word in brackets stands for it in the conversation."""
    conversation = await conversations.open_conversation(session, CHANNEL, push.openid)
    sender = await conversations.find_sender(session, CHANNEL, push.openid)
    message = await conversations.hear(session, conversation, said, push.client_id, sender)
    await session.flush()
    return Turn(session, conversation, message, today(), sender=sender)


def _stands_for(push: Push) -> str:
    event = push.values.get("Event", "").lower()
    if event in _GREETED:
        return say("wechat.kinds.subscribe")
    return say(f"wechat.kinds.{push.kind}" if push.kind in _KINDS else "wechat.kinds.other")
