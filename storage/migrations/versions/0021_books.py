"""The books, opened with what payments, earnings and purchases stand for already."""

import json
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from storage.schema import BigId, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
_PAID_FROM: Final = {"paying": "on_its_way", "paid": "bank"}
_TO: Final = {"vendor": "vendors", "payout": "teams"}
_SQLITE: Final = tuple(
    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the books are only added to'); END"
    for table in ("book_entries", "book_lines")
    for deed in ("UPDATE", "DELETE")
)
_POSTGRESQL: Final = (
    (
        "CREATE OR REPLACE FUNCTION books_are_only_added_to() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'the books are only added to'; END $$ LANGUAGE plpgsql"
    ),
    *(
        f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION books_are_only_added_to()"
        for table in ("book_entries", "book_lines")
    ),
)
_ENTRIES: Final = sa.table(
    "book_entries",
    sa.column("number"),
    sa.column("at", UtcDateTime),
    *(sa.column(name) for name in ("subject", "state", "lead", "intent")),
)
_LINES: Final = sa.table("book_lines", sa.column("entry"), sa.column("account"), sa.column("paise"))


def upgrade() -> None:
    op.create_table(
        "book_entries",
        sa.Column("number", BigId, autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lead", sa.String(length=64), nullable=True),
        sa.Column("intent", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_book_entries")),
    )
    for column in ("at", "subject"):
        op.create_index(op.f(f"ix_book_entries_{column}"), "book_entries", [column])
    op.create_table(
        "book_lines",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("entry", BigId, nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("paise", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["book_entries.number"], name=op.f("fk_book_lines_entry_book_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_lines")),
        sa.UniqueConstraint("entry", "account", name=op.f("uq_book_lines_entry_account")),
    )
    _open()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _open() -> None:
    for payment in _bodies("payments"):
        giver = _PAID_FROM.get(payment["state"])
        if giver is not None:
            _book(payment, payment["state_since"], _TO[payment["kind"]], giver, intent=payment["intent"])
    for earning in _bodies("earnings"):
        if earning["state"] != "earned":
            _book(earning, earning["earned_at"], "field_work", "teams")
    for purchase in _bodies("purchases"):
        if purchase["state"] == "received":
            _book(purchase, purchase["state_since"], "materials", "vendors")


def _bodies(table: str) -> list[dict[str, Any]]:
    kept = sa.table(table, sa.column("seq"), sa.column("body"))
    bodies = op.get_bind().execute(sa.select(kept.c.body).order_by(kept.c.seq)).scalars().all()
    return [json.loads(body) for body in bodies]


def _book(thing: dict[str, Any], since: str, to: str, giver: str, intent: str | None = None) -> None:
    paise = thing["amount"]["paise"]
    if not paise:
        return
    row = {name: thing[of] for name, of in (("subject", "id"), ("state", "state"), ("lead", "lead"))}
    row |= {"at": datetime.fromisoformat(since), "intent": intent}
    number = op.get_bind().execute(sa.insert(_ENTRIES).values(row).returning(_ENTRIES.c.number)).scalar_one()
    lines = [{"account": to, "paise": paise}, {"account": giver, "paise": -paise}]
    op.get_bind().execute(sa.insert(_LINES), [{"entry": number, **line} for line in lines])


def downgrade() -> None:
    op.drop_table("book_lines")
    op.drop_table("book_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION books_are_only_added_to()")
