"""What was read on electricity bills."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bills",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lead", sa.String(length=128), nullable=True),
        sa.Column("state", sa.String(length=128), nullable=True),
        sa.Column("consumer", sa.String(length=128), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_bills")),
        sa.UniqueConstraint("id", name=op.f("uq_bills_id")),
    )
    with op.batch_alter_table("bills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bills_lead"), ["lead"], unique=False)
        batch_op.create_index(batch_op.f("ix_bills_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_bills_consumer"), ["consumer"], unique=False)


def downgrade() -> None:
    op.drop_table("bills")
