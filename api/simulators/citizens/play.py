"""Playing many citizens: path by path, persona by persona, some of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

import httpx

from api.clock import today
from api.simulators.citizens.conversation import Browser
from api.simulators.citizens.interview import Interview, Result
from api.simulators.citizens.personas import PERSONAS
from api.simulators.telephone import Telephone
from forms.loader import default_catalogue

_TIMEOUT = 60.0
_STRIDE = 7919
"""Between the seeds of two simulations, so that seed 1 and seed 2 share no citizen."""


def play(
    url: str,
    count: int,
    seed: int,
    paths: Sequence[str],
    personas: Sequence[str],
    jobs: int,
    telephone: Telephone | None = None,
) -> Iterator[Result]:
    """Hold `count` conversations over the paths and personas (all, if none are named); results as they come."""
    catalogue, telephone = default_catalogue(), telephone or Telephone()
    chosen_paths = sorted(paths or catalogue.paths)
    chosen_personas = list(personas or PERSONAS)
    with ThreadPoolExecutor(jobs) as workers:
        running = []
        for number in range(count):
            path = catalogue.paths[chosen_paths[number % len(chosen_paths)]]
            # Every path meets every persona in time.
            persona = PERSONAS[chosen_personas[(number + number // len(chosen_paths)) % len(chosen_personas)]]
            running.append(workers.submit(_hold, url, telephone, path.id, persona.name, seed * _STRIDE + number))
        try:
            for held in as_completed(running):
                yield held.result()
        finally:
            workers.shutdown(wait=False, cancel_futures=True)


def _hold(url: str, telephone: Telephone, path_id: str, persona: str, seed: int) -> Result:
    catalogue = default_catalogue()
    with httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False) as http:
        browser, path = Browser(http), catalogue.paths[path_id]
        return Interview(browser, telephone, catalogue, path, PERSONAS[persona], seed, today()).hold()
