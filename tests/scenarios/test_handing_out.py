"""Procurement hands a very charger out, and no other one is installed."""

from typing import Final

from tests.photos import a_code, a_scene, as_file, with_codes
from tests.scenarios import days
from tests.scenarios.town import PEOPLE, Town

SERIAL: Final = days.SERIAL
OTHER: Final = "AC74-2026-000999"


async def test_a_charger_that_is_handed_out_is_told_to_its_team_and_stands_on_its_cards(town: Town) -> None:
    await days.pass_until(town, days.materials_are_handed_out)
    assert f"Charger: serial {SERIAL}" in await town.card(days.PROCUREMENT, "Materials M-1042")
    assert f"Charger: serial {SERIAL}" in await town.card(days.SUNRISE, f"Installation {days.INSTALLATION}")
    await days.installation_day(town)
    await days.installation_is_reported(town)
    await town.tap("ravi", "Show the report", days.OPS)
    [report] = await town.told(days.OPS, f"Report of {days.INSTALLATION}")
    assert f"Charger: serial {SERIAL}\nHanded out by Farida" in report["text"]
    await town.nobody_else()
    await town.holds()


async def test_another_one_is_not_installed_until_procurement_has_corrected_it(town: Town) -> None:
    await days.pass_until(town, days.materials_are_handed_out)
    await days.installation_day(town)
    manoj = PEOPLE["manoj"]
    await town.say("manoj", "/home")
    await town.told(manoj, "What waits for you: 1")
    await town.tap("manoj", f"{days.LEAD}: submit the report")
    await town.told(manoj, f"Installation {days.INSTALLATION}")
    await town.tap("manoj", "Write the report")
    [asked] = await town.told(manoj, "1 of 8\n\nSerial number of the charger")
    assert SERIAL not in asked["text"].replace(f"Example: {SERIAL}", "")
    for answer in (OTHER, "17.5", "0.8", "3.2", "200", "yes", "yes"):
        await town.say("manoj", answer)
    await town.photo("manoj")
    await town.tap("manoj", "Done")
    await town.skip(manoj)
    wrong = f"{SERIAL} was handed out for this site, and this is {OTHER}"
    assert f"Serial number of the charger: {wrong}." in await town.card(manoj, "Installation report · ")

    await town.tap("farida", "Hand out another charger", days.PROCUREMENT)
    await town.told(days.PROCUREMENT, "1 of 2", "Example:")
    await town.answer("farida", OTHER, days.PROCUREMENT)
    await town.told(days.PROCUREMENT, "2 of 2", "Example:")
    await town.answer("farida", "the boxes were mixed up", days.PROCUREMENT)
    await town.told(days.PROCUREMENT, "Please check:")
    await town.tap("farida", "Submit", days.PROCUREMENT)
    await town.told(days.PROCUREMENT, f"M-1042: charger {OTHER} is handed out.")
    [told] = await town.told(days.SUNRISE, f"Another charger for {days.INSTALLATION}: serial {OTHER}")
    assert f"It was {SERIAL}. Reason: the boxes were mixed up" in told["text"]

    await town.tap("manoj", "Submit")
    await town.told(manoj, f"The report of {days.INSTALLATION} is in")
    await town.told(days.OPS, f"The report of {days.INSTALLATION} is in")
    await days.materials_are_accounted_for(town)
    await town.told(days.ASHA, "Your charger is installed\n", "please check and sign")
    await town.nobody_else()
    await town.holds()


async def test_the_number_is_read_from_a_photo_before_there_is_a_team(town: Town) -> None:
    await days.pass_until(town, days.materials_are_allocated)
    for picture, told in (
        (a_scene(5), "✗ No serial number could be read from the photo."),
        (with_codes(a_scene(6), a_code(f"S/N: {SERIAL}")), f"Charger: serial {SERIAL}\nHanded out by Farida"),
    ):
        await town.tap("farida", "Hand out the charger", days.PROCUREMENT)
        await town.told(days.PROCUREMENT, "1 of 1", "Example:")
        await town.pictures("farida", [as_file(picture)], days.PROCUREMENT, reply=True)
        await town.told(days.PROCUREMENT, "Serial number of the charger: 1 received")
        await town.tap("farida", "Submit", days.PROCUREMENT)
        await town.told(days.PROCUREMENT, "the number is read from your photo")
        assert "is being read" in await town.card(days.PROCUREMENT, "Materials M-1042")
        await town.pictures_are_kept()
        [card] = await town.told(days.PROCUREMENT, "Materials M-1042")
        assert told in card["text"]
    await days.installation_is_booked(town)
    assert f"Charger: serial {SERIAL}" in await town.card(days.SUNRISE, f"Installation {days.INSTALLATION}")
    await town.nobody_else()
    await town.holds()
