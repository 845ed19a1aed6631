"""The audit log, which cannot be changed: only the chain's position and digest are filled in, once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_GUARD = """
CREATE FUNCTION audit_entries_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.position IS NOT NULL
       AND (to_jsonb(OLD) - 'position' - 'digest') = (to_jsonb(NEW) - 'position' - 'digest') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an entry of the audit log is final';
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True, unique=True),
        sa.Column("digest", sa.String(), nullable=True),
    )
    op.create_index("audit_of_conversation", "audit_entries", ["conversation_id"])
    op.create_index("audit_unsealed", "audit_entries", ["id"], postgresql_where=sa.text("position IS NULL"))
    op.create_index(
        "audit_of_listed_tasks",
        "audit_entries",
        ["details"],
        postgresql_using="gin",
        postgresql_ops={"details": "jsonb_path_ops"},
    )
    op.execute(_GUARD)
    op.execute(
        "CREATE TRIGGER audit_entries_final BEFORE UPDATE OR DELETE ON audit_entries"
        " FOR EACH ROW EXECUTE FUNCTION audit_entries_are_final()"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_kept BEFORE TRUNCATE ON audit_entries"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_are_final()"
    )


def downgrade() -> None:
    op.drop_table("audit_entries")
    op.execute("DROP FUNCTION audit_entries_are_final()")
