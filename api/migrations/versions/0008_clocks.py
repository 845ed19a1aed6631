"""From when a task's clock counts, and what was left of it while it stands still."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("clock_from", sa.Date(), nullable=True))
    op.add_column("tasks", sa.Column("clock_stopped", sa.JSON(), nullable=True))
    op.execute("UPDATE tasks SET clock_from = (released_at AT TIME ZONE 'Asia/Shanghai')::date")


def downgrade() -> None:
    op.drop_column("tasks", "clock_stopped")
    op.drop_column("tasks", "clock_from")
