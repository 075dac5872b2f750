"""The photos of a report are looked at once they have come, beside all else and without a word."""

from pathlib import Path

from domain.evidence import Known, Looks, faults_of
from domain.policy import DEFAULT
from domain.visits.form import Form, form_of
from domain.visits.visit import Visit
from tests.scenarios import days
from tests.scenarios.town import Town


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
