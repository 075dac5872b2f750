"""The search for a backup: who is asked when, who has the visit in the end, and what all others are told of it."""

from typing import Final

import pytest

from domain.visits.states import VisitKind
from tests.scenarios import days
from tests.scenarios.days import (
    ASHA,
    DECCAN,
    DECCAN_CREW,
    KONKAN,
    KONKAN_CREW,
    OPS,
    SUNRISE,
    november,
    owes,
    team_goes,
)
from tests.scenarios.searches import (
    LOST_TO_ANOTHER,
    MEERA,
    alarm_is_raised,
    cannot_make,
    far_search,
    marked,
    near_search,
    old_tap,
    on_the_morning,
    reads,
    search_of,
    takes_over,
)
from tests.scenarios.town import Town, Unexpected

KINDS = pytest.mark.parametrize("kind", VisitKind)


@KINDS
async def test_far_from_the_start_teams_are_asked_one_by_one_and_the_second_accepts(
    town: Town, kind: VisitKind
) -> None:
    booked = await far_search(town, kind)
    assert await owes(town) == (f"{kind}_scheduled", "ops", "find_backup")
    await town.clock_to(november(22, "12:09"))
    await town.nobody_else()
    await town.clock_to(november(22, "12:10"))
    await town.told(KONKAN, f"Can you take over {booked.visit}?")
    await reads(town, DECCAN, booked.visit, "The offer is over.")
    with pytest.raises(Unexpected, match="no button"):
        await town.tap("naveen", "Accept", DECCAN)
    await town.clock_to(november(22, "12:19"))
    await takes_over(town, booked, KONKAN_CREW)
    for chat in (DECCAN, SUNRISE):
        await reads(town, chat, booked.visit, LOST_TO_ANOTHER)
    assert await marked(town, booked.visit) == {
        ("sunrise", "acknowledged", True),
        ("sunrise", "visit", True),
        ("sunrise", "back_out", False),
        ("deccan", "offer_expired", False),
        ("konkan", "offer_accepted", True),
    }
    assert (await owes(town))[1] == "field"
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_a_team_that_declines_hands_on_the_question_at_once(town: Town, kind: VisitKind) -> None:
    booked = await far_search(town, kind)
    asked = await town.with_button(DECCAN, "Accept", booked.visit)
    assert await town.tap("naveen", "Decline", DECCAN) == "Noted."
    await town.told(OPS, f"Deccan Electricals cannot take over {booked.visit}")
    await town.told(KONKAN, f"Can you take over {booked.visit}?")
    await reads(town, DECCAN, booked.visit, "The offer is over.")
    for button in ("accept", "decline"):
        late = await old_tap(town, "naveen", f"{button}:{booked.visit}:deccan", DECCAN, asked["id"])
        assert late == "This offer is over."
    assert await town.tap("omkar", "Decline", KONKAN) == "Noted."
    _, spent = await town.told(OPS, "Konkan Power cannot take over", "No team is left to be asked")
    assert "Please find one by hand" in spent["text"]
    assert ("deccan", "offer_declined", False) in await marked(town, booked.visit)
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_near_the_start_all_are_asked_at_once_and_the_first_to_accept_has_it(
    town: Town, kind: VisitKind
) -> None:
    booked = await near_search(town, kind)
    asked = await town.with_button(KONKAN, "Accept", booked.visit)
    await town.clock_to(november(24, "07:05"))
    await takes_over(town, booked, DECCAN_CREW)
    for chat in (KONKAN, SUNRISE):
        await reads(town, chat, booked.visit, LOST_TO_ANOTHER)
    late = await old_tap(town, "omkar", f"accept:{booked.visit}:konkan", KONKAN, asked["id"])
    assert late == f"Another team has taken {booked.visit} already. Thank you all the same."
    assert ("deccan", "offer_accepted", True) in await marked(town, booked.visit)
    await team_goes(town, DECCAN_CREW, booked.slot, november(24, "09:40"))
    await town.holds()
    await town.nobody_else()


