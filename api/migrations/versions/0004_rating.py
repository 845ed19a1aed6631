"""Ratings: what the citizen thought of a case when it was over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("rating", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "rating")
