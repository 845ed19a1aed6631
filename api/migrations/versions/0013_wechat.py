"""WeChat: pushes and tokens; what each sender has been told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "wechat_pushes",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("sender_id", sa.Uuid(), sa.ForeignKey("senders.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("answered", sa.String(), nullable=True),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "wechat_tokens",
        sa.Column("app_id", sa.String(), primary_key=True),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
    )
    op.add_column("senders", sa.Column("seen_seq", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("senders", sa.Column("told_seq", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("senders", "told_seq")
    op.drop_column("senders", "seen_seq")
    op.drop_table("wechat_tokens")
    op.drop_table("wechat_pushes")
