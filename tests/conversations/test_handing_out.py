"""Procurement says which charger goes out: typed, or by a photo of the sticker."""

from typing import Final

from cards.actions import Action
from cards.request import request_card
from cards.text import Speaker
from domain.evidence import Code, Looks
from domain.leads.stages import Stage
from domain.materials.request import Line, LineState, MaterialRequest
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.reactions import Audience
from domain.view import view_of
from tests.conversations.talk import Heard, Talk, a_house, a_lead
from tests.fakes import NOW

FARIDA: Final = Person(id="p-farida", telegram_id=851, name="Farida", grants=(Grant(role=Role.PROCUREMENT),))
ASKED: Final = (
    "Please send a photo of the barcode or QR code on the charger's sticker, or type its serial number."
)
CODES: Final = (Code(text="S/N: AC74-2026-000123", sort="Code128"),)
READ: Final = Looks(sha256="a" * 64, width=1280, height=960, codes=CODES)
BLANK: Final = Looks(sha256="b" * 64, width=1280, height=960)


def a_request(number: str, lead: str) -> MaterialRequest:
    there = Line(item="charger", quantity=1, state=LineState.ALLOCATED, store="pune")
    return MaterialRequest(
        id=number, lead=lead, oem="northwind", team="T-1", requested_at=NOW, lines=(there,)
    )


async def a_talk() -> Talk:
    other = a_lead(id="L-7", oem_reference="NW-7", stage=Stage.INSTALLATION_SCHEDULED)
    mine = a_lead(stage=Stage.INSTALLATION_SCHEDULED)
    return Talk(await a_house(mine, other, a_request("M-1042", "L-1042"), a_request("M-7", "L-7"), FARIDA))


async def card(talk: Talk) -> str:
    view = await view_of(talk.house.uow(NOW), "M-1042")
    return request_card(view, Audience.PROCUREMENT, Speaker()).text


async def hand_out(talk: Talk, typed: str, request: str = "M-1042", reason: str = "") -> Heard:
    await talk.begins(FARIDA, Action.HAND_OUT, request)
    heard = await talk.writes(FARIDA, typed)
    if reason:
        heard = await talk.writes(FARIDA, reason)
    return await talk.taps(FARIDA, heard.button("Submit"))


async def test_the_number_is_typed_checked_and_stands_on_the_card() -> None:
    talk = await a_talk()
    assert ASKED in (await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")).text
    assert "This is no serial number" in (await talk.writes(FARIDA, "abc")).text
    summary = await talk.writes(FARIDA, "ac74-2026-000123")
    assert "Serial number of the charger: AC74-2026-000123" in summary.text
    done = await talk.taps(FARIDA, summary.button("Submit"))
    assert done.text == "M-1042: charger AC74-2026-000123 is handed out."
    assert "Charger: serial AC74-2026-000123\nHanded out by Farida, " in await card(talk)


async def test_the_number_is_read_from_a_photo_and_what_came_of_it_stands_on_the_card() -> None:
    talk = await a_talk()
    await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")
    summary = await talk.sends_photo(FARIDA, "dark")
    assert "Serial number of the charger: 1 received" in summary.text
    sent = await talk.taps(FARIDA, summary.button("Submit"))
    assert sent.text == "M-1042: the number is read from your photo and comes on the card."
    assert "The photo of the sticker is being read." in await card(talk)
    await talk.looked_at("u-dark-1280", BLANK)
    assert "✗ No serial number could be read from the photo." in await card(talk)

    await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")
    summary = await talk.sends_photo(FARIDA, "light")
    await talk.taps(FARIDA, summary.button("Submit"))
    await talk.looked_at("u-light-1280", READ)
    assert "Charger: serial AC74-2026-000123" in await card(talk)
    assert "✗" not in await card(talk)


async def test_what_is_typed_after_a_photo_counts() -> None:
    talk = await a_talk()
    await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")
    summary = await talk.sends_photo(FARIDA, "dark")
    change = await talk.taps(FARIDA, summary.button("Change an answer"))
    await talk.taps(FARIDA, change.button("Serial number of the charger"))
    summary = await talk.writes(FARIDA, "AC74-5")
    await talk.taps(FARIDA, summary.button("Submit"))
    assert "Charger: serial AC74-5" in await card(talk)


async def test_a_charger_of_another_lead_is_refused_by_its_name_and_the_question_stays() -> None:
    talk = await a_talk()
    await hand_out(talk, "AC74-5", "M-7")
    await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")
    assert "AC745 is handed out for L-7." in (await talk.writes(FARIDA, "ac74 5")).text
    assert "Please check:" in (await talk.writes(FARIDA, "AC74-6")).text


async def test_a_photo_of_a_charger_of_another_lead_names_it_on_the_card() -> None:
    talk = await a_talk()
    await hand_out(talk, "AC74-2026-000123", "M-7")
    await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")
    summary = await talk.sends_photo(FARIDA, "light")
    await talk.taps(FARIDA, summary.button("Submit"))
    await talk.looked_at("u-light-1280", READ)
    assert "✗ The photo shows the charger of L-7." in await card(talk)


async def test_another_charger_wants_a_reason_that_stands_on_the_card() -> None:
    talk = await a_talk()
    await hand_out(talk, "AC74-5")
    assert "1 of 2" in (await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")).text
    assert "for this site already" in (await talk.writes(FARIDA, "AC74-5")).text
    why = await talk.writes(FARIDA, "AC74-6")
    assert "Why is it another charger?" in why.text
    summary = await talk.writes(FARIDA, "its box was wet")
    await talk.taps(FARIDA, summary.button("Submit"))
    assert "Charger: serial AC74-6" in await card(talk)
    assert "In place of another: its box was wet" in await card(talk)


async def test_a_video_or_a_pdf_is_told_what_works() -> None:
    talk = await a_talk()
    await talk.begins(FARIDA, Action.HAND_OUT, "M-1042")
    heard = await talk.sends_file(FARIDA, "application/pdf")
    assert "Please send a photo of the sticker with its barcode, or type the number." in heard.text
