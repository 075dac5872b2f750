"""The visits of a day are found by their start."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_visits_starts_at"), "visits", ["starts_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_visits_starts_at"), table_name="visits")
