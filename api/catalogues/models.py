"""The table of catalogue versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, now


class CatalogueVersion(Base):
    """The YAML sources of one catalogue version."""

    __tablename__ = "catalogue_versions"

    version: Mapped[str] = mapped_column(primary_key=True)
    sources: Mapped[dict[str, str]] = mapped_column(JSON)
    stored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
