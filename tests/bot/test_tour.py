"""The demo's guided tour plays one lead to its paid payout, at any time of day, and again in the same world."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.tour import tour
from tests.bot.outside import ROOT, Program
from tests.ports import a_free_port

Json = dict[str, Any]


def a_world_that_begins(at: str, folder: Path) -> None:
    """The state that a simulator leaves which began then; the demo goes on from it."""
    folder.mkdir()
    command = (sys.executable, "-m", "simulator", "--port", "0", "--until-eof", "--at", at)
    state = ("--state", str(folder / "simulator.json"))
    with subprocess.Popen(
        (*command, *state), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(10) == 0


def test_all_of_it_is_watched_in_less_than_seven_minutes() -> None:
    """By the simulator's own speed: 60 ms a character to read, 1.5 s at least, 0.8 s on the button, and half a second for the bot."""
    steps = tour("http://127.0.0.1:8080/api/v1", "key")["steps"]
    seconds = sum(max(1.5, 0.06 * len(step["say"])) + 0.8 + 0.5 for step in steps)
    assert seconds < 7 * 60
    assert [step["chapter"][0] for step in steps if "chapter" in step] == [*"12345678"]


class Watcher:
    def __init__(self, demo: Json, client: httpx.AsyncClient) -> None:
        self.demo = demo
        self.client = client

    async def tour(self, **command: object) -> Json:
        address = f"{self.demo['simulator']}/sim/tour"
        answer = await (self.client.post(address, json=command) if command else self.client.get(address))
        assert answer.is_success, answer.text
        told: Json = answer.json()
        return told

    async def plays_it(self) -> None:
        [offered] = (await self.client.get(f"{self.demo['simulator']}/sim/tours")).json()
        await self.tour(play=offered["id"], pace=0)
        told = await self.tour()
        while told["state"] in {"playing", "waiting"}:
            await asyncio.sleep(0.1)
            told = await self.tour()
        where = f"step {told['step'] + 1} of {told['steps']} ({told['say']!r}): {told['problem']}"
        assert told["state"] == "done", where

    async def finance_reads(self) -> str:
        address = f"{self.demo['simulator']}/sim/chats/{self.demo['chats']['Finance']}/messages"
        messages = (await self.client.get(address)).json()["messages"]
        return "\n".join(str(message.get("text")) for message in messages)


@pytest.mark.parametrize(
    ("at", "times"),
    [
        ("2026-11-24T11:20:00+05:30", 2),
        ("2026-11-24T02:40:00+05:30", 1),
        ("2026-11-22T20:30:00+05:30", 1),
    ],
    ids=["in-working-hours", "at-night", "on-a-sunday-evening"],
)
async def test_the_tour_ends_in_a_paid_payout_and_can_be_watched_again(
    at: str, times: int, tmp_path: Path
) -> None:
    a_world_that_begins(at, tmp_path / "var")
    variables = {
        "DATA_DIR": str(tmp_path / "var"),
        "HTTP_PORT": str(a_free_port()),
        "SIMULATOR_PORT": str(a_free_port()),
        "SEND_BUDGET": "off",
        "READ_BILLS": "off",
    }
    program = Program(tmp_path, variables)
    try:
        await program.start()
        await program.serving()
        demo = json.loads((tmp_path / "var" / "demo.json").read_text())
        async with httpx.AsyncClient(timeout=30) as client:
            watcher = Watcher(demo, client)
            for number in range(times):
                await watcher.plays_it()
                assert f"P-{number + 1} is paid" in await watcher.finance_reads()
    finally:
        await program.gone()
    assert "Traceback" not in program.said()
