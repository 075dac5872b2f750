"""Checklists that OEMs bring, and reports while they are being filled."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _kept(name: str, *keys: str) -> None:
    op.create_table(
        name,
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *(sa.Column(key, sa.String(length=128), nullable=True) for key in keys),
        sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{name}_id")),
    )
    with op.batch_alter_table(name, schema=None) as batch_op:
        for key in keys:
            batch_op.create_index(batch_op.f(f"ix_{name}_{key}"), [key], unique=False)


def upgrade() -> None:
    _kept("checklists", "name")
    _kept("forms", "lead")


def downgrade() -> None:
    op.drop_table("forms")
    op.drop_table("checklists")
