"""Row-level security: a department's role reads its own released tasks, their history and their files, and nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_GROUP = """
DO $$ BEGIN
    CREATE ROLE yichuang_departments NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
_POLICIES = {
    "tasks": "payload IS NOT NULL AND 'yichuang_' || department_id = current_user",
    "task_events": "EXISTS (SELECT FROM tasks WHERE tasks.id = task_id)",
    "task_files": "EXISTS (SELECT FROM tasks WHERE tasks.id = task_id)",
    "uploads": "EXISTS (SELECT FROM task_files WHERE task_files.upload_id = uploads.id)",
}
"""What a department may see of each table; a policy that looks into another table sees it as the department does."""


def upgrade() -> None:
    op.create_table(
        "task_files",
        sa.Column("task_id", sa.Uuid(), sa.ForeignKey("tasks.id"), primary_key=True),
        sa.Column("upload_id", sa.Uuid(), sa.ForeignKey("uploads.id"), primary_key=True),
    )
    op.create_index("ix_task_files_upload_id", "task_files", ["upload_id"])
    op.execute(
        "INSERT INTO task_files SELECT DISTINCT tasks.id, (file->>'id')::uuid FROM tasks,"
        " json_array_elements(payload->'materials') material, json_array_elements(material->'files') file"
        " WHERE payload IS NOT NULL AND EXISTS (SELECT FROM uploads WHERE uploads.id = (file->>'id')::uuid)"
    )
    op.execute(_GROUP)
    op.execute("GRANT USAGE ON SCHEMA public TO yichuang_departments")
    for table, condition in _POLICIES.items():
        op.execute(f"GRANT SELECT ON {table} TO yichuang_departments")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} FOR SELECT TO yichuang_departments USING ({condition})")


def downgrade() -> None:
    for table in _POLICIES:
        op.execute(f"DROP POLICY own ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM yichuang_departments")
    op.drop_table("task_files")
