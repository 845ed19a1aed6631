"""Links that open a WeChat conversation on the web page let in one browser: which one it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("senders", sa.Column("link", sa.String(), nullable=True))
    op.create_unique_constraint("one_sender_per_link", "senders", ["link"])


def downgrade() -> None:
    op.drop_constraint("one_sender_per_link", "senders")
    op.drop_column("senders", "link")
