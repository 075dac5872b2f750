"""The program's own checklists, which ask much: only what is mandatory is asked in turn, the rest stands under its section."""

from collections.abc import Mapping
from typing import Final

import pytest

from cards.actions import Action
from cards.form import GO
from domain.checklists.model import Item, ItemKind
from domain.errors import Refused
from domain.events import Happening
from domain.leads.blocker import BlockerKind
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.visits.filling import filling_of
from domain.visits.pages import ALL, END
from domain.visits.redoing import return_report
from domain.visits.review import site_is_ready
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.conversations.talk import MEERA, RAVI, Heard, Talk, a_house, a_lead, a_visit
from tests.fakes import NOW

TOLD: Final[Mapping[str, str]] = {
    "noc": "Not needed",
    "outcome": "Ready",
    "cable_mm2": "6 mm²",
    "breaker_a": "40 A",
    "demo_points": "all",
}
MEERA_AT_DESK: Final = Actor(person="p2", name="Meera", roles=frozenset({Role.OPS}))
STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULED,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULED,
}
VISITS: Final = {VisitKind.SURVEY: "S-1042-1", VisitKind.INSTALLATION: "I-1042-1"}


async def a_talk(kind: VisitKind) -> Talk:
    """Of a car maker that has no checklists of its own."""
    lead = a_lead(stage=STAGES[kind], visits_made=1, oem="zephyr")
    return Talk(await a_house(lead, a_visit(id=VISITS[kind], kind=kind, oem="zephyr")))


async def asked(talk: Talk, visit: str) -> Item | None:
    [pen] = talk.drafts(RAVI)
    return (await filling_of(talk.house.uow(NOW), visit)).item(pen.question)


async def films(talk: Talk, item: Item) -> Heard:
    for number in range(int(item.minimum or 1)):
        if item.kind is ItemKind.VIDEO:
            await talk.sends(
                RAVI, video={"file_id": "v", "file_unique_id": "u-v", "width": 1, "height": 1, "duration": 40}
            )
        else:
            await talk.sends_photo(RAVI, f"{item.key}-{number}")
    [pen] = talk.drafts(RAVI)
    return await talk.taps(RAVI, f"{Action.DONE.value}:{pen.id}")


async def answers(talk: Talk, item: Item, but: Mapping[str, str]) -> Heard:
    """As a person would: the button of a choice, a typed example, files."""
    if item.on_film:
        return await films(talk, item)
    told = but.get(item.key) or TOLD.get(item.key) or next(iter(item.choices.values()), item.example)
    return await talk.writes(RAVI, ",".join(item.choices.values()) if told == "all" else told)


async def fills(talk: Talk, visit: str, but: Mapping[str, str]) -> tuple[int, Heard]:
    """From the first question to the end; how many were asked."""
    heard, count = await talk.begins(RAVI, Action.REPORT, visit), 0
    while (item := await asked(talk, visit)) is not None:
        heard, count = await answers(talk, item, but), count + 1
        assert await asked(talk, visit) is not item, heard.text
    return count, heard


@pytest.mark.parametrize("kind", VisitKind)
async def test_what_is_mandatory_is_asked_in_turn_and_the_report_can_be_submitted(kind: VisitKind) -> None:
    talk, visit = await a_talk(kind), VISITS[kind]
    count, end = await fills(talk, visit, {})
    now = await filling_of(talk.house.uow(NOW), visit)
    assert count == len(now.walk) == sum(item.mandatory for item in now.items)
    assert f"{len(now.beside)} more may be answered" in end.text
    assert now.form.checklist == f"{kind}@2"
    await talk.taps(RAVI, end.button("Submit"))
    made = await talk.house.uow().get(Visit, visit)
    assert (made.state, made.report and made.report.verdicts) == (VisitState.REPORTED, {})


async def test_the_list_shows_sections_with_how_far_each_is_and_each_opens() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    sections = await talk.taps(RAVI, first.button("All items"))
    assert [button.label for button in sections.buttons][:3] == [
        "• Place 0/9",
        "• Supply 0/15",
        "• Readings 0/4",
    ]
    assert "○ Connectivity 0/1" in [button.label for button in sections.buttons]
    supply = await talk.taps(RAVI, sections.button("• Supply 0/15"))
    assert "○ Number of the meter" in [button.label for button in supply.buttons]
    assert "• Place 0/9" not in [button.label for button in supply.buttons]
    number = await talk.taps(RAVI, supply.button("○ Number of the meter"))
    assert "Number of the meter" in number.text
    await talk.writes(RAVI, "76012345")
    assert (await filling_of(talk.house.uow(NOW), "S-1042-1")).form.answers == {"meter_number": "76012345"}
    again = await talk.taps(RAVI, supply.button("All items"))
    assert "• Supply 1/15" in [button.label for button in again.buttons]


