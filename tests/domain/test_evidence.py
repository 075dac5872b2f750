"""Photos of a report: why they would be asked for again, and what becomes of them once they were looked at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.checklists.model import Checklist, Item, ItemKind, Section
from domain.evidence import (
    ASKED_AGAIN,
    Code,
    Fault,
    Known,
    Looks,
    Shown,
    faults_of,
    is_like,
    is_photo,
)
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT, with_overrides
from domain.visits.evidence import note_looks, picture_was_read, want_evidence
from domain.visits.filling import add_shot, begin_form, clear_item
from domain.visits.form import Form, Shot
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import a_form, a_lead, a_picture, a_visit, an_oem, at_stage
from tests.fakes import NOW, House

GOOD: Final = Looks(sha256="a", width=1280, height=960, dhash=0b1111, brightness=120, sharpness=90)


def like(**but: Any) -> Looks:  # noqa: ANN401  fields of Looks
    return replace(GOOD, **but)


@pytest.mark.parametrize(
    ("looks", "faults"),
    [
        (GOOD, ()),
        (Looks(sha256="a"), (Fault.UNREADABLE,)),
        (like(width=480, height=640), ()),
        (like(width=479, height=640), (Fault.TOO_SMALL,)),
        (like(brightness=20), ()),
        (like(brightness=19), (Fault.TOO_DARK,)),
        (like(sharpness=12), ()),
        (like(sharpness=11), (Fault.BLURRED,)),
        (like(brightness=3, sharpness=0), (Fault.TOO_DARK,)),
        (like(height=200, sharpness=0), (Fault.TOO_SMALL, Fault.BLURRED)),
    ],
)
def test_a_picture_is_judged_by_what_it_looks_like(looks: Looks, faults: tuple[Fault, ...]) -> None:
    assert faults_of(looks, DEFAULT, Known()) == faults


def test_an_oem_may_have_limits_of_its_own() -> None:
    strict = with_overrides({"photo_least_px": "1000", "photo_least_sharpness": "100"})
    assert faults_of(GOOD, strict, Known()) == (Fault.TOO_SMALL, Fault.BLURRED)


@pytest.mark.parametrize(
    ("other", "is_repeated"),
    [
        (like(dhash=None), True),
        (like(sha256="b"), True),
        (like(sha256="b", dhash=0), True),
        (like(sha256="b", dhash=1 << 63), False),
        (like(sha256="b", dhash=None), False),
    ],
)
def test_a_picture_of_the_same_report_is_a_repetition(other: Looks, *, is_repeated: bool) -> None:
    repeated = Fault.REPEATED_HERE in faults_of(GOOD, DEFAULT, Known(here=(other,)))
    assert repeated is is_repeated


def test_a_picture_of_another_lead_is_a_repetition() -> None:
    assert faults_of(GOOD, DEFAULT, Known(elsewhere=("L-7",))) == (Fault.REPEATED_ELSEWHERE,)


def test_two_without_contrast_are_the_same_only_byte_by_byte() -> None:
    assert not is_like(like(dhash=None), like(sha256="b", dhash=None), 64)
    assert is_like(like(dhash=None), like(dhash=None), 0)


async def test_the_same_bytes_for_the_same_item_count_once_by_whatever_way_they_come() -> None:
    house = House()
    uow = house.uow()
    for thing in (an_oem(), at_stage(Stage.SURVEY_SCHEDULED), a_visit(state=VisitState.ON_SITE)):
        await uow.add(thing)
    chat, web = a_picture(unique_id="chat"), a_picture(unique_id="web", file_id="", sha256="a")
    shots = tuple(Shot(picture=picture, by="Ravi", at=uow.now) for picture in (chat, web))
    await uow.add(a_form(shots={"photos": shots}))
    await want_evidence(uow, await uow.get(Visit, "S-1042-1"), [chat, web])
    await picture_was_read(uow, "chat", GOOD)
    await picture_was_read(uow, "web", GOOD)
    form = await uow.get(Form, "F-S-1042-1")
    assert [(shot.picture.unique_id, shot.faults) for shot in form.shots["photos"]] == [("chat", ())]
    ravi = Actor(person="p", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
    again = await add_shot(uow, "S-1042-1", "photos", web, ravi)
    assert len(again.form.shots["photos"]) == 1


def test_every_fault_has_words_that_say_what_to_do() -> None:
    assert set(ASKED_AGAIN) == set(Fault)
    assert all("Please" in words for words in ASKED_AGAIN.values())


@pytest.mark.parametrize(
    ("kind", "mime_type", "looked_at"),
    [
        ("photo", "", True),
        ("document", "image/jpeg", True),
        ("document", "image/heic", True),
        ("document", "", True),
        ("document", "application/octet-stream", True),
        ("document", "application/pdf", False),
        ("document", "video/mp4", False),
        ("video", "video/mp4", False),
    ],
)
def test_photos_are_looked_at_and_papers_and_videos_are_not(
    kind: str, mime_type: str, *, looked_at: bool
) -> None:
    assert is_photo(a_picture(kind=kind, mime_type=mime_type)) is looked_at


async def a_house(**policy: str) -> House:
    house = House()
    uow = house.uow()
    await uow.add(an_oem(policy=policy))
    for visit, lead in (("S-1042-1", "L-1042"), ("S-7-1", "L-7")):
        await uow.add(a_visit(id=visit, lead=lead, state=VisitState.ON_SITE))
    return house


async def shown(house: House, unique_id: str, looks: Looks | None, visit: str = "S-1042-1") -> None:
    uow = house.uow()
    await want_evidence(uow, await uow.get(Visit, visit), [a_picture(unique_id=unique_id)])
    await picture_was_read(uow, unique_id, looks)


async def faults(house: House, unique_id: str, looks: Looks, visit: str = "S-1042-1") -> tuple[Fault, ...]:
    lead = "L-" + visit.split("-")[1]
    return await note_looks(house.uow(), Shown(unique_id=unique_id, visit=visit, lead=lead), looks)


async def test_a_report_wants_its_files_kept_and_only_its_photos_looked_at() -> None:
    house = await a_house()
    uow = house.uow()
    visit = a_visit(id="S-1042-1")
    await want_evidence(uow, visit, [a_picture(), a_picture(unique_id="film", kind="video")])
    assert [picture.unique_id for picture in house.ledger.media] == ["u1", "film"]
    assert list(house.album.waiting) == [("u1", "S-1042-1")]


async def test_what_was_read_is_known_by_the_visit() -> None:
    house = await a_house()
    await shown(house, "u1", GOOD)
    await shown(house, "paper", None)
    assert await house.album.of("S-1042-1") == {"u1": GOOD}
    assert house.album.waiting == {}


async def test_a_picture_is_compared_with_the_others_of_its_report_but_not_with_itself() -> None:
    house = await a_house()
    await shown(house, "u1", GOOD)
    assert await faults(house, "u1", GOOD) == ()
    assert await faults(house, "u2", like(sha256="b")) == (Fault.REPEATED_HERE,)


async def test_a_picture_of_another_lead_is_found() -> None:
    house = await a_house()
    await shown(house, "u1", GOOD, visit="S-7-1")
    assert await faults(house, "u1", GOOD) == (Fault.REPEATED_ELSEWHERE,)


async def test_the_limits_are_those_of_the_visits_oem() -> None:
    house = await a_house(photo_least_px="1000")
    assert await faults(house, "u1", GOOD) == (Fault.TOO_SMALL,)


METER: Final = Item(key="meter", label="Meter", kind=ItemKind.PHOTOS, minimum=1)
BOARD: Final = Item(key="board", label="Board", kind=ItemKind.PHOTOS, minimum=1)
STICKER: Final = Item(key="sticker", label="Serial", kind=ItemKind.SERIAL, minimum=4, maximum=30)
SLOTS: Final = Checklist(
    id="slots@1",
    name="slots",
    edition=1,
    kind=VisitKind.SURVEY,
    oem="volt",
    sections=(Section(key="photos", title="Photos", items=(STICKER, METER, BOARD)),),
)
RAVI: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
REPEATED: Final = (Fault.REPEATED_HERE,)


async def with_slots() -> House:
    house = await a_house()
    await house.uow().add(a_lead())
    await house.uow().add(SLOTS)
    await begin_form(house.uow(), "S-1042-1", RAVI)
    return house


async def sent(house: House, item: Item, unique_id: str, minute: int = 0) -> None:
    uow = house.uow(NOW + timedelta(minutes=minute))
    await add_shot(uow, "S-1042-1", item.key, a_picture(unique_id=unique_id), RAVI)


async def read(house: House, unique_id: str, looks: Looks) -> None:
    await picture_was_read(house.uow(), unique_id, looks)


async def found(house: House, item: Item) -> list[tuple[str, ...]]:
    """What is said of each file of the item."""
    form = await house.uow().get(Form, "F-S-1042-1")
    return [shot.faults for shot in form.shots.get(item.key, ())]


async def test_one_photo_in_two_slots_is_asked_for_again_in_the_later_one() -> None:
    house = await with_slots()
    await sent(house, BOARD, "u1")
    await sent(house, METER, "u1", minute=1)
    await read(house, "u1", GOOD)
    assert await found(house, BOARD) == [()]
    assert await found(house, METER) == [REPEATED]


async def test_a_photo_that_was_looked_at_already_is_known_in_the_next_slot_at_once() -> None:
    house = await with_slots()
    await sent(house, BOARD, "u1")
    await read(house, "u1", GOOD)
    await sent(house, METER, "u1", minute=1)
    assert await found(house, METER) == [REPEATED]


async def test_where_the_first_of_two_goes_the_other_one_counts() -> None:
    house = await with_slots()
    for item, picture, looks in ((BOARD, "u1", GOOD), (METER, "u1", GOOD), (METER, "u2", like(sha256="b"))):
        await sent(house, item, picture)
        await read(house, picture, looks)
    await clear_item(house.uow(), "S-1042-1", "meter", RAVI)
    await sent(house, METER, "u2", minute=2)
    assert await found(house, METER) == [REPEATED]
    await clear_item(house.uow(), "S-1042-1", "board", RAVI)
    assert await found(house, METER) == [()]


async def test_what_was_taken_back_may_be_sent_again_and_is_no_better_for_it() -> None:
    house = await with_slots()
    await sent(house, METER, "u1")
    await read(house, "u1", like(brightness=1))
    await clear_item(house.uow(), "S-1042-1", "meter", RAVI)
    await sent(house, METER, "u1")
    assert await found(house, METER) == [(Fault.TOO_DARK,)]
    await clear_item(house.uow(), "S-1042-1", "meter", RAVI)
    await sent(house, METER, "u2")
    await read(house, "u2", like(sha256="b"))
    assert await found(house, METER) == [()]


@pytest.mark.parametrize("again", ["u1", "taken again"])
async def test_the_photo_of_a_sticker_may_stand_in_a_slot_as_well(again: str) -> None:
    house = await with_slots()
    await sent(house, STICKER, "u1")
    await sent(house, METER, again, minute=1)
    await read(house, "u1", GOOD)
    await read(house, again, like(sha256="b"))
    assert (await found(house, STICKER), await found(house, METER)) == ([()], [()])


@pytest.mark.parametrize(
    ("serial", "answers"), [("ac74-2026-000123", {"sticker": "AC74-2026-000123"}), ("A" * 38 + "12", {})]
)
async def test_a_number_from_a_code_is_kept_as_a_typed_one_would_be(
    serial: str, answers: dict[str, str]
) -> None:
    house = await with_slots()
    await sent(house, STICKER, "u1")
    await read(house, "u1", like(codes=(Code(text=f"SN: {serial}", sort="QRCode"),)))
    form = await house.uow().get(Form, "F-S-1042-1")
    assert {key: given.answer for key, given in form.given.items()} == answers


async def test_what_the_desk_sent_back_is_not_to_be_sent_once_more() -> None:
    house = await with_slots()
    await sent(house, METER, "u1")
    await read(house, "u1", GOOD)
    uow = house.uow()
    await uow.save((await uow.get(Form, "F-S-1042-1")).reopened(("meter",)))
    await sent(house, METER, "u2")
    await read(house, "u2", like(sha256="b"))
    assert await found(house, METER) == [REPEATED]
