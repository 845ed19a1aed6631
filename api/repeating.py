"""Work that a process does again and again beside its main work."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import structlog

_AFTER_A_FAILURE = 3.0
_log = structlog.get_logger()


@contextlib.asynccontextmanager
async def kept_going(*parts: Callable[[], Awaitable[float]]) -> AsyncIterator[None]:
    """Within the block every part is done for ever; each tells how many seconds to rest."""
    keepers = [asyncio.create_task(_again_and_again(part)) for part in parts]
    try:
        yield
    finally:
        for keeper in keepers:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper


async def _again_and_again(part: Callable[[], Awaitable[float]]) -> None:
    """A failure is logged and the part tried again: a database that is gone comes back."""
    while True:
        try:
            rest = await part()
        except Exception as error:  # noqa: BLE001 - a part that ended would never be missed until much later
            name = part.func.__name__ if isinstance(part, partial) else getattr(part, "__name__", "?")
            _log.warning("not done, tried again", part=name.strip("_"), error=type(error).__name__)
            rest = _AFTER_A_FAILURE
        await asyncio.sleep(rest)
