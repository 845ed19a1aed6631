"""A notice to all processes with every new message, for who is looking at its conversation."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE FUNCTION notice_message() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_notify('yichuang_messages', NEW.conversation_id || ' ' || NEW.seq); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER notice_message AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION notice_message()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER notice_message ON messages")
    op.execute("DROP FUNCTION notice_message()")
