"""`bench turn`: whole chat turns, our system and (on request) a plain Rasa set-up in turns, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.bench.dialogues import KINDS, TURNS_IN_A_CONVERSATION, Conversation, Talker
from api.bench.figures import Cell, figures_of
from api.bench.listening import Listener
from api.bench.load import Measurement, load, prepare
from api.bench.usage import total_memory

WARM_UP_SECONDS = 1.0
_ROUNDS = 4
_PREPARED_TURNS_PER_SECOND = 80
"""For so many turns conversations are prepared; a faster system begins again with the first."""


class System(Protocol):
    """Something that can be talked to."""

    @property
    def name(self) -> str:
        """What the result calls it."""

    async def conversation(self, kind: str) -> Conversation:
        """A conversation that is ready for this kind of turn."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A system, and its processes by name."""

    system: System
    pids: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and for how many seconds each."""

    kinds: Sequence[str]
    citizens: Sequence[int]
    seconds: float


async def measure(contenders: Sequence[Contender], plan: Plan, listener: Listener) -> list[Cell]:
    """Every cell of the plan, for each contender."""
    cells = []
    for kind in plan.kinds:
        for citizens in plan.citizens:
            listener.tell(f"{kind}, {citizens} at once")
            cells += await _cells(contenders, kind, citizens, plan.seconds, listener)
    return cells


async def _cells(
    contenders: Sequence[Contender], kind: str, citizens: int, seconds: float, listener: Listener
) -> list[Cell]:
    """One cell for each contender. They take short turns, so that all meet the same state of the machine."""
    talkers = [await _talkers(contender.system, kind, citizens, seconds) for contender in contenders]
    totals = [Measurement() for _ in contenders]
    for _ in range(_ROUNDS):
        for contender, mine, total in zip(contenders, talkers, totals, strict=True):
            total.add(await load(mine, seconds / _ROUNDS, contender.pids))
    cells = []
    for contender, total in zip(contenders, totals, strict=True):
        if total.failures:
            listener.warn(f"{contender.system.name}, {kind}, {citizens} at once: {total.failures[0]}")
        cells.append(Cell(contender.system.name, kind, citizens, figures_of(total, total_memory(contender.pids))))
    return cells


async def _talkers(system: System, kind: str, citizens: int, seconds: float) -> list[Talker]:
    """Citizens with conversations of their own, warmed up."""
    conversations = await prepare(_how_many(seconds, citizens), lambda: system.conversation(kind))
    talkers = [Talker(conversations[n::citizens], KINDS[kind]) for n in range(citizens)]
    await load(talkers, WARM_UP_SECONDS)
    return talkers


def _how_many(seconds: float, citizens: int) -> int:
    """How many conversations to prepare: the same number for each citizen."""
    turns = (seconds + WARM_UP_SECONDS) * _PREPARED_TURNS_PER_SECOND
    return citizens * max(1, math.ceil(turns / TURNS_IN_A_CONVERSATION / citizens))
