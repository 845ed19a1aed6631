"""Playing many citizens: path by path, persona by persona, some of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from threading import Event

import httpx

from api.clock import today
from api.simulators.citizens.conversation import Browser
from api.simulators.citizens.interview import Interview, Result
from api.simulators.citizens.personas import PERSONAS
from api.simulators.telephone import Telephone
from forms.loader import default_catalogue

_TIMEOUT = 60.0
_WAITING = 12
"""How many citizens wait for their departments at once, beside those who talk."""
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
    patience: float = 0,
) -> Iterator[Result]:
    """Hold `count` conversations over the paths and personas (all, if none are named); results as they come.

    With `patience`, citizens wait so many seconds for the decisions of all departments.
    """
    catalogue, telephone = default_catalogue(), telephone or Telephone()
    chosen_paths = sorted(paths or catalogue.paths)
    chosen_personas = list(personas or PERSONAS)
    stop = Event()
    finished: SimpleQueue[Future[Result]] = SimpleQueue()
    with ThreadPoolExecutor(_WAITING) as waiting, ThreadPoolExecutor(jobs) as workers:

        def go_on(held: Future[Interview]) -> None:
            waiting.submit(_wait, held, patience, stop).add_done_callback(finished.put)

        for number in range(count):
            path = catalogue.paths[chosen_paths[number % len(chosen_paths)]]
            # Every path meets every persona in time.
            persona = PERSONAS[chosen_personas[(number + number // len(chosen_paths)) % len(chosen_personas)]]
            held = workers.submit(_hold, url, telephone, path.id, persona.name, seed * _STRIDE + number)
            held.add_done_callback(go_on)
        try:
            for _ in range(count):
                yield finished.get().result()
        finally:
            stop.set()
            workers.shutdown(wait=False, cancel_futures=True)
            waiting.shutdown(wait=False, cancel_futures=True)


def _hold(url: str, telephone: Telephone, path_id: str, persona: str, seed: int) -> Interview:
    catalogue = default_catalogue()
    browser = Browser(httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False))
    interview = Interview(browser, telephone, catalogue, catalogue.paths[path_id], PERSONAS[persona], seed, today())
    interview.hold()
    return interview


def _wait(held: Future[Interview], patience: float, stop: Event) -> Result:
    interview = held.result()
    with closing(interview.browser.http):
        return interview.wait(patience, stop) if patience else interview.result
