"""A customer's copy of his data names every file of his visits."""

from typing import Any

from documents.copies import copy_of
from domain.materials.charger import Charger
from domain.unit_of_work import Kept
from domain.visits.form import Shot
from tests.build import OPS, a_form, a_lead, a_picture, a_report, a_request, a_visit, an_oem
from tests.fakes import NOW, House


async def the_copy(*things: Kept) -> Any:  # noqa: ANN401  facts by section
    house = House()
    uow = house.uow()
    for thing in (an_oem(), a_lead(visits_made=1), *things):
        await uow.add(thing)
    return dict((await copy_of(uow, "L-1042", [])).facts)


def a_shot(unique_id: str) -> Shot:
    return Shot(picture=a_picture(unique_id=unique_id, file_name=unique_id), by="Ravi", at=NOW)


def names(visit: Any, key: str) -> list[str]:  # noqa: ANN401  facts of a visit
    return [file["name"] for file in visit[key]]


async def test_what_was_laid_aside_is_named_beside_the_photos_and_each_file_once() -> None:
    photo, voice = a_picture(unique_id="meter", file_name="meter"), a_picture(unique_id="v", file_name="v")
    visit = a_visit(report=a_report(photos=(photo,), aside=(voice,)))
    form = a_form(visit=visit.id, shots={"photos": (a_shot("meter"), a_shot("later"))}, aside=(a_shot("v"),))
    copy = await the_copy(visit, form)
    [found] = copy["visits"]
    assert names(found, "photos") == ["meter", "later"]
    assert names(found, "beside_the_report") == ["v"]


async def test_a_report_that_is_not_in_yet_is_copied_as_far_as_it_is_filled() -> None:
    copy = await the_copy(a_visit(), a_form(aside=(a_shot("v"),)))
    [found] = copy["visits"]
    assert found["answers"] == dict(a_form().answers)
    assert names(found, "beside_the_report") == ["v"]


async def test_the_charger_that_was_handed_out_is_named() -> None:
    copy = await the_copy(a_request(charger=Charger(serial="AC74-1", by=OPS, at=NOW)))
    assert copy["installation"]["charger_handed_out"] == "AC74-1"
