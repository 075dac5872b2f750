"""What looking for a near-duplicate costs a lead that arrives among 1,000 leads, and among 1,000,000.

`python -m benchmarks.duplicates [--leads 1000000] [--checks 400]`: SQLite in a temporary folder, about three minutes and 1.5 GB of
disk, both given back. A street of each PIN code has the same house numbers, as in life, so that a key is shared by several.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import insert

from bot.keeping import Keeping, keep
from domain.leads.duplicates import look_for_twins
from domain.leads.lead import Customer, Lead, Source
from domain.leads.likeness import keys_of
from domain.people.actor import By
from domain.people.roles import Role
from storage.lookalikes import lead_keys, number_of
from storage.migrating import migrate
from storage.records import RECORDS

NOW: Final = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
FEW: Final = 1_000
BATCH: Final = 5_000
BY: Final = By(person=None, name="Volt", role=Role.OEM)
STREETS: Final = (
    "Palm Grove",
    "Rose Park",
    "Hill Road",
    "Lake View",
    "Temple Street",
    "Green Acres",
    "MG Road",
)


def a_lead(number: int, chance: Random) -> Lead:
    """About 50 leads a PIN code, a phone of its own."""
    pin = 110001 + chance.randrange(20_000)
    address = f"{chance.choice('ABCD')}-{chance.randrange(1, 1500)}, {chance.choice(STREETS)}"
    return Lead(
        id=f"L-{number}",
        oem="volt",
        oem_reference=f"VM-{number}",
        source=Source(channel="import"),
        customer=Customer(
            name="Asha Rao",
            phone=f"+919{number:09}",
            address=address,
            city="Pune",
            pin_code=str(pin),
        ),
        vin=f"MALC381C{number:09}",
        created_at=NOW,
        stage_since=NOW,
    )


def batches(first: int, last: int, chance: Random) -> Iterator[list[Lead]]:
    for start in range(first, last, BATCH):
        yield [a_lead(number, chance) for number in range(start, min(start + BATCH, last))]


async def fill(keeping: Keeping, first: int, last: int, chance: Random) -> None:
    record = RECORDS[Lead]
    for leads in batches(first, last, chance):
        rows = [
            {
                **record.keys(lead),
                "id": lead.id,
                "version": 0,
                "body": record.codec.dump_json(lead).decode(),
                **({"changed_at": NOW} if "changed_at" in record.table.c else {}),
            }
            for lead in leads
        ]
        keys = [{"value": key, "number": number_of(lead.id)} for lead in leads for key in keys_of(lead)]
        async with keeping.database.begin() as connection:
            await connection.execute(insert(record.table), rows)
            await connection.execute(insert(lead_keys), keys)


async def check_times(keeping: Keeping, known: int, checks: int, chance: Random) -> list[float]:
    """Seconds of each check; every second lead has a twin by phone. Nothing is kept of them."""
    took = []
    for index in range(checks):
        lead = a_lead(10_000_000 + index, chance)
        if index % 2:
            twin = a_lead(1 + chance.randrange(known - 1), chance).customer.phone
            lead = replace(lead, customer=replace(lead.customer, phone=twin))
        async with keeping.database.begin() as connection:
            uow = keeping.work.on(connection, NOW)
            began = time.perf_counter()
            found, _ = await look_for_twins(uow, lead, BY)
            took.append(time.perf_counter() - began)
            if bool(index % 2) > bool(found.twins):
                raise AssertionError(f"{lead.id} has a twin that was not found")
            await uow.lookalikes.note(lead.id, ())
    return took


async def measured(most: int, checks: int) -> dict[str, float]:
    chance = Random(7)  # noqa: S311  a fixed seed: the same leads each time
    with tempfile.TemporaryDirectory() as folder:
        keeping = keep(f"sqlite+aiosqlite:///{Path(folder) / 'leads.db'}")
        try:
            await migrate(keeping.database)
            await fill(keeping, 1, FEW + 1, chance)
            await check_times(keeping, FEW, checks, chance)
            few = await check_times(keeping, FEW, checks, chance)
            await fill(keeping, FEW + 1, most + 1, chance)
            await check_times(keeping, most, checks, chance)
            many = await check_times(keeping, most, checks, chance)
        finally:
            await keeping.database.close()
    return {
        "leads": most,
        "few_us": statistics.median(few) * 1e6,
        "many_us": statistics.median(many) * 1e6,
        "ratio": statistics.median(many) / statistics.median(few),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--checks", type=int, default=400)
    asked = parser.parse_args()
    figures = asyncio.run(measured(asked.leads, asked.checks))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
