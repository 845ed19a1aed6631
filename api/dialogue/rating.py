"""好差评: once, when a case is over, the citizen is asked how it went; who is not satisfied is asked why and heard.

The five levels are those of the national rules for rating government services (国办发〔2019〕51号).
"""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import service as cases
from api.cases.models import Case
from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.database import now
from api.dialogue.turn import Buttons, Turn, button_of
from api.texts import group, say

RATING, COMMENT = "rating", "rating_comment"
_UNSATISFIED = 2
"""This level and below is looked into (差评): the citizen is asked for the reason, and a person gets to see it."""
_STARS = re.compile(r"^\s*([1-5一二三四五])\s*(?:分|星|颗星)?\s*$")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


def levels() -> dict[int, str]:
    """The levels from the best to the worst."""
    return {int(level): name for level, name in group("rating.levels").items()}


def level_buttons() -> Buttons:
    """The levels as buttons."""
    return [button_of(f"rating.levels.{level}") for level in levels()]


def words() -> list[str]:
    """Everything that answers the question."""
    return [*levels().values(), *(w for said in group("rating.words").values() for w in said.split("、"))]


def words_of_comment() -> list[str]:
    """What answers the question for the reason without giving one."""
    return [say("rating.no_comment")]


async def ask_rating(session: AsyncSession, conversation: Conversation, case: Case, path: str) -> None:
    """Ask how it went, unless it has been asked."""
    if case.rating is not None:
        return
    conversation.asked = {"kind": RATING, "id": str(case.id), "task": None}
    buttons = level_buttons()
    conversations.speak(session, conversation, say("rating.ask", path=path), buttons=buttons)


def ask_again(turn: Turn) -> None:
    """Show the levels again to somebody who first asked something else."""
    if (turn.conversation.asked or {}).get("kind") == RATING:
        turn.reply("rating.still", buttons=level_buttons())


def is_asked(conversation: Conversation) -> bool:
    """Whether the open question is about how it went."""
    return bool(conversation.asked and conversation.asked["kind"] in {RATING, COMMENT})


async def take(turn: Turn) -> bool:
    """Take the answer; False when the message is none."""
    asked = turn.conversation.asked or {}
    case = await cases.case_by_id(turn.session, UUID(asked["id"]))
    if asked["kind"] == COMMENT:
        case.rating = {**(case.rating or {}), "comment": turn.text}
        turn.conversation.asked = None
        turn.reply("rating.heard")
        return True
    level = level_of(turn.text)
    if level is None:
        return False
    case.rating = {"level": level, "comment": None, "at": now().isoformat()}
    if level <= _UNSATISFIED:
        conversations.flag(turn.session, turn.conversation, "bad_rating", turn.seq)
        turn.conversation.asked = {"kind": COMMENT, "id": str(case.id), "task": None}
        turn.reply("rating.why", buttons=[button_of("rating.no_comment")])
    else:
        turn.conversation.asked = None
        turn.reply("rating.thanks")
    return True


def level_of(text: str) -> int | None:
    """The level that somebody means, by name, by another word for it, or by one to five stars."""
    stars = _STARS.match(text)
    if stars is not None:
        return _NUMERALS.get(stars[1]) or int(stars[1])
    said = text.strip()
    shown = {say(f"rating.levels.{level}"): level for level in levels()}
    if (level := shown.get(said.capitalize())) is not None:
        return level
    named = [(len(name), level) for level, name in levels().items() if name in said]
    named += [
        (len(word), int(level))
        for level, others in group("rating.words").items()
        for word in others.split("、")
        if word in said
    ]
    return max(named)[1] if named else None
