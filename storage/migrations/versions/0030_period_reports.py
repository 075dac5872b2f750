"""Reports of periods: through which stages each lead went, when it ended, the reports and what was frozen in them."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
_AT = storage.schema.UtcDateTime()
_ENDED = ("closed", "cancelled")
_LEADS = sa.table("leads", sa.column("id"), sa.column("stage"), sa.column("stage_since", _AT))
_TIMELINE = sa.table(
    "timeline",
    sa.column("seq"),
    sa.column("lead"),
    sa.column("subject"),
    sa.column("at", _AT),
    sa.column("before"),
    sa.column("after"),
)
_STAGES = sa.table("lead_stages", sa.column("lead"), sa.column("at", _AT), sa.column("stage"))


def upgrade() -> None:
    op.create_table(
        "lead_stages",
        sa.Column("lead", sa.String(length=64), nullable=False),
        sa.Column("at", storage.schema.UtcDateTime(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("lead", "at", name=op.f("pk_lead_stages")),
    )
    op.create_table(
        "period_reports",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("oem", sa.String(length=128), nullable=True),
        sa.Column("state", sa.String(length=128), nullable=True),
        sa.Column("occasion", sa.String(length=128), nullable=False),
        sa.Column("on_its_way", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_period_reports")),
        sa.UniqueConstraint("id", name=op.f("uq_period_reports_id")),
        sa.UniqueConstraint("occasion", name=op.f("uq_period_reports_occasion")),
    )
    op.create_index(op.f("ix_period_reports_oem"), "period_reports", ["oem"])
    op.create_index(op.f("ix_period_reports_state"), "period_reports", ["state"])
    op.create_index(
        "ix_period_reports_on_its_way",
        "period_reports",
        ["seq"],
        sqlite_where=sa.text("on_its_way"),
        postgresql_where=sa.text("on_its_way"),
    )
    op.create_table(
        "report_contents",
        sa.Column("report", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report", "edition", name=op.f("pk_report_contents")),
    )
    for table in ("leads", "trial_leads"):
        op.add_column(table, sa.Column("ended_at", storage.schema.UtcDateTime(), nullable=True))
        _note_ends(table)
        op.create_index(op.f(f"ix_{table}_oem_ended_at_created_at"), table, ["oem", "ended_at", "created_at"])
    _note_stages()


def _note_ends(table: str) -> None:
    leads = sa.table(table, sa.column("stage"), sa.column("stage_since", _AT), sa.column("ended_at", _AT))
    ended = leads.c.stage.in_(_ENDED)
    op.get_bind().execute(sa.update(leads).where(ended).values(ended_at=leads.c.stage_since))


def _note_stages() -> None:
    """What the timeline says of each lead's stages, the last of a moment; then where it stands now."""
    moved = (_TIMELINE.c.subject == _TIMELINE.c.lead, _TIMELINE.c.before.is_not(None))
    last = sa.select(sa.func.max(_TIMELINE.c.seq)).where(*moved).group_by(_TIMELINE.c.lead, _TIMELINE.c.at)
    told = sa.select(_TIMELINE.c.lead, _TIMELINE.c.at, _TIMELINE.c.after).where(
        _TIMELINE.c.seq.in_(last), _TIMELINE.c.after.is_not(None)
    )
    op.get_bind().execute(sa.insert(_STAGES).from_select(["lead", "at", "stage"], told))
    known = sa.select(_STAGES.c.lead).where(
        _STAGES.c.lead == _LEADS.c.id, _STAGES.c.at == _LEADS.c.stage_since
    )
    now = sa.select(_LEADS.c.id, _LEADS.c.stage_since, _LEADS.c.stage).where(~known.exists())
    op.get_bind().execute(sa.insert(_STAGES).from_select(["lead", "at", "stage"], now))


def downgrade() -> None:
    for table in ("leads", "trial_leads"):
        op.drop_index(op.f(f"ix_{table}_oem_ended_at_created_at"), table_name=table)
        op.drop_column(table, "ended_at")
    op.drop_table("report_contents")
    op.drop_table("period_reports")
    op.drop_table("lead_stages")
