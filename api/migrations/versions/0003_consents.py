"""Consents: what the citizen agreed to when they submitted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("consents", sa.JSON(), nullable=False, server_default="{}"))
    op.alter_column("cases", "consents", server_default=None)


def downgrade() -> None:
    op.drop_column("cases", "consents")
