"""The program's own checklist, filled as a crew would: in its group, with all photos, to the last question."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Item, ItemKind
from domain.draft import Draft
from domain.leads.blocker import BlockerKind
from domain.leads.lead import Lead
from domain.settle import settle
from domain.visits.filling import filling_of
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from tests.photos import a_photo
from tests.scenarios import days
from tests.scenarios.days import ASHA, INSTALLATION, LEAD, OPS, SUNRISE, SURVEY
from tests.scenarios.town import PEOPLE, Town

TOLD: Final[Mapping[str, str]] = {
    "noc": "Refused",
    "cable_mm2": "6 mm²",
    "breaker_a": "40 A",
    "earth_ohm": "7,2",
    "outcome": "Not ready",
}


async def asks_all(town: Town, kind: VisitKind = VisitKind.SURVEY) -> None:
    """Voltera takes the program's own checklist for these visits."""
    name = f"voltera-{kind}"
    long = replace(BUILT_IN[f"{kind}@2"], id=f"{name}@2", name=name, oem="voltera")
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        await uow.add(long)
        await settle(uow)


async def asked(town: Town, visit: str = SURVEY) -> tuple[Item | None, bool]:
    """What is asked now, and whether a word about its answer is."""
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        now = await filling_of(uow, visit)
        key, _, word = (await uow.get(Draft, now.form.pens[-1])).question.partition("#")
        return now.item(key), bool(word)


async def answers(town: Town, item: Item, number: int) -> None:
    if item.on_film:
        files = [a_photo(number * 10 + one) for one in range(int(item.minimum or 1))]
        await town.pictures("lakhan", files, SUNRISE, reply=True)
        await town.tap("lakhan", "Done", SUNRISE)
    elif item.key == "blockers":
        await town.tap("lakhan", "Civil work", SUNRISE)
        await town.tap("lakhan", "Done", SUNRISE)
    elif item.choices:
        await town.tap("lakhan", TOLD.get(item.key) or next(iter(item.choices.values())), SUNRISE)
    else:
        await town.answer("lakhan", TOLD.get(item.key, item.example), SUNRISE)


async def test_a_whole_survey_is_filled_in_the_group_and_its_findings_reach_the_desk(town: Town) -> None:
    await days.pass_until(town, days.survey_day)
    await asks_all(town)
    await town.tap("lakhan", "Write the report", SUNRISE)
    count = 0
    while True:
        item, word = await asked(town)
        if item is None:
            break
        count += 1
        if word:
            await town.answer("lakhan", "dry soil", SUNRISE)
        else:
            await answers(town, item, count)
    card = await town.card(SUNRISE, "Survey report · ")
    assert "more may be answered, but need not be" in card
    assert "Earth resistance: 7.2 Ω (to watch: good up to 5 Ω, out of limits above 10 Ω) “dry soil”" in card
    await town.skip(SUNRISE)
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(SUNRISE, f"The report of {SURVEY} is in")
    await town.told(OPS, f"The report of {SURVEY} is in")
    await town.told(ASHA, "The survey is done")
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        lead, visit = await uow.get(Lead, LEAD), await uow.get(Visit, SURVEY)
    assert {one.kind for one in lead.open_blockers} == {BlockerKind.NOC, BlockerKind.CIVIL}
    assert visit.report is not None
    assert len(visit.report.photos) == 12
    await the_desk_tells_the_customer(town)
    await town.nobody_else()
    await town.holds()


async def the_desk_tells_the_customer(town: Town) -> None:
    """What the survey found is on the list already; one tap tells the customer."""
    await town.tap("ravi", "Not ready …", OPS)
    await town.told(OPS, "NOC")
    await town.tap("ravi", "Not ready: tell the customer (2)", OPS)
    await town.told(ASHA, "Some work is needed at your site first")
    await town.told(SUNRISE, f"The report of {SURVEY} is approved")


async def answers_alone(town: Town, item: Item, number: int) -> None:
    """In the fitter's own chat, where no reply is asked for."""
    if item.kind is ItemKind.VIDEO:
        await town.video("manoj")
        await town.tap("manoj", "Done")
    elif item.on_film:
        await town.pictures("manoj", [a_photo(number * 10 + one) for one in range(int(item.minimum or 1))])
        await town.tap("manoj", "Done")
    elif item.every:
        for label in item.choices.values():
            await town.tap("manoj", label)
        await town.tap("manoj", "Done")
    elif item.kind is ItemKind.SEVERAL:
        await town.tap("manoj", next(iter(item.choices.values())))
        await town.tap("manoj", "Done")
    elif item.choices:
        await town.tap("manoj", TOLD.get(item.key) or next(iter(item.choices.values())))
    else:
        await town.say("manoj", item.example)


async def test_a_whole_installation_is_filled_in_private_up_to_its_pack(town: Town) -> None:
    await days.pass_until(town, days.installation_day)
    await asks_all(town, VisitKind.INSTALLATION)
    await town.say("manoj", "/home")
    await town.tap("manoj", f"{LEAD}: submit the report")
    await town.tap("manoj", "Write the report")
    number = 0
    while (found := await asked(town, INSTALLATION))[0] is not None:
        assert not found[1], found[0]
        number += 1
        await answers_alone(town, found[0], number)
    card = await town.card(PEOPLE["manoj"], "Installation report · ")
    assert "Insulation between phase and neutral: 200 MΩ" in card
    assert "Video of charging and demo: 1 received" in card
    await town.skip(PEOPLE["manoj"])
    await town.tap("manoj", "Submit")
    await town.told(PEOPLE["manoj"], f"The report of {INSTALLATION} is in")
    await town.told(OPS, f"The report of {INSTALLATION} is in")
    _, signing = await town.told(
        ASHA, "Your charger is installed\n", "Your charger is installed: please check and sign"
    )
    await town.told(SUNRISE, "Materials M-1042")
    assert "AC74-2026-000123" in signing["text"]
    assert "You were shown how to use it." in signing["text"]
    await days.installation_is_approved(town)
    await days.pack_is_submitted(town)
    await days.pack_is_sent(town)
    await town.nobody_else()
    await town.holds()
