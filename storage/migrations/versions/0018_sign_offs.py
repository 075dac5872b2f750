"""A rating of the early days becomes the customer's sign-off, and back."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
_LEADS = sa.table("leads", sa.column("id"), sa.column("body"))
_VISITS = sa.table("visits", sa.column("seq"), sa.column("id"), sa.column("lead"))
_TOLD = sa.table(
    "timeline",
    *(
        sa.column("seq"),
        sa.column("lead"),
        sa.column("kind"),
        sa.column("name"),
        sa.column("at", UtcDateTime),
    ),
)


def upgrade() -> None:
    for lead, body in _bodies('%"rating":%'):
        rating = body.pop("rating", None)
        visit, signed = _installation(lead), _signed(lead)
        if rating is not None and visit is not None and signed is not None:
            at, by = signed
            one = {"visit": visit, "how": "chat", "at": at.isoformat(), "by": by, "rating": rating}
            body |= {"signing": {"visit": visit}, "sign_offs": [one]}
        _keep(lead, body)


def downgrade() -> None:
    for lead, body in _bodies('%"sign_offs":%'):
        signed = body.pop("sign_offs") or [{}]
        _keep(lead, {**body, "rating": signed[-1].get("rating")})


def _bodies(like: str) -> list[tuple[str, dict[str, Any]]]:
    found = op.get_bind().execute(sa.select(_LEADS.c.id, _LEADS.c.body).where(_LEADS.c.body.like(like)))
    return [(lead, json.loads(body)) for lead, body in found.all()]


def _installation(lead: str) -> str | None:
    latest = sa.select(_VISITS.c.id).where(_VISITS.c.lead == lead, _VISITS.c.id.like("I-%"))
    return op.get_bind().execute(latest.order_by(_VISITS.c.seq.desc())).scalar()


def _signed(lead: str) -> tuple[datetime, str] | None:
    told = sa.select(_TOLD.c.at, _TOLD.c.name).where(
        _TOLD.c.lead == lead, _TOLD.c.kind == "customer_signed_off"
    )
    row = op.get_bind().execute(told.order_by(_TOLD.c.seq.desc())).first()
    return (row.at, row.name) if row is not None else None


def _keep(lead: str, body: dict[str, Any]) -> None:
    kept = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    op.get_bind().execute(sa.update(_LEADS).where(_LEADS.c.id == lead).values(body=kept))