@KINDS
@pytest.mark.parametrize("word", ["a try", "on behalf"])
async def test_a_word_from_the_team_or_the_desk_keeps_the_silence_from_becoming_an_emergency(
    town: Town, kind: VisitKind, word: str
) -> None:
    booked = await on_the_morning(town, kind)
    if word == "a try":
        await town.tap("lakhan", "Customer not reached", SUNRISE)
    else:
        await town.say("ravi", "/lead L-1042", OPS)
        await town.tap("ravi", "Customer confirmed by phone", OPS)
    await town.clock_to(november(24, "09:59"))
    for chat in (DECCAN, KONKAN):
        await town.told(chat)
    assert "Emergency" not in "".join(m.get("text") or "" for m in await town.messages(OPS))
    assert (await owes(town))[1:] != ("ops", "find_backup")
    assert booked.visit in await town.card(SUNRISE, booked.visit)
    await town.holds()


@KINDS
async def test_ops_sends_a_team_by_hand_in_the_middle(town: Town, kind: VisitKind) -> None:
    booked = await near_search(town, kind)
    asked = await town.with_button(DECCAN, "Accept", booked.visit)
    await town.tap("ravi", "Other teams …", OPS)
    await town.told(OPS, f"Who can take over {booked.visit}?")
    assert await town.tap("ravi", "Assign Konkan Power", OPS) == "The backup team has been told."
    await takes_over(town, booked, KONKAN_CREW, by_hand=True)
    await reads(town, DECCAN, booked.visit, LOST_TO_ANOTHER)
    late = await old_tap(town, "naveen", f"accept:{booked.visit}:deccan", DECCAN, asked["id"])
    assert late == f"Another team has taken {booked.visit} already. Thank you all the same."
    assert await town.tap("omkar", "Acknowledge", KONKAN) == f"{booked.visit} is yours."
    assert not [mark for mark in await marked(town, booked.visit) if mark[0] == "konkan" and not mark[2]]
    await town.holds()
    await town.nobody_else()


TAKEN_FROM: Final = {
    VisitKind.SURVEY: (days.survey_is_acknowledged, days.SURVEY, days.SURVEY_SLOT),
    VisitKind.INSTALLATION: (days.installation_is_booked, days.INSTALLATION, days.INSTALLATION_SLOT),
}
RESERVED: Final = """\
Materials: Sunrise Crew may hold them, ask +919820010099
• Charger, 1: from store pune
• Copper cable 3×6 mm² (m), 20: from store pune
• RCBO 40 A 2P 30 mA, 1: from store pune"""


@KINDS
async def test_the_backup_reads_which_materials_are_reserved_and_who_may_hold_them(
    town: Town, kind: VisitKind
) -> None:
    last, visit, slot = TAKEN_FROM[kind]
    await days.pass_until(town, last)
    await cannot_make(town, visit)
    await alarm_is_raised(town, visit)
    await town.told(DECCAN, f"Can you take over {visit}?")
    assert await town.tap("ravi", "I take it", OPS) == "You have it in hand."
    await town.tap("naveen", "Accept", DECCAN)
    [handover] = await town.told(DECCAN, f"You have {visit} now: {slot}")
    assert (RESERVED in handover["text"]) is (kind is VisitKind.INSTALLATION)
    assert ("Materials" in handover["text"]) is (kind is VisitKind.INSTALLATION)
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")
    await town.told(OPS, f"Backup found: Deccan Electricals takes {visit}")
    [former] = await town.told(SUNRISE, f"Deccan Electricals takes over {visit}")
    assert "If you hold materials for it, please hand them over: +919820010099" in former["text"]
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_more_time_lets_the_search_and_its_offers_go_on(town: Town, kind: VisitKind) -> None:
    booked = await near_search(town, kind)
    answer = await town.tap("ravi", "More time", OPS)
    assert answer == "The search goes on until Tue 24 Nov, 10:30."
    await town.clock_to(november(24, "10:29"))
    assert (await search_of(town, booked.visit)).waiting
    await town.told(SUNRISE)
    await takes_over(town, booked, DECCAN_CREW)
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_the_backup_drops_out_as_well_and_the_third_team_comes(town: Town, kind: VisitKind) -> None:
    booked = await near_search(town, kind)
    await takes_over(town, booked, DECCAN_CREW)
    await cannot_make(town, booked.visit, DECCAN_CREW)
    await alarm_is_raised(town, booked.visit, "Deccan Electricals")
    await town.told(KONKAN, f"Can you take over {booked.visit}?")
    assert await town.tap("ravi", "I take it", OPS) == "You have it in hand."
    await takes_over(town, booked, KONKAN_CREW, lost=DECCAN_CREW)
    for chat in (SUNRISE, DECCAN):
        await reads(town, chat, booked.visit, LOST_TO_ANOTHER)
    found = await marked(town, booked.visit)
    assert {("sunrise", "back_out", False), ("deccan", "back_out", False)} <= found
    assert {("deccan", "offer_accepted", True), ("konkan", "offer_accepted", True)} <= found
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_the_first_team_comes_after_all_but_not_when_another_has_it(
    town: Town, kind: VisitKind
) -> None:
    booked = await far_search(town, kind)
    button = await town.with_button(SUNRISE, "We can make it after all", booked.visit)
    again = await town.tap("lakhan", "We can make it after all", SUNRISE)
    assert again == f"{booked.visit} is with its team again. The customer is told."
    await town.told(OPS, f"Sunrise Crew can make {booked.visit} after all")
    await town.told(ASHA, "Good news: Sunrise Crew comes to you after all")
    await town.told(SUNRISE, f"{booked.visit} ·")
    await reads(town, DECCAN, booked.visit, "The first team can make it after all.")

    await cannot_make(town, booked.visit)
    await alarm_is_raised(town, booked.visit)
    await town.told(DECCAN, f"Can you take over {booked.visit}?")
    await takes_over(town, booked, DECCAN_CREW)
    refused = await town.tap_on("manoj", "We can make it after all", SUNRISE, button["id"])
    assert "no longer" in refused
    await town.holds()
    await town.nobody_else()


