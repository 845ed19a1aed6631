"""The catalogue that new applications are made under: the one published last, and the one shipped until there is one.

Every process holds it in memory and looks once a second whether another was published. What was begun under an earlier
version stays on it: drafts and cases carry the version they were made under.
"""

from __future__ import annotations

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues import repository
from api.catalogues.service import catalogue_of
from api.database import Database
from forms.loader import CatalogueError, default_catalogue
from forms.model import Catalogue

LOOK_AGAIN_SECONDS = 1.0
_log = structlog.get_logger()


class _Held:
    """What this process has taken up."""

    published: Catalogue | None = None
    refused: str | None = None
    """A version that was published, but that this code cannot read; said once in the log."""


def current_catalogue() -> Catalogue:
    """What people can apply for today, and how."""
    return _Held.published or default_catalogue()


async def follow(session: AsyncSession) -> bool:
    """Take up what was published last; True when it is another than before.

    A version that this code cannot read is left alone, with an error in the log: what served before goes on.
    """
    version = await repository.published_version(session)
    if version is None or version in {current_catalogue().version, _Held.refused}:
        return False
    try:
        _Held.published = await catalogue_of(session, version)
    except CatalogueError as error:
        _Held.refused = version
        _log.error("the published catalogue cannot be read", version=version, error=str(error))
        return False
    if version != default_catalogue().version:
        _log.info("catalogue taken up", version=version, shipped=default_catalogue().version)
    return True


async def published_catalogue(session: AsyncSession) -> Catalogue:
    """The current catalogue for a process that does not follow it: a command."""
    await follow(session)
    return current_catalogue()


async def keep_following(database: Database) -> float:
    """Follow once; returns after how many seconds to do so again."""
    async with database.transaction() as session:
        await follow(session)
    return LOOK_AGAIN_SECONDS
