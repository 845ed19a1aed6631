"""Tasks without a statutory limit: where no law sets one there is no date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("tasks", "statutory_by", existing_type=sa.Date(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE tasks SET statutory_by = promised_by WHERE statutory_by IS NULL")
    op.alter_column("tasks", "statutory_by", existing_type=sa.Date(), nullable=False)
