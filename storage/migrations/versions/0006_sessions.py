"""Sign-in links and sessions of the portal."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _things(name: str, *columns: sa.Column[Any]) -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        name,
        sa.Column("seq", number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=True),
        *columns,
        sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{name}_id")),
    )
    for column in ("person", *[column.name for column in columns]):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def upgrade() -> None:
    moment = storage.schema.UtcDateTime(timezone=True)
    _things("sign_ins", sa.Column("expires_at", moment, nullable=False))
    _things("sessions", sa.Column("ends_at", moment, nullable=False))


def downgrade() -> None:
    op.drop_table("sessions")
    op.drop_table("sign_ins")
