"""Personal data is encrypted at rest: answers, files, payloads, messages (see `api.database.sealing`)."""

from __future__ import annotations

import orjson
import sqlalchemy as sa
from alembic import op

from api.database.sealing import seal, unseal

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON, _TEXT, _BYTES = "json", "varchar", "bytea"
_COLUMNS = {
    ("drafts", "answers"): (_JSON, False),
    ("drafts", "hints"): (_JSON, False),
    ("uploads", "file_name"): (_TEXT, False),
    ("uploads", "content"): (_BYTES, False),
    ("cases", "answers"): (_JSON, False),
    ("tasks", "payload"): (_JSON, True),
    ("licences", "content"): (_JSON, False),
    ("messages", "text"): (_TEXT, False),
    ("messages", "buttons"): (_JSON, False),
    ("messages", "card"): (_JSON, True),
    ("conversations", "confirming"): (_JSON, True),
}
"""Each column with its kind, and whether it may be empty."""
_AT_ONCE = 500


def upgrade() -> None:
    # The policy on tasks looks at the column that is replaced.
    op.execute("DROP POLICY own ON tasks")
    for (table, column), (kind, nullable) in _COLUMNS.items():
        _convert(table, column, "bytea", nullable=nullable, kind=kind, sealing=True)
    _policy()


def downgrade() -> None:
    op.execute("DROP POLICY own ON tasks")
    for (table, column), (kind, nullable) in _COLUMNS.items():
        _convert(table, column, kind, nullable=nullable, kind=kind, sealing=False)
    _policy()


def _policy() -> None:
    op.execute(
        "CREATE POLICY own ON tasks FOR SELECT TO yichuang_departments"
        " USING (payload IS NOT NULL AND 'yichuang_' || department_id = current_user)"
    )


def _convert(table: str, column: str, new_type: str, *, nullable: bool, kind: str, sealing: bool) -> None:
    """Copy the column into one of the new type, a few hundred rows at a time."""
    connection = op.get_bind()
    op.execute(f"ALTER TABLE {table} ADD COLUMN converted {new_type}")
    source = f"{column}::text" if sealing and kind == _JSON else column
    rows = connection.execute(
        sa.text(f"SELECT ctid::text, {source} FROM {table} WHERE {column} IS NOT NULL"),  # noqa: S608 - our own names
        execution_options={"yield_per": _AT_ONCE},
    )
    name = f"{table}.{column}"
    for batch in rows.partitions(_AT_ONCE):
        new = [{"row": row, "value": _sealed(value, name) if sealing else _plain(value, name, kind)} for row, value in batch]
        given = "CAST(:value AS json)" if not sealing and kind == _JSON else ":value"
        connection.execute(
            sa.text(f"UPDATE {table} SET converted = {given} WHERE ctid = CAST(:row AS tid)"), new  # noqa: S608
        )
    op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.execute(f"ALTER TABLE {table} RENAME COLUMN converted TO {column}")
    if not nullable:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL")


def _sealed(value: object, name: str) -> bytes:
    content = value.encode() if isinstance(value, str) else bytes(value)  # type: ignore[call-overload]
    return seal(content, name)


def _plain(value: bytes, name: str, kind: str) -> object:
    content = unseal(bytes(value), name)
    if kind == _JSON:
        return orjson.dumps(orjson.loads(content)).decode()
    return content.decode() if kind == _TEXT else content
