"""Connections: sealed secrets, the key before a rotation, and the circuit breaker."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.database.sealing import seal, unseal

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLE = "department_connections"
_SECRET = f"{_TABLE}.secret"


def upgrade() -> None:
    connection = op.get_bind()
    op.add_column(_TABLE, sa.Column("sealed", sa.LargeBinary(), nullable=True))
    for department, secret in _secrets():
        connection.execute(
            sa.text(f"UPDATE {_TABLE} SET sealed = :sealed WHERE department_id = :id"),  # noqa: S608 - our own name
            {"sealed": seal(secret.encode(), _SECRET), "id": department},
        )
    op.drop_column(_TABLE, "secret")
    op.alter_column(_TABLE, "sealed", new_column_name="secret")
    op.add_column(_TABLE, sa.Column("previous_key_id", sa.String(), nullable=True, unique=True))
    op.add_column(_TABLE, sa.Column("previous_secret", sa.LargeBinary(), nullable=True))
    op.add_column(_TABLE, sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(_TABLE, sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(_TABLE, sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    connection = op.get_bind()
    for column in ("rests_until", "failures", "previous_until", "previous_secret", "previous_key_id"):
        op.drop_column(_TABLE, column)
    op.add_column(_TABLE, sa.Column("plain", sa.String(), nullable=True))
    for department, secret in _secrets():
        connection.execute(
            sa.text(f"UPDATE {_TABLE} SET plain = :plain WHERE department_id = :id"),  # noqa: S608 - our own name
            {"plain": unseal(bytes(secret), _SECRET).decode(), "id": department},
        )
    op.drop_column(_TABLE, "secret")
    op.alter_column(_TABLE, "plain", new_column_name="secret")


def _secrets() -> list[tuple]:
    found = op.get_bind().execute(sa.text(f"SELECT department_id, secret FROM {_TABLE} WHERE secret IS NOT NULL"))  # noqa: S608
    return [tuple(row) for row in found]
