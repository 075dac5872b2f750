"""OEMs' endpoints for webhooks, and the messages to them."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = storage.schema.UtcDateTime(timezone=True)
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "webhook_endpoints",
        sa.Column("seq", number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("oem", sa.String(length=128), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_webhook_endpoints")),
        sa.UniqueConstraint("id", name=op.f("uq_webhook_endpoints_id")),
    )
    op.create_index(op.f("ix_webhook_endpoints_oem"), "webhook_endpoints", ["oem"])
    op.create_table(
        "webhook_posts",
        sa.Column("seq", number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("lead", sa.String(length=64), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("claimed_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_webhook_posts")),
        sa.UniqueConstraint("id", name=op.f("uq_webhook_posts_id")),
    )
    op.create_index(op.f("ix_webhook_posts_lead"), "webhook_posts", ["lead"])
    op.create_index(op.f("ix_webhook_posts_created_at"), "webhook_posts", ["created_at"])
    op.create_index(
        "ix_webhook_posts_endpoint_state_due_at", "webhook_posts", ["endpoint", "state", "due_at"]
    )
    op.create_index("ix_webhook_posts_state_due_at", "webhook_posts", ["state", "due_at"])
    op.create_table(
        "webhook_health",
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("failing_since", moment, nullable=True),
        sa.Column("told_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("endpoint", name=op.f("pk_webhook_health")),
    )


def downgrade() -> None:
    op.drop_table("webhook_health")
    op.drop_table("webhook_posts")
    op.drop_table("webhook_endpoints")
