"""`bench submit`: complete drafts become cases. The drafts are prepared before; only the submissions are measured."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass

from api.bench.figures import Cell, figures_of
from api.bench.listening import Listener
from api.bench.load import FailedTurnError, load, prepare
from api.bench.site import Site, Visitor
from api.bench.usage import total_memory

_WARM_UP_DRAFTS = 2


class Clerk:
    """Takes drafts from a common pile and submits them, one after another."""

    def __init__(self, pile: list[Visitor], submitted: list[Visitor]) -> None:
        self._pile = pile
        self._submitted = submitted

    def next(self) -> Awaitable[None] | None:
        """The next submission; None when the pile is empty."""
        return self._submit(self._pile.pop()) if self._pile else None

    async def _submit(self, visitor: Visitor) -> None:
        await visitor.submit()
        self._submitted.append(visitor)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many submit at once, and how many drafts each cell has; it ends after `seconds` in any case."""

    citizens: Sequence[int]
    drafts: int
    seconds: float


async def measure(site: Site, pids: Mapping[str, int], plan: Plan, listener: Listener) -> list[Cell]:
    """One cell for each number of citizens."""
    return [await _cell(site, pids, at_once, plan, listener) for at_once in plan.citizens]


async def _cell(site: Site, pids: Mapping[str, int], at_once: int, plan: Plan, listener: Listener) -> Cell:
    listener.tell(f"submit, {at_once} at once: preparing {plan.drafts} drafts")
    pile = await prepare(plan.drafts + _WARM_UP_DRAFTS, site.complete)
    warm_up, rest, submitted = pile[:_WARM_UP_DRAFTS], pile[_WARM_UP_DRAFTS:], list[Visitor]()
    await load([Clerk(warm_up, [])], plan.seconds)
    listener.tell(f"submit, {at_once} at once")
    measured = await load([Clerk(rest, submitted) for _ in range(at_once)], plan.seconds, pids)
    memory = total_memory(pids)
    listener.tell(f"submit, {at_once} at once: reading {len(submitted)} cases back")
    measured.failures += await _without_tasks(submitted)
    if measured.failures:
        listener.warn(f"submit, {at_once} at once: {measured.failures[0]}")
    return Cell(site.name, "submit", at_once, figures_of(measured, memory))


async def _without_tasks(submitted: Sequence[Visitor]) -> list[str]:
    """What is missing in the cases that were submitted."""
    missing = []
    for visitor in submitted:
        try:
            await visitor.check_case()
        except FailedTurnError as error:
            missing.append(str(error))
    return missing
