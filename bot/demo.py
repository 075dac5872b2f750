"""Without a token the program runs against a simulated Telegram: started, peopled and described here, over HTTP."""

import asyncio
import contextlib
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

from bot.company import CHATS, MEMBERS
from bot.tour import panel, tour

TOKEN: Final = "1000001:simulated-telegram-only-00000000000"  # noqa: S105  opens nothing but the simulator
USERNAME: Final = "chargeops_demo_bot"


class NoSimulator(Exception):
    """One sentence for the person at the terminal."""


@asynccontextmanager
async def simulator(port: int, data: Path) -> AsyncIterator[str]:
    """The simulator's address while the block runs; it is stopped with the program, however that ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", "--port", str(port), "--state", str(data / "simulator.json"), "--until-eof"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    assert process.stdout is not None  # noqa: S101  asked for above
    assert process.stdin is not None  # noqa: S101  asked for above
    try:
        first = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().split()
        if len(first) < 2:
            raise NoSimulator(
                f"The simulator cannot listen on port {port}: set SIMULATOR_PORT to a free one, for example 8082."
            )
        yield first[1]
    finally:
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 10)
        if process.returncode is None:
            process.kill()


async def people_it(base: str) -> None:
    """The bot, the people and the groups; each person opens his chat with the bot once."""
    async with aiohttp.ClientSession(base_url=base) as session:
        await _post(session, "/sim/bots", {"token": TOKEN, "username": USERNAME, "first_name": "ChargeOps"})
        for member in MEMBERS:
            first, _, last = member.name.partition(" ")
            body = {"id": member.id, "first_name": first, "last_name": last, "phone": member.phone}
            await _post(session, "/sim/users", body)
        for chat in CHATS:
            inside = [member.id for member in MEMBERS if chat.id in member.groups]
            body = {
                "id": chat.id,
                "title": chat.title,
                "members": inside,
                "forum": chat.is_forum,
                "bot_is_admin": True,
            }
            await _post(session, "/sim/groups", body)
        async with session.get("/sim/chats") as answer:
            started = {chat["id"] for chat in await answer.json() if chat.get("started")}
        for member in MEMBERS:
            if member.id not in started and member.grants:
                await _post(
                    session, f"/sim/chats/{member.id}/messages", {"from": member.id, "text": "/start"}
                )


async def guide(base: str, web: str, key: str) -> None:
    """The tour, and the lead's page beside the phones: registered anew at every start. `key` is an OEM's."""
    async with aiohttp.ClientSession(base_url=base) as session:
        await _post(session, "/sim/panels", panel(web))
        await _post(session, "/sim/tours", tour(f"{web}/api/v1", key))


async def _post(session: aiohttp.ClientSession, path: str, body: dict[str, Any]) -> None:
    async with session.post(path, json=body) as answer:
        if answer.status >= 400:
            raise NoSimulator(f"The simulator refused {path}: {(await answer.text())[:200]}")


def keys(data: Path) -> dict[str, str]:
    """The OEMs' API keys, whose leads are as real as all else in the demo: made once, kept with the data of the demo."""
    path = data / "demo-keys.json"
    if path.exists():
        found: dict[str, str] = orjson.loads(path.read_bytes())
        return found
    data.mkdir(parents=True, exist_ok=True)
    made = {oem: f"demo-{secrets.token_urlsafe(24)}" for oem in ("voltera", "kaveri")}
    path.write_bytes(orjson.dumps(made))
    path.chmod(0o600)
    return made


def describe(data: Path, base: str, address: str, made: dict[str, str], sign_in: str) -> None:
    """`demo.json`: all that an outside program needs to drive the demo."""
    told = {
        "playground": base,
        "simulator": base,
        "api": f"{address}/api/v1",
        "board": address,
        "portal": {"address": f"{address}/portal", "sign_in_once": sign_in},
        "bot": {"token": TOKEN, "username": USERNAME},
        "oem_keys": made,
        "users": {member.name: member.id for member in MEMBERS},
        "chats": {chat.title: chat.id for chat in CHATS},
    }
    (data / "demo.json").write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
