"""Whose a flagged conversation is, its labels, notes of staff, and who has it open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _conversation(*, key: bool = False) -> sa.Column:
    return sa.Column(
        "conversation_id",
        sa.Uuid(),
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=key,
        nullable=False,
    )


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "attention",
        _conversation(key=True),
        sa.Column("assigned_to", sa.String(), nullable=True, index=True),
        sa.Column("labels", sa.JSON(), nullable=False),
    )
    op.create_table(
        "staff_notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        _conversation(),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_staff_notes_conversation_id", "staff_notes", ["conversation_id"])
    op.create_table(
        "staff_looking",
        _conversation(key=True),
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("messages_of_staff", "messages", ["conversation_id"], postgresql_where=sa.text("role = 'staff'"))


def downgrade() -> None:
    op.drop_index("messages_of_staff", "messages")
    for table in ("staff_looking", "staff_notes", "attention"):
        op.drop_table(table)
