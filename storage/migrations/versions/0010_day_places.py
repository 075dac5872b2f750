"""How many visits a team makes a day."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
_INDIA = ZoneInfo("Asia/Kolkata")


def upgrade() -> None:
    op.create_table(
        "day_places",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("team", "day", "place", name=op.f("pk_day_places")),
        sa.UniqueConstraint("visit", name=op.f("uq_day_places_visit")),
    )
    _number_what_is_booked()


def _number_what_is_booked() -> None:
    """A visit that is booked already has the next place of its team's day (in India, the only zone so far)."""
    bookings = sa.table("bookings", sa.column("team"), sa.column("cell", UtcDateTime), sa.column("visit"))
    places = sa.table(
        "day_places",
        *(sa.column("team"), sa.column("day", sa.Date), sa.column("place", sa.Integer), sa.column("visit")),
    )
    first = sa.func.min(bookings.c.cell, type_=UtcDateTime).label("first")
    booked = sa.select(bookings.c.team, bookings.c.visit, first).group_by(bookings.c.team, bookings.c.visit)
    used: Counter[tuple[str, date]] = Counter()
    for team, visit, start in op.get_bind().execute(booked.order_by("first")).all():
        day = start.astimezone(_INDIA).date()
        used[team, day] += 1
        row = {"team": team, "day": day, "place": used[team, day], "visit": visit}
        op.get_bind().execute(sa.insert(places), row)


def downgrade() -> None:
    op.drop_table("day_places")
