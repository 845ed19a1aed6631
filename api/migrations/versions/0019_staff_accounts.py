"""Staff accounts can be disabled and have a second factor; log-ins can be told apart and ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("staff_users", sa.Column("disabled_at", moment, nullable=True))
    op.add_column("staff_users", sa.Column("last_login_at", moment, nullable=True))
    op.add_column("staff_users", sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
    op.add_column("staff_users", sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("staff_sessions", sa.Column("started_at", moment, nullable=False, server_default=sa.func.now()))
    op.add_column("staff_sessions", sa.Column("browser", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "staff_sessions", sa.Column("waits_for_code", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    for column in ("waits_for_code", "browser", "started_at"):
        op.drop_column("staff_sessions", column)
    for column in ("totp_step", "totp_secret", "last_login_at", "disabled_at"):
        op.drop_column("staff_users", column)
