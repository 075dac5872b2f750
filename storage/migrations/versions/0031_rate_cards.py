"""Rate cards in versions in place of one rate by kind on the team; an earning is one of its visit and team.

The rates of today become the first version of the team's own card, valid from the beginning, with what they meant until now: a
rework is paid like any visit, and nothing comes off for it.
"""

import json
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TEAMS: Final = sa.table("teams", sa.column("id", sa.String), sa.column("body", sa.Text))
CARDS: Final = sa.table(
    "rate_cards",
    sa.column("id", sa.String),
    sa.column("version", sa.Integer),
    sa.column("body", sa.Text),
)
FROM: Final = "2000-01-01"
SET_AT: Final = "2000-01-01T00:00:00Z"


def upgrade() -> None:
    op.create_table(
        "rate_cards",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rate_cards")),
        sa.UniqueConstraint("id", name=op.f("uq_rate_cards_id")),
    )
    with op.batch_alter_table("earnings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_earnings_visit"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_earnings_visit_team"), ["visit", "team"])
        batch_op.create_index(batch_op.f("ix_earnings_visit"), ["visit"], unique=False)
    connection = op.get_bind()
    for team, body in connection.execute(sa.select(TEAMS.c.id, TEAMS.c.body)).all():
        rates = json.loads(body).get("rates") or {}
        if rates:
            card = json.dumps(_card(team, rates), ensure_ascii=False)
            connection.execute(CARDS.insert().values(id=f"rates/{team}", version=0, body=card))


def _card(team: str, rates: dict[str, Any]) -> dict[str, Any]:
    visits = [
        {"kind": kind, "zone": "", "charger": None, "amount": amount}
        for kind, amount in sorted(rates.items())
    ]
    version = {
        "number": 1,
        "valid_from": FROM,
        "rates": {"visits": visits, "rework_share": 100, "rework_deduction": 0},
        "set_at": SET_AT,
        "by": "ChargeOps",
        "reason": "",
    }
    return {"id": f"rates/{team}", "version": 0, "team": team, "versions": [version]}


def downgrade() -> None:
    """The latest rate of each kind that holds everywhere goes back on the team. Deductions had no place before."""
    connection = op.get_bind()
    for team, body in connection.execute(sa.select(TEAMS.c.id, TEAMS.c.body)).all():
        card = connection.execute(
            sa.select(CARDS.c.body).where(CARDS.c.id == f"rates/{team}")
        ).scalar_one_or_none()
        rates = _plain(json.loads(card)) if card is not None else {}
        kept = json.dumps({**json.loads(body), "rates": rates}, ensure_ascii=False)
        connection.execute(TEAMS.update().where(TEAMS.c.id == team).values(body=kept))
    with op.batch_alter_table("earnings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_earnings_visit"))
        batch_op.drop_constraint(batch_op.f("uq_earnings_visit_team"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_earnings_visit"), ["visit"])
    op.drop_table("rate_cards")


def _plain(card: dict[str, Any]) -> dict[str, Any]:
    last = max(card["versions"], key=lambda one: (one["valid_from"], one["number"]))
    return {
        rate["kind"]: rate["amount"]
        for rate in last["rates"]["visits"]
        if not rate["zone"] and rate["charger"] is None
    }
