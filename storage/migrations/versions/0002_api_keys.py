"""The OEMs' API keys, each a row; trial leads; what lists of leads are narrowed and ordered by."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_oems = sa.table("oems", sa.column("seq"), sa.column("id"), sa.column("body"))
_leads = sa.table(
    "leads",
    sa.column("seq"),
    sa.column("body"),
    sa.column("stage_since"),
    sa.column("changed_at"),
    sa.column("channel"),
    sa.column("dealer"),
    sa.column("campaign"),
)
_keys = sa.table(
    "api_keys",
    sa.column("id"),
    sa.column("version"),
    sa.column("body"),
    sa.column("oem"),
    sa.column("sha256"),
)
_SCOPES = ["leads:read", "leads:write", "packs:read", "packs:write", "webhooks"]
# When a key was made was not kept; this says "before there were rows of them".
_LONG_AGO = "2026-01-01T00:00:00Z"


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table("leads") as batch:
        batch.add_column(sa.Column("channel", sa.String(length=128), nullable=True))
        batch.add_column(sa.Column("dealer", sa.String(length=128), nullable=True))
        batch.add_column(sa.Column("campaign", sa.String(length=128), nullable=True))
        batch.add_column(sa.Column("changed_at", storage.schema.UtcDateTime(timezone=True), nullable=True))
    _fill_leads()
    with op.batch_alter_table("leads") as batch:
        batch.alter_column("changed_at", nullable=False)
        batch.create_index("ix_leads_oem_changed_at_seq", ["oem", "changed_at", "seq"])
        batch.create_index("ix_leads_oem_seq", ["oem", "seq"])
    _move_keys()


def downgrade() -> None:
    _give_keys_back()
    with op.batch_alter_table("leads") as batch:
        batch.drop_index("ix_leads_oem_seq")
        batch.drop_index("ix_leads_oem_changed_at_seq")
        batch.drop_column("changed_at")
        batch.drop_column("campaign")
        batch.drop_column("dealer")
        batch.drop_column("channel")
    op.drop_table("api_rates")
    op.drop_table("api_key_uses")
    with op.batch_alter_table("api_keys") as batch:
        batch.drop_index(batch.f("ix_api_keys_oem"))
    op.drop_table("api_keys")
    with op.batch_alter_table("trial_leads") as batch:
        batch.drop_index("ix_trial_leads_oem_seq")
        batch.drop_index("ix_trial_leads_oem_changed_at_seq")
        batch.drop_index(batch.f("ix_trial_leads_phone"))
        batch.drop_index(batch.f("ix_trial_leads_stage"))
    op.drop_table("trial_leads")


def _things(*columns: sa.Column[Any]) -> list[sa.Column[Any]]:
    """The columns that every table of things begins with."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [
        sa.Column("seq", number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *columns,
    ]


def _make_tables() -> None:
    moment = storage.schema.UtcDateTime(timezone=True)
    op.create_table(
        "api_keys",
        *_things(
            sa.Column("oem", sa.String(length=128), nullable=True),
            sa.Column("sha256", sa.String(length=64), nullable=False),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("id", name=op.f("uq_api_keys_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_keys_sha256")),
    )
    op.create_index(op.f("ix_api_keys_oem"), "api_keys", ["oem"])
    op.create_table(
        "api_key_uses",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("last_used_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_api_key_uses")),
    )
    op.create_table(
        "api_rates",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("full_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_api_rates")),
    )
    texts = ("oem", "oem_reference", "stage", "phone", "channel", "dealer", "campaign")
    op.create_table(
        "trial_leads",
        *_things(*[sa.Column(name, sa.String(length=128), nullable=True) for name in texts]),
        sa.Column("stage_since", moment, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trial_leads")),
        sa.UniqueConstraint("id", name=op.f("uq_trial_leads_id")),
        sa.UniqueConstraint("oem", "oem_reference", name=op.f("uq_trial_leads_oem_oem_reference")),
    )
    for name in ("stage", "phone"):
        op.create_index(op.f(f"ix_trial_leads_{name}"), "trial_leads", [name])
    op.create_index("ix_trial_leads_oem_changed_at_seq", "trial_leads", ["oem", "changed_at", "seq"])
    op.create_index("ix_trial_leads_oem_seq", "trial_leads", ["oem", "seq"])


def _fill_leads() -> None:
    connection = op.get_bind()
    connection.execute(sa.update(_leads).values(changed_at=_leads.c.stage_since))
    for seq, body in connection.execute(sa.select(_leads.c.seq, _leads.c.body)).all():
        source = json.loads(body)["source"]
        columns = {name: source.get(name) for name in ("channel", "dealer", "campaign")}
        connection.execute(sa.update(_leads).where(_leads.c.seq == seq).values(columns))


def _move_keys() -> None:
    connection = op.get_bind()
    for oem, body in _bodies(connection):
        for sha256 in dict.fromkeys(body.pop("keys", ())):
            key = {
                "id": sha256[:10],
                "version": 0,
                "oem": oem,
                "sha256": sha256,
                "name": body["name"],
                "scopes": _SCOPES,
                "created_at": _LONG_AGO,
            }
            row = {"id": key["id"], "version": 0, "oem": oem, "sha256": sha256, "body": json.dumps(key)}
            connection.execute(sa.insert(_keys).values(row))
        connection.execute(sa.update(_oems).where(_oems.c.id == oem).values(body=json.dumps(body)))


def _give_keys_back() -> None:
    """Those that were revoked or narrowed stay away: the older program would take them for good."""
    connection = op.get_bind()
    kept: dict[str, list[str]] = {}
    for oem, body in connection.execute(sa.select(_keys.c.oem, _keys.c.body)).all():
        key = json.loads(body)
        narrowed = set(key["scopes"]) != set(_SCOPES) or key.get("sandbox") or key.get("expires_at")
        if not narrowed and not key.get("revoked_at"):
            kept.setdefault(oem, []).append(key["sha256"])
    for oem, body in _bodies(connection):
        body["keys"] = kept.get(oem, [])
        connection.execute(sa.update(_oems).where(_oems.c.id == oem).values(body=json.dumps(body)))


def _bodies(connection: sa.Connection) -> list[tuple[str, dict[str, Any]]]:
    rows = connection.execute(sa.select(_oems.c.id, _oems.c.body)).all()
    return [(oem, json.loads(body)) for oem, body in rows]
