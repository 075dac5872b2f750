"""What comes for a report and cannot be used: it is said why and what works, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from cards.actions import Action
from domain.checklists.model import Checklist, Item, ItemKind, Section
from domain.events import Happening
from domain.evidence import Looks
from domain.leads.stages import Stage
from domain.people.actor import By
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.visits.dropping import drop_visit
from domain.visits.states import VisitKind, VisitState
from tests.conversations.talk import MANOJ, MEERA, RAVI, TEAM_GROUP, Heard, Talk, a_house, a_lead, a_visit
from tests.fakes import NOW

MB: Final = 1024 * 1024
SECTION: Final = Section(
    key="site",
    title="Site",
    items=(
        Item(
            key="metres",
            label="Cable",
            kind=ItemKind.NUMBER,
            unit="m",
            minimum=1,
            maximum=300,
            example="18",
        ),
        Item(
            key="earth_ohm",
            label="Earth resistance",
            kind=ItemKind.NUMBER,
            unit="Ω",
            minimum=0,
            maximum=2000,
            example="3.5",
        ),
        Item(key="meter", label="Photo of the meter", kind=ItemKind.PHOTOS, minimum=1, maximum=6),
        Item(key="board", label="Photo of the board", kind=ItemKind.PHOTOS, minimum=1, maximum=1),
        Item(key="walk", label="Walk along the route", kind=ItemKind.VIDEO, minimum=1, maximum=1),
    ),
)
ASKED: Final = Checklist(
    id="northwind-survey-films@1",
    name="northwind-survey-films",
    edition=1,
    kind=VisitKind.SURVEY,
    oem="northwind",
    sections=(SECTION,),
)
GOOD: Final = Looks(sha256="a" * 64, width=1280, height=960, dhash=5, brightness=120, sharpness=90)
OTHER: Final = Person(
    id="p-omkar", telegram_id=777, name="Omkar", grants=(Grant(role=Role.FIELD, team="T-2"),)
)
PEN: Final = "S-1042-1"


async def a_talk() -> Talk:
    lead = a_lead(stage=Stage.SURVEY_SCHEDULED, visits_made=1)
    return Talk(await a_house(lead, a_visit(), ASKED, OTHER))


async def at(talk: Talk, key: str, chat: int | None = None) -> Heard:
    """The pen of the first member stands at this item."""
    if not talk.drafts(RAVI):
        await talk.begins(RAVI, Action.REPORT, PEN, chat)
    [pen] = talk.drafts(RAVI)
    return await talk.taps(RAVI, f"choice:{pen.id}:{key}.#go", chat)


def kept(talk: Talk) -> dict[str, list[str]]:
    return {
        key: [shot.picture.unique_id for shot in shots] for key, shots in talk.form().shots.items() if shots
    }


@pytest.mark.parametrize("megabytes", [21, 51])
async def test_a_video_that_is_too_large_is_refused_with_its_size_and_nothing_is_lost(megabytes: int) -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, PEN)
    await talk.writes(RAVI, "18")
    await at(talk, "walk")
    heard = await talk.sends_file(RAVI, "video/mp4", size=megabytes * MB)
    assert (
        f"This file has {megabytes} MB, and at most 20 MB can be taken here. Send it on the web" in heard.text
    )
    assert kept(talk) == {}
    assert talk.form().answers == {"metres": "18"}
    assert talk.drafts(RAVI)[0].question == "walk"
    await talk.sends_file(RAVI, "video/mp4", size=20 * MB)
    assert kept(talk) == {"walk": ["u-f"]}


async def test_a_large_video_for_something_else_is_refused_before_it_is_asked_what_it_is_of() -> None:
    talk = await a_talk()
    await at(talk, "metres")
    assert "51 MB" in (await talk.sends_file(RAVI, "video/mp4", size=51 * MB)).text
    assert "2 of 5" in (await talk.writes(RAVI, "18")).text


@pytest.mark.parametrize("mime", ["image/heic", "image/heif"])
async def test_a_photo_as_iphones_keep_them_counts_like_any_other(mime: str) -> None:
    talk = await a_talk()
    await at(talk, "meter")
    assert "1 received so far" in (await talk.sends_file(RAVI, mime)).text
    assert list(talk.house.album.waiting) == [("u-f", PEN)]
    await talk.looked_at("u-f", GOOD)
    assert [shot.faults for shot in talk.form().shots["meter"]] == [()]


@pytest.mark.parametrize("mime", ["application/pdf", "application/zip", "video/mp4"])
async def test_a_paper_or_a_film_is_no_photo(mime: str) -> None:
    talk = await a_talk()
    await at(talk, "meter")
    assert (await talk.sends_file(RAVI, mime)).text == "Please send a photo (📎), up to 20 MB."
    assert kept(talk) == {}


async def test_a_photo_is_no_film() -> None:
    talk = await a_talk()
    await at(talk, "walk")
    assert (await talk.sends_photo(RAVI, "still")).text == "Please send a video (📎), up to 20 MB."


async def test_what_cannot_be_opened_is_asked_for_again() -> None:
    talk = await a_talk()
    await at(talk, "meter")
    await talk.sends_file(RAVI, "application/octet-stream")
    await talk.sends_file(RAVI, "image/heic")
    assert "This file could not be opened." in await talk.looked_at("u-f", Looks(sha256="b" * 64))


async def test_one_photo_for_two_slots_is_asked_for_again_where_it_came_second() -> None:
    talk = await a_talk()
    await at(talk, "meter")
    await talk.sends_photo(RAVI, "both")
    await talk.looked_at("u-both-1280", GOOD)
    await at(talk, "board")
    again = await talk.sends_photo(RAVI, "both")
    assert "4 of 5" in again.text
    assert "✗ This picture stands in this report already." in again.text
    await talk.taps(RAVI, again.button("Send them again"))
    assert "5 of 5" in (await talk.sends_photo(RAVI, "board")).text
    assert kept(talk) == {"meter": ["u-both-1280"], "board": ["u-board-1280"]}


async def test_an_album_that_comes_in_two_halves_around_a_restart_is_one_album() -> None:
    talk = await a_talk()
    await at(talk, "meter")
    for name in ("one", "two"):
        await talk.sends_photo(RAVI, name, album="a1")
    talk.now = NOW + timedelta(seconds=30)
    again = talk.restarted()
    for name in ("three", "four"):
        await again.sends_photo(RAVI, name, album="a1")
    assert kept(again) == {"meter": [f"u-{name}-1280" for name in ("one", "two", "three", "four")]}


async def test_the_second_half_of_an_album_stays_with_its_item_though_something_else_is_asked_by_then() -> (
    None
):
    talk = await a_talk()
    first = await at(talk, "meter")
    await talk.sends_photo(RAVI, "one", album="a1")
    await talk.taps(RAVI, first.button("Skip ›"))
    talk.now = NOW + timedelta(seconds=30)
    await talk.sends_photo(RAVI, "two", album="a1")
    assert kept(talk) == {"meter": ["u-one-1280", "u-two-1280"]}


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("metres", "-5", "That is too little: at least 1 (m). Example: 18."),
        ("metres", "-0,5 m", "That is too little: at least 1 (m). Example: 18."),
        ("earth_ohm", "5k", "That is too much: at most 2000 (Ω). Example: 3.5."),
        ("earth_ohm", "5 kΩ", "That is too much: at most 2000 (Ω). Example: 3.5."),
        ("earth_ohm", "5 kohm", "That is too much: at most 2000 (Ω). Example: 3.5."),
        ("earth_ohm", "5 ohm 3", "Please answer with a number (Ω). Example: 3.5."),
    ],
)
async def test_a_number_that_cannot_be_is_refused_with_an_example(key: str, typed: str, words: str) -> None:
    talk = await a_talk()
    await at(talk, key)
    assert (await talk.writes(RAVI, typed)).text == words
    assert key not in talk.form().answers


@pytest.mark.parametrize(("typed", "answer"), [("5,0", "5.0"), ("5 Ω", "5"), ("0.5k", "500")])
async def test_a_number_is_understood_as_it_is_written(typed: str, answer: str) -> None:
    talk = await a_talk()
    await at(talk, "earth_ohm")
    await talk.writes(RAVI, typed)
    assert talk.form().answers == {"earth_ohm": answer}


@pytest.mark.parametrize("who", [OTHER, MEERA], ids=["another crew", "the desk"])
async def test_somebody_who_is_not_on_the_team_answers_nothing(who: Person) -> None:
    talk = await a_talk()
    begun = await talk.begins(RAVI, Action.REPORT, PEN, TEAM_GROUP)
    assert "not yours to do" in (await talk.begins(who, Action.REPORT, PEN, TEAM_GROUP)).refusal
    assert not (await talk.writes(who, "18", TEAM_GROUP)).handled
    assert not (await talk.sends_photo(who, "meter", TEAM_GROUP)).handled
    for label in ("Skip ›", "All items", "Check and submit", "Continue later"):
        assert (await talk.taps(who, begun.button(label), TEAM_GROUP)).toast == "This form belongs to Ravi."
    assert talk.form().answers == {}


async def test_who_has_left_the_team_can_no_longer_answer_what_he_began() -> None:
    talk = await a_talk()
    await at(talk, "metres")
    uow = talk.house.uow()
    person = await uow.get(Person, RAVI.id)
    await uow.save(replace(person, grants=OTHER.grants))
    assert "is no longer to be reported here" in (await talk.writes(RAVI, "18")).text
    assert talk.form().answers == {}


async def test_an_edit_changes_its_own_answer_alone_whatever_is_asked_by_then() -> None:
    talk = await a_talk()
    await at(talk, "metres")
    await talk.writes(RAVI, "18", message_id=701)
    await talk.writes(RAVI, "3.5", message_id=702)
    await talk.edits(RAVI, text="81 m", message_id=701)
    assert talk.form().answers == {"metres": "81", "earth_ohm": "3.5"}
    assert [old.answer for old in talk.form().before["metres"]] == ["18"]
    assert "at most 300 (m)" in (await talk.edits(RAVI, text="8100", message_id=701)).text
    assert talk.form().answers == {"metres": "81", "earth_ohm": "3.5"}


async def test_a_report_of_a_cancelled_visit_takes_nothing_more_and_keeps_what_it_has() -> None:
    talk = await a_talk()
    await at(talk, "metres")
    await talk.writes(RAVI, "18", message_id=701)
    uow = talk.house.uow()
    by = By(person=MEERA.id, name="Meera", role=Role.OPS)
    await drop_visit(uow, "L-1042", VisitState.CANCELLED, Happening.VISIT_CANCELLED, "he moved", by)
    for heard in (
        await talk.writes(RAVI, "3.5"),
        await talk.edits(RAVI, text="19", message_id=701),
        await talk.sends_photo(RAVI, "meter"),
    ):
        assert "S-1042-1 is no longer to be reported here." in heard.text or not heard.messages
    assert talk.drafts(RAVI) == []
    assert talk.form().answers == {"metres": "18"}
    assert "no longer be done" in (await talk.begins(RAVI, Action.REPORT, PEN)).refusal


async def test_two_members_answer_one_item_at_once_and_both_see_the_last_word() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, PEN)
    await talk.begins(MANOJ, Action.REPORT, PEN)
    await talk.writes(RAVI, "18")
    await talk.writes(MANOJ, "19")
    given = talk.form()
    assert (given.given["metres"].answer, given.given["metres"].by) == ("19", "Manoj")
    assert [(old.answer, old.by) for old in given.before["metres"]] == [("18", "Ravi")]
    for who in (RAVI, MANOJ):
        [pen] = talk.drafts(who)
        again = await talk.taps(who, f"choice:{pen.id}:metres.#go")
        assert "So far: 19 m (Manoj)" in again.text


async def test_two_members_send_photos_at_once_and_all_are_kept() -> None:
    talk = await a_talk()
    await talk.begins(MANOJ, Action.REPORT, PEN)
    [pen] = talk.drafts(MANOJ)
    await talk.taps(MANOJ, f"choice:{pen.id}:meter.#go")
    await at(talk, "meter")
    for who, name in ((RAVI, "one"), (MANOJ, "two"), (RAVI, "three"), (MANOJ, "four")):
        await talk.sends_photo(who, name, album=f"of {who.name}")
    assert kept(talk) == {"meter": [f"u-{name}-1280" for name in ("one", "two", "three", "four")]}
    assert [shot.by for shot in talk.form().shots["meter"]] == ["Ravi", "Manoj", "Ravi", "Manoj"]
