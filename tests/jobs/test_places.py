"""Typed addresses are looked up one at a beat."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.errors import Unavailable
from domain.leads.lead import Documents, Lead, Location
from domain.places import Point
from jobs.places import PAUSE, Places
from tests.build import NOW, a_lead

ADDRESS = "B-1204, Palm Grove, Baner, Pune 411045"
PLACE: Point = (18.559, 73.779)
TYPED = replace(a_lead(), consent_at=NOW, documents=Documents(location=Location(address=ADDRESS)))


@dataclass
class Desk:
    """A geocoder that answers after others had their turn, the clock, and what was noted down."""

    now_is: datetime = NOW
    answers: list[Point | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    noted: list[tuple[str, Point | None]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.now_is

    async def close(self) -> None:
        """Nothing to close."""

    async def find(self, address: str) -> Point | None:
        self.asked.append(address)
        await asyncio.sleep(0)
        if not self.answers:
            message = "no answer"
            raise Unavailable(message)
        return self.answers.pop(0)

    async def changed(self, since: datetime) -> tuple[Sequence[Lead], datetime]:
        return ([TYPED] if since < NOW else []), NOW

    async def note(self, lead: str, _address: str, point: Point | None) -> None:
        self.noted.append((lead, point))


def _places(desk: Desk) -> Places:
    return Places(desk, desk.changed, desk.note, desk)


async def test_two_beats_at_once_ask_once() -> None:
    desk = Desk(answers=[PLACE, PLACE])
    places = _places(desk)
    await asyncio.gather(places.look_up(), places.look_up())
    assert desk.asked == [ADDRESS]
    assert desk.noted == [("L-1042", PLACE)]


async def test_a_geocoder_that_does_not_answer_is_left_alone_for_a_while() -> None:
    desk = Desk()
    places = _places(desk)
    await places.look_up()
    await places.look_up()
    assert desk.asked == [ADDRESS]
    desk.now_is += PAUSE
    desk.answers = [PLACE]
    await places.look_up()
    assert desk.asked == [ADDRESS, ADDRESS]
    assert desk.noted == [("L-1042", PLACE)]
