"""What the heart costs: loading, checking, planning, asking; and how many entries asking once saves on each path."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any

from api.bench.synthetic import synthetic_sources
from api.clock import today
from forms.draft import Answer, Draft
from forms.engine import next_question
from forms.linting import findings
from forms.loader import build, read_sources
from forms.model import Catalogue, Path
from forms.planner import plan
from forms.requirements import situation

_REPEATS = 5
_LEAST_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class PathCost:
    """One path: its size, the microseconds of a plan and of a question, and what asking once saves."""

    path: str
    items: int
    fields: int
    plan_open: float
    """Planning with nothing answered: ranges over all scenarios."""
    plan: float
    """Planning with what most applicants answer."""
    question: float
    entries_by_department: int
    entries_here: int
    collect_once: float


@dataclass(frozen=True, slots=True)
class SizeCost:
    """A catalogue of one size: milliseconds to load and to check it, microseconds for a plan."""

    paths: int
    items: int
    load: float
    check: float
    plan: float


def path_costs(catalogue: Catalogue, report: Callable[[str], None]) -> list[PathCost]:
    """Every path of a catalogue, the largest first."""
    found = []
    for path in sorted(catalogue.paths.values(), key=lambda each: -len(each.items)):
        report(f"{path.id} …")
        found.append(_path_cost(catalogue, path))
    return found


def _path_cost(catalogue: Catalogue, path: Path) -> PathCost:
    day, empty = today(), Draft(path.id)
    usual = Draft(path.id, {name: Answer(value) for name, value in path.typical.items()})
    efforts = plan(situation(catalogue, path, usual, day), day).efforts
    return PathCost(
        path=path.id,
        items=len(path.items),
        fields=len(path.fields),
        plan_open=microseconds(lambda: plan(situation(catalogue, path, empty, day), day)),
        plan=microseconds(lambda: plan(situation(catalogue, path, usual, day), day)),
        question=max(
            microseconds(lambda: next_question(catalogue, path, empty, day)),
            microseconds(lambda: next_question(catalogue, path, usual, day)),
        ),
        entries_by_department=efforts.none.entries,
        entries_here=efforts.here.entries,
        collect_once=efforts.collect_once,
    )


def size_costs(sizes: Sequence[int], report: Callable[[str], None]) -> Iterator[SizeCost]:
    """The shipped catalogue, then synthetic ones of these sizes."""
    for sources in (read_sources(), *(synthetic_sources(size) for size in sizes)):
        report(f"{len(sources)} files …")
        yield size_cost(sources)


def size_cost(sources: dict[str, str]) -> SizeCost:
    """Load, check and plan with these sources; ValueError when something is wrong with them."""
    gc.collect()
    begin = perf_counter()
    catalogue = build(sources)
    loaded = perf_counter()
    wrong = findings(catalogue, sources)
    checked = perf_counter()
    if wrong:
        raise ValueError(str(wrong[0]))
    path = max(catalogue.paths.values(), key=lambda each: len(each.items))
    usual = Draft(path.id, {name: Answer(value) for name, value in path.typical.items()})
    return SizeCost(
        paths=len(catalogue.paths),
        items=len(catalogue.items),
        load=(loaded - begin) * 1e3,
        check=(checked - loaded) * 1e3,
        plan=microseconds(lambda: plan(situation(catalogue, path, usual, today()), today())),
    )


def microseconds(work: Callable[[], object]) -> float:
    """The median of several rounds, each long enough to be measured; the first call fills caches and does not count."""
    work()
    times: list[float] = []
    calls = 1
    while len(times) < _REPEATS:
        begin = perf_counter()
        for _ in range(calls):
            work()
        took = perf_counter() - begin
        if took < _LEAST_SECONDS:
            calls *= 2
            continue
        times.append(took / calls * 1e6)
    return round(median(times), 1)


def as_document(paths: Sequence[PathCost], sizes: Sequence[SizeCost]) -> dict[str, Any]:
    """Both tables for a JSON file."""
    return {"paths": [asdict(each) for each in paths], "sizes": [asdict(each) for each in sizes]}
