"""Alembic's entry: runs on the connection it is handed (see storage/migrating.py)."""

from alembic import context

import storage.api_keys
import storage.api_requests
import storage.capacity
import storage.inbox
import storage.leases
import storage.ledger
import storage.outbox
import storage.rail_tries
import storage.records
import storage.stock
import storage.timers
from storage.schema import metadata

_ = (
    storage.api_keys,
    storage.api_requests,
    storage.capacity,
    storage.inbox,
    storage.leases,
    storage.ledger,
    storage.outbox,
    storage.rail_tries,
    storage.records,
    storage.stock,
    storage.timers,
)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=False)
with context.begin_transaction():
    context.run_migrations()
