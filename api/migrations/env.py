"""Alembic's environment: runs the migrations on the database that it is given."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from api.database import Base
from api.migrations.tables import TABLES

assert TABLES  # noqa: S101 - importing them registers them


def _mine(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:  # noqa: FBT001
    """Procrastinate's tables are its own."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, include_object=_mine, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
