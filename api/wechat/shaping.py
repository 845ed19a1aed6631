"""Our replies as WeChat can show them: text of at most 2,048 bytes, with choices answered by number or word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from api.conversations.models import Message
from api.texts import plainly, say

MOST_BYTES = 2048
_HELPERS = (
    "ask.skip_button",
    "ask.later_button",
    "ask.human_button",
    "proof.again_button",
    "proof.other_button",
    "proof.not_now_button",
    "rating.no_comment",
)
"""Buttons that are no answer to what is asked: said rather than numbered, as the answer may be a number itself."""
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER = re.compile(
    r"^(?:我?选|第|要|就)?\s*(\d{1,2}|[一二两三四五六七八九十])\s*(?:个|项|号|种|条)?\s*[.。、,，!！]?$"
)
_SEVERAL = re.compile(r"(?:选)?\d{1,2}(?:\s*[、,，和跟.\s]\s*\d{1,2})+[.。]?")
_FULL_WIDTH = str.maketrans("\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19", "0123456789")
_SEEN_ON_THE_PAGE = frozenset({"review", "plan", "upload", "scan", "status"})


def numbered(message: Message) -> list[dict[str, str]]:
    """The buttons of a message that are chosen by number."""
    helpers = {plainly(key) for key in _HELPERS}
    choices = [button for button in message.buttons if button["text"] not in helpers]
    return choices if len(choices) > 1 or (choices and len(choices) == len(message.buttons)) else []


def chosen(text: str, last: Sequence[Message]) -> str | None:
    """What the choices say whose numbers somebody wrote, by what the bot said last (the newest first)."""
    choices = next((found for message in last if (found := numbered(message))), [])
    numbers = _numbers(text.translate(_FULL_WIDTH).strip())
    if not numbers or not all(1 <= number <= len(choices) for number in numbers):
        return None
    return "和".join(choices[number - 1]["text"] for number in numbers)


def _numbers(text: str) -> list[int]:
    """2, 第二个, 1和3, 1、2、5: nothing where anything else is said."""
    if _SEVERAL.fullmatch(text):
        return [int(number) for number in re.findall(r"\d+", text)]
    one = _NUMBER.match(text)
    if one is None:
        return []
    return [int(one[1]) if one[1].isdigit() else _NUMERALS[one[1]]]


def shaped(replies: Sequence[Message], link: str | None) -> list[str]:
    """The replies as texts that fit, in order. `link` opens the same conversation on the web page."""
    parts = [part for reply in replies for part in _parts(reply)]
    asking = next((reply for reply in reversed(replies) if reply.buttons), None)
    if asking is not None:
        parts += _choices(asking)
    if link is not None and any((reply.card or {}).get("type") in _SEEN_ON_THE_PAGE for reply in replies):
        parts.append(say("wechat.link", url=link))
    return list(fitting("\n".join(parts)))


def fitting(text: str) -> Iterator[str]:
    """The text in pieces of at most 2,048 bytes, cut between lines where that is possible."""
    piece = ""
    for line in text.splitlines():
        for part in _cut(line):
            longer = f"{piece}\n{part}" if piece else part
            if len(longer.encode()) > MOST_BYTES:
                yield piece
                piece = part
            else:
                piece = longer
    if piece.strip():
        yield piece


def _cut(line: str) -> Iterator[str]:
    while len(line.encode()) > MOST_BYTES:
        head = line.encode()[:MOST_BYTES].decode(errors="ignore")
        yield head
        line = line[len(head) :]
    yield line


def _parts(reply: Message) -> Iterator[str]:
    card: dict[str, Any] = reply.card or {}
    if card.get("type") == "plan":
        yield _without_picture(reply.text, card)
    elif reply.text:
        yield reply.text
    if card.get("text"):
        yield str(card["text"])
    if card.get("type") == "upload":
        yield say("wechat.send_photo")


def _without_picture(text: str, card: dict[str, Any]) -> str:
    """What is said beside a plan, with the usual items by name where it speaks of the picture."""
    items = [item for stage in card["stages"] for item in stage["items"]]
    usual = [item["name"] for item in items if item["certain"] or item["likely"]]
    return text.replace(say("start.plan"), say("wechat.plan", items="、".join(usual)))


def _choices(reply: Message) -> Iterator[str]:
    choices = numbered(reply)
    yield from (f"{number}. {button['label']}" for number, button in enumerate(choices, 1))
    others = [button["label"] for button in reply.buttons if button not in choices]
    if choices:
        yield say("wechat.choose")
    if others:
        yield say("wechat.or_say", words="、".join(f"“{word}”" for word in others))
