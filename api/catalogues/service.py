"""Gives the catalogue of any version; keeps every version in the database so that cases stay on theirs."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues import repository
from forms.loader import build, default_catalogue, read_sources
from forms.model import Catalogue

_built: dict[str, Catalogue] = {}


async def keep_current(session: AsyncSession) -> str:
    """Store the catalogue that ships with this code, if it is new; returns its version."""
    catalogue = default_catalogue()
    await repository.keep_version(session, catalogue.version, read_sources())
    return catalogue.version


async def sources_of(session: AsyncSession, version: str) -> dict[str, str]:
    """The stored sources of this version; KeyError if it was never stored."""
    stored = await repository.version(session, version)
    if stored is None:
        raise KeyError(version)
    return stored.sources


async def catalogue_of(session: AsyncSession, version: str) -> Catalogue:
    """The catalogue of this version; KeyError if it was never stored, CatalogueError if this code cannot read it."""
    current = default_catalogue()
    if version == current.version:
        return current
    if version not in _built:
        _built[version] = build(await sources_of(session, version))
    return _built[version]