async def test_a_button_of_a_section_that_is_not_there_shows_the_list() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    [pen] = talk.drafts(RAVI)
    heard = await talk.taps(RAVI, f"{Action.CHOICE.value}:{pen.id}:{ALL}.cellar")
    assert heard.buttons[0].label == "• Place 0/9"


NOT_READY: Final = {
    "outcome": "Not ready",
    "blockers": "Parking, Civil work",
    "earth_ohm": "12",
    "noc": "Refused",
}


async def test_what_the_survey_finds_missing_stands_on_the_desk_s_list() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    _, end = await fills(talk, "S-1042-1", NOT_READY)
    await talk.taps(RAVI, end.button("Submit"))
    lead = await talk.house.uow().get(Lead, "L-1042")
    assert {one.kind for one in lead.open_blockers} == {
        BlockerKind.PARKING,
        BlockerKind.CIVIL,
        BlockerKind.EARTHING,
        BlockerKind.NOC,
    }


async def test_a_reading_out_of_limits_does_not_go_with_a_ready_site() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    _, end = await fills(talk, "S-1042-1", {"earth_ohm": "12"})
    assert "so the site is not ready. Change the outcome." in end.text
    assert "Submit" not in [button.label for button in end.buttons]
    [pen] = talk.drafts(RAVI)
    assert pen.question == END


async def test_what_a_returned_survey_no_longer_finds_missing_leaves_the_list() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    _, end = await fills(talk, "S-1042-1", NOT_READY)
    await talk.taps(RAVI, end.button("Submit"))
    await return_report(talk.house.uow(NOW), "S-1042-1", "measure the earth again", MEERA_AT_DESK)
    again = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    sections = await talk.taps(RAVI, again.button("All items"))
    readings = await talk.taps(
        RAVI, next(one.data or "" for one in sections.buttons if "Readings" in one.label)
    )
    await talk.taps(RAVI, next(one.data or "" for one in readings.buttons if "Earth resistance" in one.label))
    end = await talk.writes(RAVI, "3")
    await talk.taps(RAVI, end.button("Submit"))
    lead = await talk.house.uow().get(Lead, "L-1042")
    assert {one.kind for one in lead.open_blockers} == {
        BlockerKind.PARKING,
        BlockerKind.CIVIL,
        BlockerKind.NOC,
    }


async def test_a_site_that_is_ready_against_the_survey_is_so_with_a_reason() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    _, end = await fills(talk, "S-1042-1", NOT_READY)
    await talk.taps(RAVI, end.button("Submit"))
    with pytest.raises(Refused, match=r"something missing \(Earthing\)"):
        await site_is_ready(talk.house.uow(NOW), "S-1042-1", MEERA_AT_DESK)
    asked = await talk.begins(MEERA, Action.READY_ALL_THE_SAME, "S-1042-1")
    assert "Why is the site ready all the same?" in asked.text
    shown = await talk.writes(MEERA, "the pit is dug, the customer sent a photo")
    await talk.taps(MEERA, shown.button("Submit"))
    assert (await talk.house.uow().get(Visit, "S-1042-1")).state is VisitState.APPROVED
    [event] = [one for one in talk.house.ledger.events if one.kind is Happening.SITE_READY]
    assert event.facts["reason"] == "the pit is dug, the customer sent a photo"


async def test_a_photo_of_the_display_answers_with_what_is_written_under_it() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    [pen] = talk.drafts(RAVI)
    asked_now = await talk.taps(RAVI, f"{Action.CHOICE.value}:{pen.id}:neutral_earth_v.{GO}")
    assert "Or send a photo of the display" in asked_now.text
    assert "Or send a photo of the display" not in first.text
    wrong = await talk.sends_photo(RAVI, "display", caption="a lot")
    assert "Please answer with a number (V)" in wrong.text
    shown = await talk.sends_photo(RAVI, "display again", caption="1,4 V")
    assert "Voltage between neutral and earth" not in shown.text
    form = talk.form()
    assert form.answers["neutral_earth_v"] == "1.4"
    assert [shot.picture.file_id for shot in form.shots["photo_neutral_earth"]] == [
        "display-1280",
        "display again-1280",
    ]


async def test_a_photo_of_the_display_without_words_is_kept_and_the_reading_asked_for_still() -> None:
    talk = await a_talk(VisitKind.SURVEY)
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    [pen] = talk.drafts(RAVI)
    await talk.taps(RAVI, f"{Action.CHOICE.value}:{pen.id}:neutral_earth_v.{GO}")
    heard = await talk.sends_photo(RAVI, "display")
    assert "Voltage between neutral and earth (V)" in heard.text
    assert len(talk.form().shots["photo_neutral_earth"]) == 1
    await talk.writes(RAVI, "1.4")
    assert talk.form().answers["neutral_earth_v"] == "1.4"
