"""Chargers are found by their serial number: which is out for a lead, and which stands in an installation's report."""

import json
import re
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
_BETWEEN: Final = re.compile(r"[./_-]")
_VISITS: Final = sa.table("visits", sa.column("id"), sa.column("body"), sa.column("serial"))


def upgrade() -> None:
    for table, unique in (("material_requests", True), ("visits", False)):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("serial", sa.String(length=128), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_{table}_serial"), ["serial"], unique=unique)
    _fill()


def _fill() -> None:
    """Requests have none yet: nothing has been handed out."""
    reported = sa.select(_VISITS.c.id, _VISITS.c.body).where(_VISITS.c.body.like('%"charger_serial"%'))
    for visit, body in op.get_bind().execute(reported).all():
        report = json.loads(body).get("report") or {}
        serial = report.get("answers", {}).get("charger_serial", "")
        plain = _BETWEEN.sub("", serial.upper()) or None
        op.get_bind().execute(sa.update(_VISITS).where(_VISITS.c.id == visit).values(serial=plain))


def downgrade() -> None:
    for table in ("material_requests", "visits"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_serial"))
            batch_op.drop_column("serial")
