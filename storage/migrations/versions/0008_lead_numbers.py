"""On PostgreSQL the numbers of leads come from a sequence."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    last = op.get_bind().execute(sa.text("SELECT last FROM numbers WHERE kind = 'lead'")).scalar()
    op.execute(f"CREATE SEQUENCE lead_numbers START WITH {int(last) + 1 if last else 1042}")
    op.execute("DELETE FROM numbers WHERE kind = 'lead'")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("INSERT INTO numbers (kind, last) SELECT 'lead', last_value FROM lead_numbers WHERE is_called")
    op.execute("DROP SEQUENCE lead_numbers")
