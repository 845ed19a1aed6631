"""Benchmarks from beginning to end: the plain set-up started and stopped around them where it is wanted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Mapping, Sequence

from api.bench import stock_project, stock_server, submit, turn
from api.bench.figures import Cell
from api.bench.listening import Listener
from api.bench.site import Site, open_transport
from api.bench.stock_project import StockProject
from api.bench.stock_server import StockServer, StockSite


def run_turns(url: str, pids: Mapping[str, int], plan: turn.Plan, listener: Listener) -> list[Cell]:
    """Turns of our system alone."""
    return asyncio.run(_turns(url, pids, None, plan, listener))


def run_turns_against_stock(
    url: str, pids: Mapping[str, int], project: StockProject, plan: turn.Plan, listener: Listener
) -> list[Cell]:
    """Turns of our system and of the plain set-up. Raises CannotStartError when that cannot be trained or started."""
    with _stock(project, listener) as stock:
        return asyncio.run(_turns(url, pids, stock, plan, listener))


def run_submissions(url: str, pids: Mapping[str, int], plan: submit.Plan, listener: Listener) -> list[Cell]:
    """Submissions to our system."""
    return asyncio.run(_submissions(url, pids, plan, listener))


@contextlib.contextmanager
def _stock(project: StockProject, listener: Listener) -> Iterator[StockServer]:
    if not project.is_trained:
        stock_project.train(project, listener.tell)
    listener.tell("Starting the plain Rasa set-up …")
    with stock_server.running(project) as server:
        yield server


async def _turns(
    url: str, pids: Mapping[str, int], stock: StockServer | None, plan: turn.Plan, listener: Listener
) -> list[Cell]:
    async with open_transport() as transport:
        contenders: Sequence[turn.Contender] = [turn.Contender(Site(url, transport), pids)]
        if stock is not None:
            contenders = [*contenders, turn.Contender(StockSite(stock.url, transport), stock.pids)]
        return await turn.measure(contenders, plan, listener)


async def _submissions(url: str, pids: Mapping[str, int], plan: submit.Plan, listener: Listener) -> list[Cell]:
    async with open_transport() as transport:
        return await submit.measure(Site(url, transport), pids, plan, listener)
