"""A typed address is looked up where the company has a geocoder, and the customer says whether it is the place."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from integrations.geocoding import Geocoder
from jobs.places import PAUSE
from tests.scenarios import days
from tests.scenarios.days import ASHA, LEAD
from tests.scenarios.town import Town


class Maps:
    """A geocoder on loopback that answers as told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[web.Response] = []

    async def search(self, request: web.Request) -> web.Response:
        self.asked.append(request.query["q"])
        return self.answers.pop(0)


@pytest.fixture
async def maps(town: Town) -> AsyncIterator[Maps]:
    found = Maps()
    app = web.Application()
    app.router.add_get("/search", found.search)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    town.parts.places._geocoder = Geocoder(f"http://127.0.0.1:{port}/search")
    yield found
    await runner.cleanup()


async def looks_up(town: Town) -> None:
    await town.parts.places.look_up()
    await town.quiet()


async def test_the_customer_confirms_what_the_map_says(town: Town, maps: Maps) -> None:
    await days.lead_arrives(town)
    await days.customer_joins(town)
    await town.tap("asha", "Share what is missing")
    await town.skip(ASHA)
    await town.photo("asha")
    await town.skip(ASHA)
    await town.say("asha", "B-1204, Palm Grove, Baner, Pune 411045")
    await town.skip(ASHA)

    maps.answers = [web.Response(status=503), web.json_response([{"lat": "18.559", "lon": "73.779"}])]
    await looks_up(town)
    await looks_up(town)
    assert len(maps.asked) == 1
    await town.advance(f"{int(PAUSE.total_seconds())}s")
    await looks_up(town)
    assert maps.asked == ["B-1204, Palm Grove, Baner, Pune 411045"] * 2
    [asked] = await town.told(ASHA, "Is this the place of the charger?")
    assert "https://maps.google.com/?q=18.559,73.779" in asked["text"]
    assert await town.tap("asha", "Yes, that is the place") == "Thank you, the place is on the map."
    await looks_up(town)
    assert len(maps.asked) == 2
    assert (await days.owes(town, LEAD))[1:] == ("customer", "share_documents")
    await town.holds()


async def test_without_a_geocoder_nothing_is_looked_up(town: Town) -> None:
    await days.lead_arrives(town)
    await town.parts.places.look_up()
    await town.nobody_else()
