"""The line of text that said whom a purchase or a payment pays becomes a payee, and back."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
_IFSC: Final = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
_TABLES: Final = tuple(
    sa.table(name, sa.column("id"), sa.column("body")) for name in ("purchases", "payments")
)


def upgrade() -> None:
    for table, key, body in _bodies():
        payee = body["payee"]
        _keep(table, key, body | {"payee": _read(payee) if payee or table.name == "payments" else None})


def downgrade() -> None:
    for table, key, body in _bodies():
        _keep(table, key, body | {"payee": _written(body["payee"] or {})})


def _bodies() -> Iterator[tuple[Any, str, dict[str, Any]]]:
    for table in _TABLES:
        for key, body in op.get_bind().execute(sa.select(table.c.id, table.c.body)).all():
            yield table, key, json.loads(body)


def _read(text: str) -> dict[str, str]:
    if "@" in text:
        return {"vpa": text.strip().lower()}
    branch, _, account = text.strip().rpartition(" ")
    return {"ifsc": branch, "account": account} if _IFSC.fullmatch(branch) else {"account": text.strip()}


def _written(payee: dict[str, str]) -> str:
    return payee.get("vpa") or f"{payee.get('ifsc', '')} {payee.get('account', '')}".strip()


def _keep(table: Any, key: str, body: dict[str, Any]) -> None:  # noqa: ANN401  a table of Core
    kept = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    op.get_bind().execute(sa.update(table).where(table.c.id == key).values(body=kept))
