"""The ledger of stock says who, by which paper and at what cost; stores have zones; pieces are known by their number."""

import json

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
_LEVELS = sa.table("stock_levels", sa.column("store"))
_STORES = sa.table("stores", sa.column("id"), sa.column("version"), sa.column("body"))


def upgrade() -> None:
    op.create_table(
        "stores",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_stores")),
        sa.UniqueConstraint("id", name=op.f("uq_stores_id")),
    )
    op.create_table(
        "stock_pieces",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_pieces")),
    )
    with op.batch_alter_table("stock_pieces", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stock_pieces_place_holder_item"), ["place", "holder", "item"], unique=False
        )
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_by", storage.schema.Json(), nullable=True))
        batch_op.add_column(sa.Column("serials", storage.schema.Json(), nullable=True))
        batch_op.add_column(sa.Column("unit_cost_paise", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("document", sa.String(length=128), nullable=True))
        batch_op.add_column(sa.Column("other", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_stock_movements_lead"), ["lead"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_movements_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_movements_item_id"), ["item", "id"], unique=False)
    _found_stores()


def _found_stores() -> None:
    """What has stock is a store; its zones are for an admin to say."""
    known = op.get_bind().execute(sa.select(_LEVELS.c.store).distinct().order_by(_LEVELS.c.store))
    for (store,) in known.all():
        body = {"id": store, "version": 0, "title": store.replace("_", " ").title(), "zones": []}
        op.get_bind().execute(sa.insert(_STORES).values(id=store, version=0, body=json.dumps(body)))


def downgrade() -> None:
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        for index in ("item_id", "document", "lead"):
            batch_op.drop_index(batch_op.f(f"ix_stock_movements_{index}"))
        for column in ("other", "document", "unit_cost_paise", "serials", "made_by"):
            batch_op.drop_column(column)
    op.drop_table("stock_pieces")
    op.drop_table("stores")
