"""Notices for the pages of the staff: what changes in the queue, in who holds or looks at a conversation, in the tasks."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A notice with the same words is sent once a transaction, however many rows it has changed.
    op.execute(
        "CREATE FUNCTION notice_queue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_notify('yichuang_desks', 'queue'); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION notice_task() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_notify('yichuang_desks', 'tasks/' || NEW.department_id); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION notice_coordination() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_notify('yichuang_desks', 'tasks/' || department)"
        " FROM jsonb_array_elements_text(NEW.departments::jsonb) AS department; RETURN NULL; END $$"
    )
    # Without a new message: number 0 is newer than nothing that a citizen has seen.
    op.execute(
        "CREATE FUNCTION notice_holder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_notify('yichuang_messages', NEW.id || ' 0'); PERFORM pg_notify('yichuang_desks', 'queue');"
        " RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION notice_looking() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_notify('yichuang_messages', coalesce(NEW.conversation_id, OLD.conversation_id) || ' 0');"
        " RETURN NULL; END $$"
    )
    for name, when, function in _TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} AFTER {when} FOR EACH ROW {function}")


def downgrade() -> None:
    for name, when, _function in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {when.rpartition(' ON ')[2]}")
    for function in ("notice_looking", "notice_holder", "notice_coordination", "notice_task", "notice_queue"):
        op.execute(f"DROP FUNCTION {function}")


_TRIGGERS = (
    ("notice_flag", "INSERT OR UPDATE OF resolved_at ON flags", "EXECUTE FUNCTION notice_queue()"),
    ("notice_attention", "INSERT OR UPDATE ON attention", "EXECUTE FUNCTION notice_queue()"),
    (
        "notice_holder", "UPDATE OF taken_by ON conversations",
        "WHEN (OLD.taken_by IS DISTINCT FROM NEW.taken_by) EXECUTE FUNCTION notice_holder()",
    ),
    ("notice_looking", "INSERT OR DELETE ON staff_looking", "EXECUTE FUNCTION notice_looking()"),
    ("notice_coordination", "INSERT OR UPDATE ON coordinations", "EXECUTE FUNCTION notice_coordination()"),
    ("notice_task", "INSERT OR UPDATE OF stage, promised_by ON tasks", "EXECUTE FUNCTION notice_task()"),
)  # fmt: skip