@KINDS
@pytest.mark.parametrize("where", ["on the way", "on site"])
async def test_a_breakdown_on_the_way_or_on_site_is_taken_over_without_another_call(
    town: Town, kind: VisitKind, where: str
) -> None:
    booked = await on_the_morning(town, kind)
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.clock_to(november(24, "09:20"))
    await town.tap("lakhan", "On the way", SUNRISE)
    await town.tap("lakhan", "30 min", SUNRISE)
    if where == "on site":
        await town.tap("lakhan", "Arrived", SUNRISE)
    await town.skip()
    await cannot_make(town, booked.visit)
    await alarm_is_raised(town, booked.visit)
    for chat in (DECCAN, KONKAN):
        await town.told(chat, f"Can you take over {booked.visit}?")
    await takes_over(town, booked, DECCAN_CREW)
    await town.with_button(DECCAN, "On the way", booked.visit)
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_after_the_start_has_passed_the_search_still_has_half_an_hour(
    town: Town, kind: VisitKind
) -> None:
    booked = await on_the_morning(town, kind)
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.clock_to(november(24, "10:20"))
    await town.skip()
    await cannot_make(town, booked.visit)
    await alarm_is_raised(town, booked.visit)
    for chat in (DECCAN, KONKAN):
        [asked] = await town.told(chat, f"Can you take over {booked.visit}?")
        assert "The offer ends Tue 24 Nov, 10:50" in asked["text"]
    await town.tap("ravi", "I take it", OPS)
    await town.clock_to(november(24, "10:49"))
    await town.skip(OPS, MEERA)
    await takes_over(town, booked, DECCAN_CREW)
    assert ("sunrise", "no_show", False) in await marked(town, booked.visit)
    await town.holds()
    await town.nobody_else()


@KINDS
async def test_when_the_time_of_the_visit_is_over_nobody_is_asked_any_more(
    town: Town, kind: VisitKind
) -> None:
    booked = await on_the_morning(town, kind)
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.clock_to(november(24, "12:00"))
    await town.skip()
    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.told(SUNRISE, f"Why can {booked.visit} not be made?")
    answer = await town.tap("lakhan", "Accident", SUNRISE)
    assert answer == "Ops knows. The customer gets the first pick of new times."
    await town.told(OPS, f"Emergency: Sunrise Crew cannot make {booked.visit}", "The lead has priority now")
    await town.told(ASHA, "You have the first pick of the new times", f"When may we come for the {kind}?")
    await town.told(SUNRISE, "You need not go.")
    await town.holds()
    await town.nobody_else()
