"""An OEM's person asks the bot for the way in, adds a lead in the portal, and answers a question there."""

import re

import httpx

from domain.people.person import Person
from tests.scenarios.days import OPS, VOLTERA, owes
from tests.scenarios.town import PEOPLE, Town

JAYA = PEOPLE["jaya"]
GIVEN = {"reference": "VM-78", "name": "Asha Rao", "phone": "98200 10001", "pin_code": "411045"}
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


def a_browser(town: Town) -> httpx.AsyncClient:
    address = f"http://127.0.0.1:{town.parts.settings.http_port}"
    return httpx.AsyncClient(base_url=address, follow_redirects=True)


async def sent(browser: httpx.AsyncClient, page: str, action: str, **fields: str) -> httpx.Response:
    found = _CSRF.search((await browser.get(page)).text)
    assert found is not None
    return await browser.post(action, data={"csrf": found[1], **fields})


async def way_in(town: Town, chat: int, words: str) -> str:
    (said,) = await town.told(chat, words)
    return str(said["text"]).rpartition("/portal/in/")[2].strip()


async def test_an_oem_person_works_in_the_portal(town: Town) -> None:
    await town.say("jaya", "/portal", VOLTERA)
    await town.told(VOLTERA, "I have answered in your private chat.")
    secret = await way_in(town, JAYA, "Your way into the portal. The link works once, for 15 minutes:")
    async with a_browser(town) as browser:
        for _ in range(2):  # somebody's preview looks at the link
            assert (await browser.get(f"/portal/in/{secret}")).status_code == 200
        inside = await sent(browser, f"/portal/in/{secret}", "/portal/in", link=secret)
        assert "Voltera Motors · Jaya Iyer" in inside.text
        added = await sent(browser, "/portal/new", "/portal/new", **GIVEN)
        assert "L-1042 is with us" in added.text
        await town.quiet()
        await town.told(OPS, "L-1042 · New")
        assert await owes(town) == ("new", "ops", "call_customer")

        await town.tap("ravi", "Wrong number", OPS)
        await town.told(VOLTERA, "The number of Asha Rao is wrong")
        lead = "/portal/leads/L-1042"
        answered = await sent(browser, lead, f"{lead}/phone", phone="98200 10009")
        assert "The phone number was corrected" in answered.text
        await town.quiet()
        await town.told(OPS, "+919820010009")
        assert await owes(town) == ("new", "ops", "call_customer")

        await town.say("meera", f"/revoke {await person(town)}", OPS)
        await town.told(OPS, "Jaya Iyer has no role any more.")
        assert (await browser.get(lead)).status_code == 401
    await town.holds()
    await town.nobody_else()


async def person(town: Town) -> str:
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        return next(one.id for one in await uow.all(Person, staff=1) if one.telegram_id == JAYA)


async def test_ops_makes_a_link_for_somebody_without_telegram(town: Town) -> None:
    await town.say("ravi", "/portal voltera Meera Nair", OPS)
    await town.told(OPS, "I have answered in your private chat.")
    secret = await way_in(
        town, PEOPLE["ravi"], "For Meera Nair alone: this link signs in to the portal once, within 24 hours."
    )
    async with a_browser(town) as browser:
        inside = await sent(browser, f"/portal/in/{secret}", "/portal/in", link=secret)
        assert "Voltera Motors · Meera Nair" in inside.text
    await town.say("ravi", "/portal", OPS)
    await town.told(OPS, "I have answered in your private chat.")
    [own] = await town.told(PEOPLE["ravi"], "Your way to the reports that wait for review.")
    secret = own["text"].partition("/portal/in/")[2].split()[0]
    async with a_browser(town) as browser:
        inside = await sent(browser, f"/portal/in/{secret}", "/portal/in", link=secret)
        assert "No report waits for review." in inside.text
    await town.say("meera", "/portal aura", OPS)
    await town.told(OPS, "For which OEM? One of: voltera, kaveri")
    await town.say("lakhan", "/portal")
    await town.told(PEOPLE["lakhan"], "This is not yours to do")
    await town.nobody_else()
