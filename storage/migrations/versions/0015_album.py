"""What the photos of reports look like; those of earlier reports are not looked at."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "album",
        sa.Column("unique_id", sa.String(length=128), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("lead", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("expected_at", UtcDateTime(), nullable=False),
        sa.Column("sha256", sa.String(length=64)),
        sa.Column("low", sa.Integer()),
        sa.Column("middle", sa.Integer()),
        sa.Column("high", sa.Integer()),
        sa.Column("body", sa.Text()),
        sa.PrimaryKeyConstraint("unique_id", "visit", name=op.f("pk_album")),
    )
    for column in ("visit", "lead", "sha256", "low", "middle", "high"):
        op.create_index(op.f(f"ix_album_{column}"), "album", [column])
    is_waiting = sa.text("status = 'waiting'")
    op.create_index(
        "ix_album_waiting", "album", ["expected_at"], sqlite_where=is_waiting, postgresql_where=is_waiting
    )


def downgrade() -> None:
    op.drop_table("album")
