"""The drill: many submissions, processes killed at random, a network that loses requests; then all is counted."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from api.bench.load import FailedTurnError
from api.bench.site import open_transport
from api.simulators.faults.citizens import Confirmed, PatientVisitor
from api.simulators.faults.killing import Killer
from api.simulators.faults.network import BadLine, Fate
from api.simulators.telephone import Telephone

_FINAL = frozenset({"granted", "refused", "not_accepted", "withdrawn"})
_LOOK_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be tried."""

    submissions: int
    at_once: int
    share: float
    """Of the requests between us and the departments that are lost."""
    seed: int
    every: float
    """Seconds between two kills, on average."""
    patience: float
    """Seconds that the decisions may take after the last submission, with nothing killed any more."""


@dataclass(slots=True)
class Course:
    """How the drill went."""

    confirmed: list[Confirmed] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    """Why citizens gave up."""
    killed: Counter[str] = field(default_factory=Counter)
    fates: Counter[Fate] = field(default_factory=Counter)
    undecided: int = 0
    """Cases that some department has not decided when patience ran out."""
    double: list[str] = field(default_factory=list)
    """Citizens who see another number of cases than the one that was confirmed to them."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The two bad lines: tasks go out on one, events come back on the other."""

    out: BadLine
    back: BadLine
    out_port: int
    back_port: int

    def mend(self) -> None:
        """Lose nothing from now on."""
        self.out.mend()
        self.back.mend()


@asynccontextmanager
async def bad_lines(plan: Plan, departments_port: int, our_port: int) -> AsyncIterator[Lines]:
    """Open both lines."""
    chance = random.Random(plan.seed)  # noqa: S311 - repeatable, not secret
    out, back = (BadLine(port, plan.share, chance) for port in (departments_port, our_port))
    try:
        yield Lines(out, back, await out.open(), await back.open())
    finally:
        await out.close()
        await back.close()


async def hold(
    url: str, plan: Plan, lines: Lines, victims: Callable[[], Mapping[str, int]], tell: Callable[[str, int, int], None]
) -> Course:
    """Let all citizens submit while things go wrong, then wait for every decision. `tell` is told how far it is."""
    course, telephone = Course(), Telephone()
    killer = Killer(victims, random.Random(plan.seed + 1), plan.every)  # noqa: S311 - as above
    killing = asyncio.create_task(killer.go_on())
    try:
        await _submit_all(url, plan, course, telephone, tell)
    finally:
        killing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await killing
        course.killed = killer.killed
    await _wait_for_decisions(plan, course, tell)
    course.fates = lines.out.fates + lines.back.fates
    return course


async def _submit_all(
    url: str, plan: Plan, course: Course, telephone: Telephone, tell: Callable[[str, int, int], None]
) -> None:
    places = asyncio.Semaphore(plan.at_once)

    async def one() -> None:
        async with places:
            citizen = PatientVisitor(url, open_transport())
            try:
                await citizen.open()
                await citizen.complete(telephone)
                await citizen.submit()
            except FailedTurnError as problem:
                course.given_up.append(str(problem))
            else:
                course.confirmed.append(Confirmed(citizen, citizen.case_no))
            tell("submitted", len(course.confirmed) + len(course.given_up), plan.submissions)

    async with asyncio.TaskGroup() as group:
        for _ in range(plan.submissions):
            group.create_task(one())


async def _wait_for_decisions(plan: Plan, course: Course, tell: Callable[[str, int, int], None]) -> None:
    open_ = list(course.confirmed)
    ends = asyncio.get_running_loop().time() + plan.patience
    while open_ and asyncio.get_running_loop().time() < ends:
        still_open = []
        for each in open_:
            seen = await each.citizen.cases()
            if [case["case_no"] for case in seen] != [each.case_no]:
                course.double.append(f"{each.case_no}: {[case['case_no'] for case in seen]}")
            elif not all(task["stage"] in _FINAL for task in seen[0]["tasks"]):
                still_open.append(each)
        open_ = still_open
        tell("decided", len(course.confirmed) - len(open_), len(course.confirmed))
        if open_:
            await asyncio.sleep(_LOOK_EVERY)
    course.undecided = len(open_)
