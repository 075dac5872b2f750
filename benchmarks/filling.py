"""How many messages of the bot a report costs: the program's whole survey, filled through the simulator.

`python -m benchmarks.filling [--kind survey]`: in the crew's group and in a fitter's own chat, with buttons wherever there are
some, and with everything typed that can be. A question is an item, or the word that a reading wants; a photo slot is one question,
answered by an album. Counted are the program's own calls for that chat, from the first question to the summary. The card comes
down by a new message and the removal of the old one; what is left in the chat is what people scroll past. Goal: at most one
message a question, and edits for what is tapped.
"""

import argparse
import asyncio
import json
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Item, ItemKind
from domain.draft import Draft
from domain.settle import settle
from domain.visits.filling import filling_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from storage.database import Database
from storage.migrating import migrate
from tests.photos import a_photo
from tests.scenarios.booked import Booked, is_booked
from tests.scenarios.days import LEAD, SUNRISE
from tests.scenarios.town import PEOPLE, Town, a_town

SUNDAY_NOON: Final = "2026-11-22T06:30:00+00:00"
WHO: Final = "manoj"
CARD: Final = " report · "


@dataclass(slots=True)
class Counted:
    """`taps` and `messages` are the person's; what the bot sent, edited and left standing there is counted from its `calls`."""

    questions: int = 0
    taps: int = 0
    messages: int = 0
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def figures(self) -> dict[str, Any]:
        sent = sum(count for method, count in self.calls.items() if method.startswith("send"))
        edited = sum(count for method, count in self.calls.items() if method.startswith("edit"))
        left = sent - self.calls["deleteMessage"]
        return {
            "questions": self.questions,
            "taps": self.taps,
            "messages": self.messages,
            "bot_sent": sent,
            "bot_edited": edited,
            "bot_left": left,
            "sent_per_question": round(sent / self.questions, 2),
            "left_per_question": round(left / self.questions, 2),
        }


@dataclass(slots=True)
class Crew:
    """One of the team, in one chat, answering in one way."""

    town: Town
    visit: str
    chat: int
    typing: bool
    counted: Counted = field(default_factory=Counted)

    async def fills(self) -> Counted:
        await self.begins()
        before = await self._last()
        number = 0
        while True:
            item, word = await self._asked()
            if item is None:
                break
            number += 1
            await (self._writes("dry soil") if word else self._answers(item, number))
            self.counted.questions += 1
        answer = (await self.town.sim.get(f"/sim/calls?after={before}")).json()
        mine = [call for call in answer["calls"] if str(call["params"].get("chat_id")) == str(self.chat)]
        self.counted.calls = Counter(call["method"] for call in mine)
        return self.counted

    async def begins(self) -> None:
        if self.chat != SUNRISE:
            await self.town.say(WHO, "/home")
            await self.town.tap(WHO, f"{LEAD}: submit the report")
        await self.town.tap(WHO, "Write the report", self.chat)

    async def _last(self) -> int:
        return int((await self.town.sim.get("/sim/calls?after=0")).json()["last"])

    async def _asked(self) -> tuple[Item | None, bool]:
        async with self.town.parts.database.read() as connection:
            uow = self.town.parts.work.on(connection, self.town.parts.clock.now(), reading=True)
            now = await filling_of(uow, self.visit)
            key, _, word = (await uow.get(Draft, now.form.pens[-1])).question.partition("#")
            return now.item(key), bool(word)

    async def _answers(self, item: Item, number: int) -> None:
        if item.kind is ItemKind.VIDEO:
            await self._sends_video()
        elif item.on_film:
            await self._sends([a_photo(number * 10 + one) for one in range(int(item.minimum or 1))])
        elif item.choices and self.typing:
            await self._writes(", ".join(self._labels(item)))
        elif item.choices:
            for label in self._labels(item):
                await self._taps(label)
            if item.kind is ItemKind.SEVERAL:
                await self._taps("Done")
        else:
            await self._writes(item.example)

    def _labels(self, item: Item) -> list[str]:
        good = [label for key, label in item.choices.items() if key not in {*item.warns, *item.fails}]
        return good if item.every else good[:1]

    async def _sends(self, files: list[bytes]) -> None:
        await self.town.pictures(WHO, files, self.chat, reply=self.chat == SUNRISE)
        self.counted.messages += 1
        await self._taps("Done")

    async def _sends_video(self) -> None:
        await self.town.video(WHO, chat=self.chat)
        self.counted.messages += 1
        await self._taps("Done")

    async def _taps(self, label: str) -> None:
        await self.town.tap(WHO, label, self.chat, within=CARD)
        self.counted.taps += 1

    async def _writes(self, text: str) -> None:
        if self.chat == SUNRISE:
            await self.town.answer(WHO, text, self.chat)
        else:
            await self.town.say(WHO, text)
        self.counted.messages += 1


@asynccontextmanager
async def at_the_site(kind: VisitKind) -> AsyncIterator[tuple[Town, Booked]]:
    """The crew has arrived; the OEM takes the program's own checklist."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        url = f"sqlite:///{folder}/town.db"
        database = Database(url)
        await migrate(database)
        await database.close()
        async with a_town(Path(folder), url, port, SUNDAY_NOON) as town:
            booked = await is_booked(town, kind)
            name = f"voltera-{kind}"
            async with town.parts.database.begin() as connection:
                uow = town.parts.work.on(connection, town.parts.clock.now())
                await uow.add(replace(BUILT_IN[f"{kind}@2"], id=f"{name}@2", name=name, oem="voltera"))
                visit = await uow.get(Visit, booked.visit)
                await uow.save(replace(visit, state=VisitState.ON_SITE))
                await settle(uow)
            town.worker.changed()
            await town.quiet()
            yield town, booked


async def measured(kind: VisitKind) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for place, chat in (("group", SUNRISE), ("private", PEOPLE[WHO])):
        for way, typing in (("buttons", False), ("typed", True)):
            async with at_the_site(kind) as (town, booked):
                crew = Crew(town=town, visit=booked.visit, chat=chat, typing=typing)
                figures[f"{place}, {way}"] = (await crew.fills()).figures
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", type=VisitKind, choices=list(VisitKind), default=VisitKind.SURVEY)
    asked = parser.parse_args()
    sys.stdout.write(json.dumps(asyncio.run(measured(asked.kind)), indent=2) + "\n")


if __name__ == "__main__":
    main()
