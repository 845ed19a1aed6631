"""What tests of the conversation say, and what they look for in the replies."""

from __future__ import annotations

import psycopg

from forms.facts import Fact
from tests.api.conftest import RESTAURANT


def fact(kind: str, raw: str, text: str) -> Fact:
    """A fact as the understanding finds it in a message."""
    return Fact(kind, raw, text.index(raw), text.index(raw) + len(raw))


def cards(citizen) -> list[str]:
    """The kinds of the cards in the last turn's replies."""
    return [reply.card["type"] for reply in citizen.replies if reply.card]


def buttons(citizen) -> list[str]:
    """What the buttons of the last turn's replies say."""
    return [button["text"] for reply in citizen.replies for button in reply.buttons]


def flags(database) -> list[str]:
    with psycopg.connect(database.url) as connection:
        return [reason for (reason,) in connection.execute("SELECT reason FROM flags ORDER BY id")]


async def answered_until(citizen, field_id: str) -> None:
    """Answer questions until this one is asked."""
    while (question := await citizen.asked()) != field_id:
        await citizen.say("answer", RESTAURANT[question])
