"""What citizens say in a benchmark, the same to both systems, and how a right answer is known."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.bench.load import FailedTurnError

TURNS_IN_A_CONVERSATION = 20
"""After so many turns another prepared conversation goes on: nobody talks for hours, and in Rasa a conversation gets
slower as it grows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message, and words that its answer contains."""

    text: str
    expected: str


KINDS: dict[str, tuple[Line, ...]] = {
    "text": (Line("你好", "您好"), Line("你能干什么", "开办餐饮店")),
    # An open question stands; each message changes the draft, is confirmed, and the question is put again.
    "form": (Line("面积80平", "80平方米"), Line("面积95平", "95平方米")),
    "status": (Line("我的申请到哪了", "开办餐饮店"),),
}


class Conversation(Protocol):
    """A conversation that was prepared for its kind of turn."""

    async def say(self, text: str) -> str:
        """Say something; the texts of the replies. Raises FailedTurnError or an httpx error."""


class Talker:
    """A citizen who says the lines of a kind over and over, in one prepared conversation after another."""

    def __init__(self, conversations: Sequence[Conversation], lines: Sequence[Line]) -> None:
        self._conversations = conversations
        self._lines = lines
        self._said = 0

    def next(self) -> Awaitable[None]:
        """The next turn."""
        visit, turn = divmod(self._said, TURNS_IN_A_CONVERSATION)
        self._said += 1
        return _turn(self._conversations[visit % len(self._conversations)], self._lines[turn % len(self._lines)])


async def _turn(conversation: Conversation, line: Line) -> None:
    reply = await conversation.say(line.text)
    if line.expected not in reply:
        raise FailedTurnError(f"{line.text!r} was answered with {reply!r}")
