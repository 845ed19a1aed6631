"""How each citizen is spoken to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("voice", sa.String(), nullable=False, server_default="plain"))


def downgrade() -> None:
    op.drop_column("conversations", "voice")
