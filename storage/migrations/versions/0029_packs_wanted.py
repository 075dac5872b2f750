"""Packs that are still to be compiled are found by themselves; those of before are compiled once, to be kept as files."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
_PACKS = sa.table("packs", sa.column("seq"), sa.column("lead"), sa.column("body"), sa.column("wanted"))
_LEADS = sa.table("leads", sa.column("id"), sa.column("body"))


def upgrade() -> None:
    with op.batch_alter_table("packs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wanted", sa.String(length=128), nullable=True))
        batch_op.create_index(batch_op.f("ix_packs_wanted"), ["wanted"], unique=False)
    kept = sa.select(_PACKS.c.seq, _PACKS.c.body, _LEADS.c.body).join(_LEADS, _LEADS.c.id == _PACKS.c.lead)
    for seq, pack, lead in op.get_bind().execute(kept).all():
        is_erased = json.loads(lead).get("erased_at") is not None
        if json.loads(pack)["state"] != "returned" and not is_erased:
            op.get_bind().execute(sa.update(_PACKS).where(_PACKS.c.seq == seq).values(wanted="yes"))


def downgrade() -> None:
    with op.batch_alter_table("packs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_packs_wanted"))
        batch_op.drop_column("wanted")
