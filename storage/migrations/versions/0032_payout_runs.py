"""Payouts by run, and which of them has which earning: none is in two."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payout_runs",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_payout_runs")),
        sa.UniqueConstraint("id", name=op.f("uq_payout_runs_id")),
    )
    op.create_table(
        "payout_lines",
        sa.Column("earning", sa.String(length=64), nullable=False),
        sa.Column("payout", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("earning", name=op.f("pk_payout_lines")),
    )
    with op.batch_alter_table("payout_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_lines_payout"), ["payout"], unique=False)
    op.execute(
        "INSERT INTO payout_lines (earning, payout) SELECT id, payout FROM earnings WHERE payout IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("payout_lines")
    op.drop_table("payout_runs")
