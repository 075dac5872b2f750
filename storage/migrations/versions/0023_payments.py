"""Payments are found by payee, a reference counts once for its method, and what is let go in a day is kept."""

import json
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
_METHODS: Final = {12: "upi", 16: "neft", 22: "rtgs"}
"""By the length of a reference: until now nobody was asked for the method."""
_PAYMENTS: Final = sa.table(
    "payments",
    sa.column("id"),
    sa.column("body"),
    sa.column("payee"),
    sa.column("payee_name"),
    sa.column("method"),
)


def upgrade() -> None:
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payee", sa.String(length=128), nullable=True))
        batch_op.add_column(sa.Column("payee_name", sa.String(length=128), nullable=True))
        batch_op.add_column(sa.Column("method", sa.String(length=8), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_payments_reference"), type_="unique")
        batch_op.create_index(batch_op.f("ix_payments_payee"), ["payee"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_payee_name"), ["payee_name"], unique=False)
    _fill()
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_payments_method_reference"), ["method", "reference"])
    op.create_table(
        "outlays",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outlays")),
        sa.UniqueConstraint("id", name=op.f("uq_outlays_id")),
    )


def _fill() -> None:
    for payment, body in op.get_bind().execute(sa.select(_PAYMENTS.c.id, _PAYMENTS.c.body)).all():
        known = json.loads(body)
        method = _METHODS.get(len(known.get("reference") or ""))
        filled = {
            "payee": _text(known["payee"])[:128],
            "payee_name": " ".join(known["payee_name"].casefold().split())[:128],
            "method": method,
            "body": json.dumps({**known, "method": method}, ensure_ascii=False),
        }
        op.get_bind().execute(sa.update(_PAYMENTS).where(_PAYMENTS.c.id == payment).values(**filled))


def _text(payee: dict[str, str]) -> str:
    return payee.get("vpa") or f"{payee.get('ifsc', '')} {payee.get('account', '')}".strip()


def downgrade() -> None:
    op.drop_table("outlays")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_payments_method_reference"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_payments_payee"))
        batch_op.drop_index(batch_op.f("ix_payments_payee_name"))
        batch_op.drop_column("payee")
        batch_op.drop_column("payee_name")
        batch_op.drop_column("method")
        batch_op.create_unique_constraint(batch_op.f("uq_payments_reference"), ["reference"])
