"""Payments by a payout provider: by which rail each leaves, the tries to send it, and the provider's calls."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rail", sa.String(length=16), nullable=True))
    op.create_table(
        "rail_tries",
        sa.Column("payment", sa.String(length=64), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("fund_account", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("payment", name=op.f("pk_rail_tries")),
    )
    op.create_index(op.f("ix_rail_tries_due_at"), "rail_tries", ["due_at"])
    op.create_table(
        "rail_calls",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rail_calls")),
    )
    op.create_index(op.f("ix_rail_calls_at"), "rail_calls", ["at"])


def downgrade() -> None:
    op.drop_table("rail_calls")
    op.drop_table("rail_tries")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_column("rail")
