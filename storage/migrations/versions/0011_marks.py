"""What the records of teams are counted from; it begins with what happens from now on."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("sort", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("visit", "team", "sort", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_team_at_sort_good"), "marks", ["team", "at", "sort", "good"])


def downgrade() -> None:
    op.drop_table("marks")
