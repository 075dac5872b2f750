"""What a customer says of the work at his site is kept with each time that he says it."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _of_every_blocker(_with_claims)


def downgrade() -> None:
    _of_every_blocker(_with_one_proof)


def _of_every_blocker(changed: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    leads = sa.table("leads", sa.column("id"), sa.column("body"))
    with_blockers = sa.select(leads.c.id, leads.c.body).where(leads.c.body.like('%"accepted_at"%'))
    for key, body in op.get_bind().execute(with_blockers).all():
        lead = json.loads(body)
        lead["blockers"] = [changed({"since": lead["stage_since"], **one}) for one in lead["blockers"]]
        kept = json.dumps(lead, ensure_ascii=False, separators=(",", ":"))
        op.get_bind().execute(sa.update(leads).where(leads.c.id == key).values(body=kept))


def _with_claims(blocker: dict[str, Any]) -> dict[str, Any]:
    """A proof without the time at which it was said had been sent back; nobody has kept why."""
    since, said, proof = blocker.pop("since"), blocker.pop("reported_done_at"), blocker.pop("proof")
    refused = "" if said else "not accepted"
    claim = {"at": said or since, "proofs": [proof] if proof else [], "refused": refused}
    return {**blocker, "claims": [claim] if said or proof else []}


def _with_one_proof(blocker: dict[str, Any]) -> dict[str, Any]:
    claims, _ = blocker.pop("claims"), blocker.pop("since")
    last = claims[-1] if claims else {"at": None, "proofs": [], "refused": ""}
    proof = next(iter(last["proofs"]), None)
    return {**blocker, "reported_done_at": None if last["refused"] else last["at"], "proof": proof}
