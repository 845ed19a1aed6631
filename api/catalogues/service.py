"""Gives the catalogue of any version; keeps the current one in the database so that cases stay on theirs."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogues.models import CatalogueVersion
from forms.loader import build, default_catalogue, read_sources
from forms.model import Catalogue

_built: dict[str, Catalogue] = {}


async def keep_current(session: AsyncSession) -> str:
    """Store the catalogue that ships with this code, if it is new; returns its version."""
    catalogue = default_catalogue()
    statement = insert(CatalogueVersion).values(version=catalogue.version, sources=read_sources())
    await session.execute(statement.on_conflict_do_nothing())
    return catalogue.version


async def sources_of(session: AsyncSession, version: str) -> dict[str, str]:
    """The stored sources of this version; KeyError if it was never stored."""
    stored = await session.get(CatalogueVersion, version)
    if stored is None:
        raise KeyError(version)
    return stored.sources


async def catalogue_of(session: AsyncSession, version: str) -> Catalogue:
    """The catalogue of this version; KeyError if it was never stored."""
    current = default_catalogue()
    if version == current.version:
        return current
    if version not in _built:
        _built[version] = build(await sources_of(session, version))
    return _built[version]
