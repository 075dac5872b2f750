"""A newcomer starts the program with nothing set, finds the demo, and walks a lead over HTTP alone."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot.outside import Program
from tests.photos import a_photo
from tests.ports import a_free_port

LEAD = {
    "reference": "VM-1",
    "name": "Vikram Shah",
    "phone": "98200 10002",
    "pin_code": "411045",
    "city": "Pune",
}

TRIES = 1500
"""Seventy-five seconds: a group is written to 20 times a minute at most, and whoever is quick waits for the rest of it."""


class Newcomer:
    """Knows `demo.json` and what the README says about the playground, nothing else."""

    def __init__(self, demo: dict[str, Any], client: httpx.AsyncClient) -> None:
        self.demo = demo
        self.client = client
        self.lead = ""

    def chat(self, name: str) -> int:
        return int(self.demo["chats"].get(name) or self.demo["users"][name])

    async def texts(self, name: str) -> list[dict[str, Any]]:
        address = f"{self.demo['simulator']}/sim/chats/{self.chat(name)}/messages"
        return list((await self.client.get(address)).json()["messages"])

    async def reads(self, name: str, fragment: str) -> dict[str, Any]:
        """The newest message in this chat that contains the fragment, once it is there."""
        for _ in range(TRIES):
            found = [m for m in await self.texts(name) if fragment in (m.get("text") or "")]
            if found:
                return found[-1]
            await asyncio.sleep(0.05)
        drawn = [m.get("text") for m in await self.texts(name)]
        raise AssertionError(f"{fragment!r} is not in {name}: {drawn}")

    async def taps(self, person: str, label: str, name: str = "") -> None:
        place = name or person
        for _ in range(TRIES):
            for message in reversed(await self.texts(place)):
                labels = [b["text"] for row in message.get("inline_keyboard") or [] for b in row]
                if label in labels:
                    await self._press(person, label, place, message["id"])
                    return
            await asyncio.sleep(0.05)
        drawn = [m.get("text") for m in await self.texts(place)]
        raise AssertionError(f"nobody offers {label!r} in {place}: {drawn}")

    async def _press(self, person: str, label: str, place: str, message: int) -> None:
        address = f"{self.demo['simulator']}/sim/chats/{self.chat(place)}/messages/{message}/taps"
        answer = await self.client.post(
            address, json={"from": self.demo["users"][person], "button": label}, timeout=30
        )
        assert answer.is_success, answer.text

    async def says(self, person: str, **message: Any) -> None:  # noqa: ANN401  what the control interface takes
        address = f"{self.demo['simulator']}/sim/chats/{self.chat(person)}/messages"
        answer = await self.client.post(address, json={"from": self.demo["users"][person], **message})
        assert answer.is_success, answer.text

    async def shows_a_photo(self, person: str) -> None:
        address = f"{self.demo['simulator']}/sim/chats/{self.chat(person)}/messages"
        answer = await self.client.post(
            address,
            data={"from": str(self.demo["users"][person])},
            files={"photo": ("bill.jpg", a_photo(), "image/jpeg")},
        )
        assert answer.is_success, answer.text

    async def api(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401  JSON
        headers = {"Authorization": f"Bearer {self.demo['oem_keys']['voltera']}"}
        answer = await self.client.request(method, f"{self.demo['api']}{path}", headers=headers, **more)
        assert answer.is_success, answer.text
        return answer.json()

    async def stage(self, stage: str) -> None:
        for _ in range(TRIES):
            told = await self.api("GET", f"/leads/{self.lead}")
            if told["stage"] == stage:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"the lead is at {told['stage']}, not at {stage}")


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    variables = {
        "DATA_DIR": str(tmp_path / "var"),
        "HTTP_PORT": str(a_free_port()),
        "SIMULATOR_PORT": str(a_free_port()),
    }
    found = Program(tmp_path, variables)
    try:
        yield found
    finally:
        await found.gone()


async def walk_to_the_survey(newcomer: Newcomer) -> None:
    newcomer.lead = (await newcomer.api("POST", "/leads", json=LEAD))["id"]
    await newcomer.reads("Central Ops", f"{newcomer.lead} · New")
    await newcomer.taps("Ravi Kulkarni", "Reached", "Central Ops")
    await newcomer.taps("Ravi Kulkarni", "Customer link", "Central Ops")
    words = await newcomer.reads("Central Ops", "?start=")
    token = words["text"].split("?start=")[1].split()[0]
    await newcomer.says("Vikram Shah", text=f"/start {token}")
    await newcomer.taps("Vikram Shah", "I agree")
    await newcomer.taps("Vikram Shah", "Share what is missing")
    await newcomer.reads("Vikram Shah", "1 of 3")
    await newcomer.shows_a_photo("Vikram Shah")
    await newcomer.reads("Vikram Shah", "2 of 3")
    await newcomer.says("Vikram Shah", location={"latitude": 18.559, "longitude": 73.779})
    await newcomer.taps("Vikram Shah", "Right")
    await newcomer.reads("Vikram Shah", "3 of 3")
    await newcomer.says("Vikram Shah", text="I have none")
    await newcomer.stage("survey_scheduling")
    await newcomer.taps("Ravi Kulkarni", "Propose slots", "Central Ops")
    asked = await newcomer.reads("Vikram Shah", "When may we come")
    await newcomer.taps("Vikram Shah", asked["inline_keyboard"][0][0]["text"])
    held = await newcomer.reads("Vikram Shah", "We keep")
    await newcomer.taps("Vikram Shah", held["inline_keyboard"][0][0]["text"])
    await newcomer.taps("Ravi Kulkarni", "Assign Sunrise Crew", "Central Ops")
    await newcomer.taps("Lakhan Pawar", "Acknowledge", "Sunrise Crew")
    await newcomer.stage("survey_scheduled")


async def test_a_newcomer_starts_it_walks_a_lead_and_finds_it_again(program: Program) -> None:
    async with httpx.AsyncClient(timeout=30) as client:
        await program.start()
        await program.serving()
        demo = json.loads((program.folder / "var" / "demo.json").read_text())
        assert demo["playground"] in program.said()
        assert demo["oem_keys"]["voltera"] in program.said()
        assert "ChargeOps" in (await client.get(demo["board"])).text
        newcomer = Newcomer(demo, client)
        await walk_to_the_survey(newcomer)
        code, said = await program.once("run")
        assert (code, said.count("\n")) == (2, 1)
        assert "running already" in said
        assert await program.end(signal.SIGINT) == 0
        await program.start()
        await program.serving()
        again = json.loads((program.folder / "var" / "demo.json").read_text())
        # The sign-in link is good once: each start makes another.
        assert again["portal"].pop("sign_in_once") != demo["portal"].pop("sign_in_once")
        assert again == demo
        await newcomer.stage("survey_scheduled")
        await newcomer.reads("Sunrise Crew", newcomer.lead.replace("L", "S"))
        await newcomer.reads("Vikram Shah", "Your survey is booked")
        await newcomer.taps("Lakhan Pawar", "Customer not reached", "Sunrise Crew")
        await newcomer.reads("Central Ops", "cannot reach the customer")
        assert await program.end(signal.SIGTERM) == 0
    assert "Traceback" not in program.said()
