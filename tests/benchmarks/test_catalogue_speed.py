"""How long the heart takes: `make bench` measures, the test suite only runs each once. No figure makes a test fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from api.bench.catalogue import size_cost
from api.bench.synthetic import ITEMS_PER_PATH, synthetic_sources
from forms.draft import Answer, Draft
from forms.engine import next_question
from forms.linting import findings
from forms.loader import build, default_catalogue, read_sources
from forms.planner import plan
from forms.requirements import situation

CATALOGUE = default_catalogue()
LARGEST = max(CATALOGUE.paths.values(), key=lambda path: len(path.items))
DAY = date(2026, 3, 2)
DRAFTS = {
    "nothing answered": Draft(LARGEST.id),
    "usual answers": Draft(LARGEST.id, {name: Answer(value) for name, value in LARGEST.typical.items()}),
}


@pytest.mark.parametrize("answered", DRAFTS)
def test_planning_the_largest_path(benchmark: Callable, answered: str) -> None:
    made = benchmark(lambda: plan(situation(CATALOGUE, LARGEST, DRAFTS[answered], DAY), DAY))
    assert made.items


@pytest.mark.parametrize("answered", DRAFTS)
def test_asking_on_the_largest_path(benchmark: Callable, answered: str) -> None:
    assert benchmark(lambda: next_question(CATALOGUE, LARGEST, DRAFTS[answered], DAY)) is not None


def test_loading_the_catalogue(benchmark: Callable) -> None:
    sources = read_sources()
    assert len(benchmark(build, sources).paths) == len(CATALOGUE.paths)


def test_checking_the_catalogue(benchmark: Callable) -> None:
    sources = read_sources()
    assert benchmark(findings, CATALOGUE, sources) == []


def test_a_catalogue_of_a_thousand_paths_loads_checks_and_plans() -> None:
    cost = size_cost(synthetic_sources(1000))
    assert (cost.paths, cost.items) == (1000, 1000 * ITEMS_PER_PATH)
