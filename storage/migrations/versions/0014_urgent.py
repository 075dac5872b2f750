"""Emergencies and leads that lost their visit to one go before everything else that is owed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_owed_role_due", table_name="owed")
    op.add_column("owed", sa.Column("rank", sa.Integer(), nullable=False, server_default="1"))
    _rank_what_is_owed()
    with op.batch_alter_table("owed") as table:
        table.alter_column("rank", server_default=None)
    op.create_index(op.f("ix_owed_role_rank_due"), "owed", ["role", "rank", "due"])
    op.create_index(op.f("ix_owed_rank_due"), "owed", ["rank", "due"])


def _rank_what_is_owed() -> None:
    owed = sa.table("owed", sa.column("what"), sa.column("lead"), sa.column("rank"))
    leads = sa.table("leads", sa.column("id"), sa.column("stage"), sa.column("body"))
    first = sa.select(leads.c.id).where(
        leads.c.stage.in_(["survey_scheduling", "installation_scheduling"]),
        leads.c.body.like('%"priority":true%'),
    )
    urgent = sa.or_(owed.c.what == "find_backup", owed.c.lead.in_(first))
    op.get_bind().execute(sa.update(owed).where(urgent).values(rank=0))


def downgrade() -> None:
    op.drop_index("ix_owed_rank_due", table_name="owed")
    op.drop_index("ix_owed_role_rank_due", table_name="owed")
    op.drop_column("owed", "rank")
    op.create_index("ix_owed_role_due", "owed", ["role", "due"])
