"""Identity: senders of a conversation on several channels, citizens, one-time codes, short messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "citizens",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("mobile_mark", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("created_at", moment, nullable=False),
    )
    op.create_table(
        "senders",
        sa.Column("id", sa.Uuid(), primary_key=True, server_default=sa.text("gen_random_uuid()")),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), sa.ForeignKey("conversations.id"), nullable=False, index=True),
        sa.Column("proved_at", moment, nullable=True),
        sa.Column("last_heard_at", moment, nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("channel", "name", name="one_sender_per_name"),
    )
    op.execute(
        "INSERT INTO senders (channel, name, conversation_id, last_heard_at)"
        " SELECT channel, sender, id, last_message_at FROM conversations"
    )
    op.drop_constraint("one_conversation_per_sender", "conversations")
    op.drop_column("conversations", "sender")
    op.drop_column("conversations", "channel")
    op.add_column("conversations", sa.Column("citizen_id", sa.Uuid(), sa.ForeignKey("citizens.id"), unique=True))
    op.add_column("conversations", sa.Column("merged_into", sa.Uuid(), sa.ForeignKey("conversations.id")))
    op.create_index("ix_conversations_merged_into", "conversations", ["merged_into"])
    op.add_column("conversations", sa.Column("merged_offset", sa.Integer()))
    op.add_column("messages", sa.Column("sender_id", sa.Uuid(), sa.ForeignKey("senders.id", ondelete="SET NULL")))
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("mobile_mark", sa.LargeBinary(), nullable=False, index=True),
        sa.Column("sender_id", sa.Uuid(), sa.ForeignKey("senders.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("code_mark", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=True),
    )
    op.create_table(
        "short_messages",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("short_messages")
    op.drop_table("one_time_codes")
    op.drop_column("messages", "sender_id")
    for column in ("merged_offset", "merged_into", "citizen_id"):
        op.drop_column("conversations", column)
    # Where a conversation has several senders, the one heard last stays; a conversation without one keeps its id.
    op.add_column("conversations", sa.Column("channel", sa.String(), nullable=False, server_default="web"))
    op.add_column("conversations", sa.Column("sender", sa.String(), nullable=True))
    op.execute(
        "UPDATE conversations SET channel = heard.channel, sender = heard.name FROM (SELECT DISTINCT ON"
        " (conversation_id) conversation_id, channel, name FROM senders ORDER BY conversation_id, last_heard_at DESC)"
        " heard WHERE heard.conversation_id = conversations.id"
    )
    op.execute("UPDATE conversations SET sender = id::text WHERE sender IS NULL")
    op.alter_column("conversations", "sender", nullable=False)
    op.alter_column("conversations", "channel", server_default=None)
    op.create_unique_constraint("one_conversation_per_sender", "conversations", ["channel", "sender"])
    op.drop_table("senders")
    op.drop_table("citizens")
