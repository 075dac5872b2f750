"""The photos of a report are looked at once they have come, beside all else and without a word."""

from pathlib import Path

from domain.evidence import Known, Looks, faults_of
from domain.policy import DEFAULT
from domain.visits.form import Form, form_of
from domain.visits.visit import Visit
from tests.photos import a_photo, a_scene, as_file, dark
from tests.scenarios import days
from tests.scenarios.town import PEOPLE, Town


async def looks_of(town: Town, visit: str) -> list[Looks]:
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        return list((await uow.album.of(visit)).values())


def files(town: Town) -> set[str]:
    """The SHA-256 of what lies in the media folder."""
    return {path.name for path in Path(town.parts.settings.media).rglob("*") if path.is_file()}


async def test_every_photo_of_a_report_is_looked_at_and_has_a_thumbnail(town: Town) -> None:
    await days.pass_until(town, days.survey_is_reported)
    await town.pictures_are_kept()
    looks = await looks_of(town, days.SURVEY)
    assert looks
    assert {(one.width, one.height) for one in looks} == {(1280, 960)}
    assert [faults_of(one, DEFAULT, Known()) for one in looks] == [()] * len(looks)
    assert files(town) >= {one.thumbnail for one in looks} | {one.sha256 for one in looks}
    await town.nobody_else()
    await town.holds()


async def test_nothing_of_them_is_left_when_the_customers_data_is_erased(town: Town) -> None:
    await days.pass_until(town, days.site_is_ready)
    await town.pictures_are_kept()
    thumbnails = {one.thumbnail for one in await looks_of(town, days.SURVEY)}
    await town.say("asha", "/privacy")
    await town.tap("asha", "Erase my data")
    await town.tap("asha", "Yes, erase my data")
    await town.tap("ravi", "Erase the customer's data", days.OPS)
    await town.tap("ravi", "It is the customer: erase", days.OPS)
    await town.parts.eraser.erase_due()
    assert await looks_of(town, days.SURVEY) == []
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        form = await uow.get(Form, form_of(days.SURVEY))
        visit = await uow.get(Visit, days.SURVEY)
    assert (form.shots, form.aside, form.answers["earth_ohm"]) == ({}, (), "3.5")
    assert visit.report is not None
    assert (visit.report.photos, visit.report.slots) == ((), {})
    assert len(thumbnails) > 0
    assert not files(town) & thumbnails


async def test_what_shows_nothing_or_the_same_is_asked_for_again_and_may_be_kept_with_a_reason(
    town: Town,
) -> None:
    await days.pass_until(town, days.survey_day)
    await days.survey_is_answered(town)
    await town.pictures("lakhan", [as_file(dark(a_scene()))], days.SUNRISE, reply=True)
    await town.told(days.SUNRISE, "1 received so far")
    await town.pictures_are_kept()
    await town.told(days.SUNRISE, "too dark to read. Please take it again with the light on.")

    await town.tap("lakhan", "Send them again", days.SUNRISE)
    await town.told(days.SUNRISE, "Photos")
    saved_anew = as_file(a_scene(), quality=40)
    await town.pictures("lakhan", [a_photo(), saved_anew], days.SUNRISE, reply=True)
    await town.told(days.SUNRISE, "2 received so far")
    await town.pictures_are_kept()
    await town.told(days.SUNRISE, "This picture stands in this report already.")

    await town.tap("lakhan", "Keep them, with a reason", days.SUNRISE)
    await town.told(days.SUNRISE, "Photos")
    assert "why can there be no better picture?" in await town.card(days.SUNRISE, "Survey report · ")
    await town.answer("lakhan", "meter and board are one box", days.SUNRISE)
    await town.tap("lakhan", "Submit", days.SUNRISE)
    await town.told(days.SUNRISE, "Ops will look at it.", f"The report of {days.SURVEY} is in")
    await town.holds()


async def test_two_members_fill_one_report_and_it_ends_for_both_when_the_lead_is_cancelled(
    town: Town,
) -> None:
    await days.pass_until(town, days.survey_day)
    lakhan, manoj = days.SUNRISE, PEOPLE["manoj"]
    await town.tap("lakhan", "Write the report", lakhan)
    await town.told(lakhan, "1 of 6")
    await town.say("manoj", "/home")
    await town.tap("manoj", f"{days.LEAD}: submit the report")
    await town.tap("manoj", "Write the report")
    await town.told(manoj, "What waits for you", f"Survey ID {days.SURVEY}", "1 of 6")
    await town.tap("lakhan", "Single phase", lakhan)
    await town.told(lakhan, "Sanctioned load (kW)")
    assert "So far: Single phase (Lakhan" in await town.card(manoj, "Survey report · ")
    await town.tap("manoj", "Three phase")
    await town.told(manoj)
    await town.say("manoj", "-5")
    await town.told(manoj, "That is too little: at least 0.5 (kW). Example: 10.")
    await town.say("manoj", "10")
    await town.told(manoj, "3 of 6")
    await town.answer("lakhan", "12", lakhan)
    await town.told(lakhan, "Cable from the meter")
    typed = [message for message in await town.messages(lakhan) if message.get("text") == "12"][-1]
    await town.edit("lakhan", "12,5 kW", lakhan, typed["id"])
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        form = await uow.get(Form, form_of(days.SURVEY))
    assert form.answers == {"supply_phase": "3", "sanctioned_load_kw": "12.5"}
    before = {key: [(old.answer, old.by.split()[0]) for old in said] for key, said in form.before.items()}
    assert before == {
        "supply_phase": [("1", "Lakhan")],
        "sanctioned_load_kw": [("10", "Manoj"), ("12", "Lakhan")],
    }

    await days.lead_is_cancelled(town, "he has sold the car")
    await town.skip(days.OPS, days.ASHA, lakhan, manoj)
    await town.answer("lakhan", "18", lakhan)
    await town.told(lakhan, f"{days.SURVEY} is no longer to be reported here.")
    await town.say("manoj", "18")
    await town.told(manoj, f"{days.SURVEY} is no longer to be reported here.")
    await town.holds()
