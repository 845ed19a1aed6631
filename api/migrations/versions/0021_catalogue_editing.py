"""Changes of the catalogue that editors propose, and what was published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "catalogue_proposals",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("base", sa.String(), sa.ForeignKey("catalogue_versions.version"), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
    )
    op.create_table(
        "catalogue_publications",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version", sa.String(), sa.ForeignKey("catalogue_versions.version"), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), sa.ForeignKey("catalogue_proposals.id"), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("catalogue_publications")
    op.drop_table("catalogue_proposals")
