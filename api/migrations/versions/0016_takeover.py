"""Takeover: which of the staff has a conversation in hand, and who has dealt with a flag."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("taken_by", sa.String(), nullable=True))
    op.add_column("conversations", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("flags", sa.Column("resolved_by", sa.String(), nullable=True))
    op.create_index("flags_open", "flags", ["raised_at"], postgresql_where=sa.text("resolved_at IS NULL"))


def downgrade() -> None:
    op.drop_index("flags_open", "flags")
    op.drop_column("flags", "resolved_by")
    op.drop_column("conversations", "taken_at")
    op.drop_column("conversations", "taken_by")
