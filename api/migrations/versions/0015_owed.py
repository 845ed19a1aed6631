"""容缺: what may follow later, by when. 特别程序: what a clock stands still for. 联合踏勘 and 统筹."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("tasks", sa.Column("owed", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("tasks", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("tasks", sa.Column("procedure", sa.JSON(), nullable=True))
    op.create_index(
        "tasks_with_something_owed", "tasks", ["id"], postgresql_where=sa.text("owed::text <> '{}'")
    )
    op.add_column("cases", sa.Column("urgent", sa.String(), nullable=True))
    op.create_table(
        "site_visits",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("half", sa.String(), nullable=True),
        sa.Column("arranged_by", sa.String(), nullable=True),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "coordinations",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("agreed", sa.String(), nullable=True),
        sa.Column("catalogue_change", sa.String(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
    )
    op.create_table(
        "coordination_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("coordination_id", sa.Uuid(), sa.ForeignKey("coordinations.id"), nullable=False, index=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    )


def downgrade() -> None:
    for table in ("coordination_notes", "coordinations", "site_visits"):
        op.drop_table(table)
    op.drop_column("cases", "urgent")
    op.drop_index("tasks_with_something_owed", "tasks")
    for column in ("procedure", "reminded_on", "owed"):
        op.drop_column("tasks", column)
