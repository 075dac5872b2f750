"""Time and the day of a visit: the day that begins in India, ends of months, clocks that jump, and a program that was away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from domain.visits.states import VisitKind
from tests.scenarios import days
from tests.scenarios.away import AWAY, Start, is_alive_at, time_passes, was_told_of_the_outage
from tests.scenarios.booked import emergency_opens, is_booked
from tests.scenarios.days import ASHA, OPS, SUNRISE, november
from tests.scenarios.town import PEOPLE, Town, at_work, settings_for

KINDS = pytest.mark.parametrize("kind", VisitKind)
MEERA = PEOPLE["meera"]


@KINDS
async def test_half_past_midnight_in_india_is_the_day_that_begins_there(town: Town, kind: VisitKind) -> None:
    """19:00 UTC of the day before: reminder in the waking hours, the call the evening before."""
    booked = await is_booked(town, kind, "2026-11-25T00:30:00+05:30")
    assert booked.slot == "Wed 25 Nov, 00:30–02:30"
    await town.clock_to(november(24, "07:59"))
    await town.nobody_else()
    await town.clock_to(november(24, "08:00"))
    await town.told(ASHA, f"Reminder: {kind} on {booked.slot}")
    await town.told(SUNRISE, f"Reminder: {booked.visit} on {booked.slot}")
    await town.clock_to(november(24, "21:30"))
    await town.told(SUNRISE, f"Please call the customer of {booked.visit} now")
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.told(ASHA, f"Confirmed: {booked.slot}")
    await town.clock_to(november(25, "00:44"))
    await town.nobody_else()
    await town.clock_to(november(25, "00:45"))
    await town.told(OPS, f"Sunrise Crew has not arrived at {booked.visit}")
    await town.told(ASHA, "We are sorry: our team is late")
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_an_early_visit_is_called_for_three_hours_before_and_not_at_eight(
    town: Town, kind: VisitKind
) -> None:
    """09:30 in India is 04:00 UTC, and the three hours before it are still of the same day there."""
    booked = await is_booked(town, kind, "2026-11-24T09:30:00+05:30")
    await town.clock_to(november(23, "09:30"))
    await town.told(ASHA, f"Reminder: {kind} on {booked.slot}")
    await town.told(SUNRISE, f"Reminder: {booked.visit} on {booked.slot}")
    await town.clock_to(november(24, "06:30"))
    await town.told(SUNRISE, f"Please call the customer of {booked.visit} now")
    await town.holds()
    await town.nobody_else()


@KINDS
@pytest.mark.parametrize(
    ("day", "eve", "reads"),
    [
        ("2026-12-01", "2026-11-30", "Tue 1 Dec, 12:00–14:00"),
        ("2027-01-01", "2026-12-31", "Fri 1 Jan, 12:00–14:00"),
    ],
)
async def test_the_first_of_a_month_is_reminded_of_on_the_last(
    town: Town, kind: VisitKind, day: str, eve: str, reads: str
) -> None:
    booked = await is_booked(town, kind, f"{day}T12:00:00+05:30")
    assert booked.slot == reads
    await town.clock_to(f"{eve}T11:59:00+05:30")
    await town.nobody_else()
    await town.clock_to(f"{eve}T12:00:00+05:30")
    await town.told(ASHA, f"Reminder: {kind} on {reads}")
    await town.told(SUNRISE, f"Reminder: {booked.visit} on {reads}")
    await town.clock_to(f"{day}T08:00:00+05:30")
    await town.told(SUNRISE, f"Please call the customer of {booked.visit} now")
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_a_report_that_is_missing_on_the_last_of_the_year_is_told_on_the_first(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind, "2026-12-31T18:00:00+05:30", sited=False)
    await town.clock_to("2026-12-31T17:30:00+05:30")
    await town.skip()
    await town.say("ravi", "/lead L-1042", OPS)
    await town.tap("ravi", "Customer confirmed by phone", OPS)
    await town.tap("lakhan", "On the way", SUNRISE)
    await town.tap("lakhan", "15 min", SUNRISE)
    await town.tap("lakhan", "Arrived", SUNRISE)
    await town.skip()
    await town.clock_to("2027-01-01T00:00:00+05:30")
    await town.told(SUNRISE, f"The report of {booked.visit} is missing")
    await town.skip(MEERA)
    await town.clock_to("2027-01-01T04:00:00+05:30")
    await town.skip(OPS, MEERA)  # the second level of everything that is overdue
    await town.clock_to("2027-01-01T08:59:00+05:30")
    await town.nobody_else()
    await town.clock_to("2027-01-01T09:00:00+05:30")
    await town.told(OPS, f"Sunrise Crew has not sent the report of {booked.visit}")
    await town.holds()
    await town.nobody_else()


class WildClock:
    """A clock that is set as one likes, backwards too, served as the program reads it."""

    def __init__(self, now: str) -> None:
        self._now = now
        self._revision = 0
        self._moved = asyncio.Event()

    async def jump(self, town: Town, to: str) -> None:
        self._now = to
        self._revision += 1
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for _ in range(500):
            if town.parts.clock.now() == datetime.fromisoformat(to):
                break
            await asyncio.sleep(0.01)
        town.worker.moved()
        await town.quiet()

    async def tell(self, request: web.Request) -> web.Response:
        if request.query.get("after") == str(self._revision):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), 5)
        return web.json_response({"now": self._now, "frozen": True, "revision": self._revision})

    async def hear(self, _: web.Request) -> web.Response:
        """When the program wants to look again is nothing to this clock."""
        return web.json_response({})


@asynccontextmanager
async def served(clock: WildClock) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.get("/", clock.tell), web.post("/", clock.hear)])
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@KINDS
async def test_a_clock_that_jumps_forth_and_back_tells_everything_once(
    telegram: httpx.AsyncClient, tmp_path: Path, database_url: str, http_port: int, kind: VisitKind
) -> None:
    clock = WildClock(november(22, "12:00"))
    settings = settings_for(str(telegram.base_url).rstrip("/"), database_url, tmp_path, http_port)
    async with (
        served(clock) as url,
        at_work(telegram, settings.model_copy(update={"clock_url": url}), founded=False) as town,
    ):
        booked = await is_booked(town, kind)
        await clock.jump(town, november(23, "10:00"))
        await town.told(ASHA, f"Reminder: {kind} on {booked.slot}")
        await town.told(SUNRISE, f"Reminder: {booked.visit} on {booked.slot}")
        await clock.jump(town, november(22, "15:00"))
        await clock.jump(town, november(23, "10:00"))
        await town.nobody_else()
        await clock.jump(town, november(24, "07:00"))
        await town.told(SUNRISE, f"Please call the customer of {booked.visit} now")
        await clock.jump(town, november(24, "06:00"))
        await clock.jump(town, november(24, "08:00"))
        await town.told(SUNRISE, f"We wait for your word about {booked.visit}")
        await clock.jump(town, november(24, "07:30"))
        await town.tap("lakhan", "Customer confirmed", SUNRISE)
        await town.told(ASHA, f"Confirmed: {booked.slot}")
        await clock.jump(town, november(24, "10:15"))
        await town.told(OPS, f"Sunrise Crew has not arrived at {booked.visit}")
        await town.told(ASHA, "We are sorry: our team is late")
        await clock.jump(town, november(24, "09:00"))
        await clock.jump(town, november(24, "10:16"))
        await town.holds()
        await town.nobody_else()


@KINDS
@pytest.mark.parametrize(("back", "told"), [("07:00:05", False), ("07:02:26", False), ("07:55:00", True)])
async def test_a_call_that_was_due_meanwhile_is_asked_for_and_says_if_it_is_late(
    program: Start, telegram: httpx.AsyncClient, kind: VisitKind, back: str, *, told: bool
) -> None:
    """Away for ten seconds, 151 seconds and an hour."""
    async with program() as town:
        booked = await is_booked(town, kind)
        await town.clock_to(november(23, "10:00"))
        away = {"07:00:05": "06:59:55", "07:02:26": "06:59:55", "07:55:00": "06:55:00"}[back]
        await is_alive_at(town, f"2026-11-24T{away}+05:30")
    await time_passes(telegram, f"2026-11-24T{back}+05:30")
    async with program() as town:
        if back != "07:00:05":
            await was_told_of_the_outage(town, SUNRISE)
        outage = [AWAY] if back != "07:00:05" else []
        *_, call = await town.told(SUNRISE, *outage, f"Please call the customer of {booked.visit} now")
        assert ("(This comes 55 min late: the system was away.)" in call["text"]) is told
        await town.tap("lakhan", "Customer confirmed", SUNRISE)
        await town.told(ASHA, f"Confirmed: {booked.slot}")
        await town.clock_to(november(24, "10:00"))
        await town.holds()
        await town.nobody_else()


@KINDS
async def test_an_hour_away_over_the_emergency_asks_the_team_once_more(
    program: Start, telegram: httpx.AsyncClient, kind: VisitKind
) -> None:
    """Away from 08:20 to 09:20: the alert and the emergency were due, but nobody could have been heard."""
    async with program() as town:
        booked = await is_booked(town, kind)
        await town.clock_to(november(23, "10:00"))
        await town.clock_to(november(24, "07:00"))
        await town.clock_to(november(24, "08:00"))
        await is_alive_at(town, november(24, "08:20"))
    await time_passes(telegram, november(24, "09:20"))
    async with program() as town:
        await was_told_of_the_outage(town, OPS, SUNRISE)
        _, alert = await town.told(OPS, AWAY, f"Sunrise Crew is silent about {booked.visit}")
        assert "(This comes 50 min late: the system was away.)" in alert["text"]
        _, nudge = await town.told(SUNRISE, AWAY, f"We wait for your word about {booked.visit}")
        assert "(This comes 20 min late: the system was away.)" in nudge["text"]
        assert "from Tue 24 Nov, 09:50 on" in nudge["text"]
        await town.clock_to(november(24, "09:35"))
        await town.told(SUNRISE, f"We wait for your word about {booked.visit}")
        await town.told(OPS, f"Sunrise Crew is silent about {booked.visit}")
        await town.clock_to(november(24, "09:50"))
        await emergency_opens(town, booked)
        await town.holds()
        await town.nobody_else()


@KINDS
async def test_a_day_away_leaves_out_what_makes_no_sense_any_more(
    program: Start, telegram: httpx.AsyncClient, kind: VisitKind
) -> None:
    """Away from 09:30 the day before to 10:30 the day itself: reminder, call, nudge, alert and emergency were due."""
    async with program() as town:
        booked = await is_booked(town, kind)
        await is_alive_at(town, november(23, "09:30"))
    await time_passes(telegram, november(24, "10:30"))
    async with program() as town:
        await was_told_of_the_outage(town, OPS)
        _, late = await town.told(OPS, AWAY, f"Sunrise Crew has not arrived at {booked.visit}")
        assert "(This comes 15 min late: the system was away.)" in late["text"]
        await town.told(ASHA, "We are sorry: our team is late")
        await town.holds()
        await town.nobody_else()


@KINDS
async def test_a_location_that_waited_while_the_program_was_away_is_too_old_to_count(
    program: Start, telegram: httpx.AsyncClient, kind: VisitKind
) -> None:
    async with program() as town:
        booked = await is_booked(town, kind)
        await town.clock_to(november(24, "07:00"))
        await town.skip()
        await town.say("ravi", "/lead L-1042", OPS)
        await town.tap("ravi", "Customer confirmed by phone", OPS)
        await town.clock_to(november(24, "09:20"))
        await days.team_sets_out(town, days.SUNRISE_CREW)
        await town.tap("lakhan", "Arrived", SUNRISE)
        await is_alive_at(town, november(24, "09:30"))
        asked = (await town.messages(SUNRISE))[-1]
    body = {"from": PEOPLE["lakhan"], "location": days.AT_SITE, "reply_to": asked["id"]}
    answer = await telegram.post(f"/sim/chats/{SUNRISE}/messages", json=body)
    assert answer.is_success, answer.text
    await time_passes(telegram, "2026-11-24T09:32:01+05:30")
    async with program() as town:
        await town.told(SUNRISE, "This location is of Tue 24 Nov, 09:30, too old to count.")
        await town.say("lakhan", "", SUNRISE, location=days.AT_SITE, reply_to=asked["id"])
        await town.told(SUNRISE, "Thank you: you are 111 m from the site.")
        assert "111 m from the site" in await town.card(SUNRISE, f"{booked.visit} · {booked.slot}")
        await town.holds()
        await town.nobody_else()


@KINDS
async def test_after_the_visit_only_ops_hears_that_nobody_came(
    program: Start, telegram: httpx.AsyncClient, kind: VisitKind
) -> None:
    async with program() as town:
        booked = await is_booked(town, kind)
        await town.clock_to(november(23, "10:00"))
        await town.clock_to(november(24, "07:00"))
        await town.tap("lakhan", "Customer confirmed", SUNRISE)
        await is_alive_at(town, november(24, "09:20"))
    await time_passes(telegram, november(25, "10:20"))
    async with program() as town:
        await was_told_of_the_outage(town, OPS)
        late = await town.card(OPS, f"has not arrived at {booked.visit}")
        assert "(This comes 24 h late: the system was away.)" in late
        await town.skip(OPS, MEERA)  # what is overdue for a day climbs as well
        await town.holds()
        await town.nobody_else()
