"""Files of stock: what was dropped into Procurement's group, and that the same rows are booked once."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stock_files",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=True),
        sa.Column("booked_content", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_stock_files")),
        sa.UniqueConstraint("id", name=op.f("uq_stock_files_id")),
        sa.UniqueConstraint("booked_content", name=op.f("uq_stock_files_booked_content")),
    )
    with op.batch_alter_table("stock_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_files_state"), ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("stock_files")
