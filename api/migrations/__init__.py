"""Brings the database to the state that this code needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from api.database import sqlalchemy_url


def migrate(url: str) -> None:
    """Apply all migrations that are missing; does nothing when the database is up to date."""
    command.upgrade(alembic_config(url), "head")


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = sqlalchemy_url(url)
    return config
