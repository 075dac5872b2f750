"""The day of a visit, row by row of its table, for surveys and installations alike: who is told what, and nothing else."""

from typing import Any

import pytest

from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from tests.scenarios import days
from tests.scenarios.booked import Booked, emergency_opens, is_booked
from tests.scenarios.days import ASHA, AT_SITE, OPS, SUNRISE, SUNRISE_CREW, november
from tests.scenarios.town import PEOPLE, Town, Unexpected

KINDS = pytest.mark.parametrize("kind", VisitKind)
LAKHAN = PEOPLE["lakhan"]
MEERA = PEOPLE["meera"]
FAR = {"latitude": 18.58, "longitude": 73.779}


async def ends(town: Town) -> None:
    await town.holds()
    await town.nobody_else()


async def is_called(town: Town, booked: Booked) -> None:
    """The reminder a day before, and the call that is asked for in the morning."""
    await town.clock_to(november(23, "10:00"))
    await town.told(ASHA, f"Reminder: {booked.kind} on {booked.slot}")
    await town.told(SUNRISE, f"Reminder: {booked.visit} on {booked.slot}")
    await town.clock_to(november(24, "07:00"))
    [card] = await town.told(SUNRISE, f"Please call the customer of {booked.visit} now")
    assert "Customer: Asha Rao, +919820010001" in card["text"]
    assert f"“Good morning, Sunrise Crew here. We come for the {booked.kind}: {booked.slot}." in card["text"]


async def is_confirmed(town: Town, booked: Booked) -> None:
    await is_called(town, booked)
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.told(ASHA, f"Confirmed: {booked.slot}")


async def sets_out(town: Town, booked: Booked, at: str = "09:40", minutes: int = 30) -> None:
    await is_confirmed(town, booked)
    await town.clock_to(november(24, at))
    await days.team_sets_out(town, SUNRISE_CREW, minutes)
    await town.told(ASHA, "Sunrise Crew is on the way to you")


async def arrives(town: Town, booked: Booked) -> None:
    await sets_out(town, booked)
    await days.team_arrives(town, SUNRISE_CREW)


async def the_visit(town: Town, booked: Booked) -> Visit:
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        return await uow.get(Visit, booked.visit)


@KINDS
async def test_a_day_before_the_customer_says_yes_and_both_are_reminded(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind)
    await town.clock_to(november(23, "09:59"))
    await town.nobody_else()
    await town.clock_to(november(23, "10:00"))
    await town.told(ASHA, f"Reminder: {kind} on {booked.slot}")
    await town.told(SUNRISE, f"Reminder: {booked.visit} on {booked.slot}")
    assert await town.tap("asha", "Yes, I will be there") == "Thank you. The team calls you on the day."
    await ends(town)


@KINDS
async def test_the_call_brings_a_yes_and_silence_is_not_spoken_of_any_more(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await is_confirmed(town, booked)
    await town.clock_to(november(24, "09:59"))
    await ends(town)


@KINDS
async def test_ops_confirms_for_a_team_that_has_not_even_acknowledged(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind, taken=False, acknowledge="9d")
    await is_called(town, booked)
    await town.say("ravi", f"/lead {days.LEAD}", OPS)
    await town.told(OPS, days.LEAD)
    await town.tap("ravi", "Customer confirmed by phone", OPS)
    await town.told(ASHA, f"Confirmed: {booked.slot}")
    assert await days.owes(town) == (f"{kind}_scheduled", "field", "set_out")
    await town.clock_to(november(24, "09:59"))
    await ends(town)


@KINDS
async def test_a_customer_who_does_not_answer_is_tried_again_and_no_emergency_opens(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await is_called(town, booked)
    await town.clock_to(november(24, "08:10"))
    await town.told(SUNRISE, "We wait for your word")
    toast = await town.tap("lakhan", "Customer not reached", SUNRISE)
    assert toast == "Ops knows that the customer was not reached. Please try again Tue 24 Nov, 08:30."
    [words] = await town.told(OPS, "Sunrise Crew cannot reach the customer")
    assert "Tries so far: 1. The team tries again Tue 24 Nov, 08:30." in words["text"]
    assert "08:10: not reached – Lakhan Pawar" in await town.card(SUNRISE, f"{booked.visit} · {booked.slot}")
    await town.clock_to(november(24, "08:30"))
    await town.told(SUNRISE, f"Please try the customer of {booked.visit} again: +919820010001")
    await town.told(OPS, f"The customer of {booked.visit} has not been reached")
    await town.clock_to(november(24, "09:30"))
    await town.nobody_else()
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.told(ASHA, f"Confirmed: {booked.slot}")
    await ends(town)


@KINDS
async def test_a_customer_who_wants_another_time_says_which_and_everybody_is_told(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await is_called(town, booked)
    await days.gives_a_reason(town, "lakhan", "Wants another time", SUNRISE, "Friday after 14:00 suits")
    await town.told(
        SUNRISE, f"Noted. Ops proposes new times; {booked.visit} is off.", "Reason: Friday after 14:00 suits"
    )
    await town.told(OPS, "Reason: Friday after 14:00 suits")
    await town.told(ASHA, f"The {kind} on {booked.slot} is off")
    assert await days.owes(town) == (f"{kind}_scheduling", "ops", "propose_slots")
    await town.clock_to(november(24, "10:20"))
    await ends(town)


@KINDS
async def test_silence_is_nudged_told_to_ops_and_ends_in_an_emergency(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind)
    await is_called(town, booked)
    await town.clock_to(november(24, "08:00"))
    [nudge] = await town.told(SUNRISE, f"We wait for your word about {booked.visit}")
    assert "we look for another team from Tue 24 Nov, 09:00 on" in nudge["text"]
    await town.clock_to(november(24, "08:30"))
    [alert] = await town.told(OPS, f"Sunrise Crew is silent about {booked.visit}")
    assert "At Tue 24 Nov, 09:00 the bot opens an emergency by itself." in alert["text"]
    await town.clock_to(november(24, "08:59"))
    await town.nobody_else()
    await town.clock_to(november(24, "09:00"))
    await emergency_opens(town, booked)
    assert await days.owes(town) == (f"{kind}_scheduled", "ops", "find_backup")
    await ends(town)


@KINDS
async def test_a_visit_booked_fifty_minutes_before_leaves_its_team_time_to_speak(
    town: Town, kind: VisitKind
) -> None:
    await town.clock_to(november(24, "09:10"))
    booked = await is_booked(town, kind, taken=False)
    assert await town.tap("lakhan", "Customer not reached", SUNRISE) == (
        "Ops knows that the customer was not reached. Please try again Tue 24 Nov, 09:30."
    )
    await town.told(OPS, "Sunrise Crew cannot reach the customer")
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.told(ASHA, f"Confirmed: {booked.slot}")
    assert await days.owes(town) == (f"{kind}_scheduled", "field", "set_out")
    await town.clock_to(november(24, "10:10"))
    await ends(town)


@KINDS
async def test_a_team_that_is_silent_about_a_late_booking_is_nudged_before_it_is_replaced(
    town: Town, kind: VisitKind
) -> None:
    await town.clock_to(november(24, "09:10"))
    booked = await is_booked(town, kind)
    await town.clock_to(november(24, "09:25"))
    await town.told(SUNRISE, f"We wait for your word about {booked.visit}")
    await town.told(OPS, f"Sunrise Crew is silent about {booked.visit}")
    await town.clock_to(november(24, "09:40"))
    await emergency_opens(town, booked)
    await ends(town)


@KINDS
async def test_the_customer_is_told_when_the_team_comes(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind)
    await is_confirmed(town, booked)
    await town.clock_to(november(24, "09:10"))
    await days.team_sets_out(town, SUNRISE_CREW, 45)
    [words] = await town.told(ASHA, "Sunrise Crew is on the way to you")
    assert "Expected at about Tue 24 Nov, 09:55." in words["text"]
    assert "Expected at about Tue 24 Nov, 09:55." in await town.card(
        SUNRISE, f"{booked.visit} · {booked.slot}"
    )
    toast = await town.tap("lakhan", "45 min", SUNRISE)
    assert f"{booked.visit} is “team on the way”" in toast
    await ends(town)


async def moves(town: Town, chat: int, message: int, place: dict[str, Any] | None) -> None:
    """The live location moves on; None ends it."""
    body = {"from": LAKHAN, "location": place}
    answer = await town.sim.post(f"/sim/chats/{chat}/messages/{message}/edits", json=body)
    assert answer.is_success, answer.text
    await town.quiet()


async def shares_live(town: Town, chat: int, place: dict[str, float]) -> int:
    await town.say("lakhan", "", chat, location={**place, "live_period": 3600})
    return int([message for message in await town.messages(chat) if not message["from"]["is_bot"]][-1]["id"])


@KINDS
async def test_a_live_location_moves_the_customers_card_and_offers_to_arrive(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await sets_out(town, booked)
    shared = await shares_live(town, LAKHAN, {"latitude": 18.60, "longitude": 73.779})
    await town.told(LAKHAN, "While you share it, the customer sees when you come.")
    [card] = await town.told(ASHA, "Sunrise Crew is on the way to you")
    assert "Expected at about Tue 24 Nov, 10:00." in card["text"]
    await town.clock_to(november(24, "09:55"))
    await moves(town, LAKHAN, shared, FAR)
    assert "Expected at about Tue 24 Nov, 10:05.\nAs its location said at Tue 24 Nov, 09:55." in [
        message["text"].rsplit("\nPhone", 1)[0].split("\n", 1)[1]
        for message in await town.messages(ASHA)
        if message["id"] == card["id"]
    ]
    await town.nobody_else()
    await town.clock_to(november(24, "10:02"))
    await moves(town, LAKHAN, shared, {"latitude": 18.5605, "longitude": 73.779})
    await town.told(SUNRISE, f"You are near the site of {booked.visit}")
    assert "Write the report" in await town.tap("lakhan", "Arrived", SUNRISE, within="You are near")
    assert (await the_visit(town, booked)).checked_in.distance_m == pytest.approx(167, abs=2)
    await moves(town, LAKHAN, shared, None)
    await ends(town)


@KINDS
async def test_a_location_shared_in_the_group_tells_once_that_the_team_comes_later(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await sets_out(town, booked)
    shared = await shares_live(town, SUNRISE, {"latitude": 18.62, "longitude": 73.779})
    await town.told(SUNRISE, "While you share it, the customer sees when you come.")
    await town.told(ASHA, "Sunrise Crew is on the way to you")
    await town.clock_to(november(24, "10:00"))
    await moves(town, SUNRISE, shared, {"latitude": 18.621, "longitude": 73.779})
    [words] = await town.told(ASHA, "Sunrise Crew comes later than we said")
    assert "Expected at about Tue 24 Nov, 10:30." in words["text"]
    await town.clock_to(november(24, "10:14"))
    await moves(town, SUNRISE, shared, {"latitude": 18.622, "longitude": 73.779})
    await town.nobody_else()
    await town.clock_to(november(24, "10:15"))
    [alert] = await town.told(OPS, f"Sunrise Crew has not arrived at {booked.visit}")
    assert "It says to be there at about Tue 24 Nov, 10:45." in alert["text"]
    await town.told(ASHA, "We are sorry: our team is late")
    await ends(town)


@KINDS
async def test_a_team_that_has_not_even_set_out_is_late(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind)
    await is_confirmed(town, booked)
    await town.clock_to(november(24, "10:14"))
    await town.nobody_else()
    await town.clock_to(november(24, "10:15"))
    [alert] = await town.told(OPS, f"Sunrise Crew has not arrived at {booked.visit}")
    assert "It has not even set out." in alert["text"]
    await town.told(ASHA, "We are sorry: our team is late")
    await days.team_sets_out(town, SUNRISE_CREW)
    await town.told(ASHA, "Sunrise Crew is on the way to you")
    await town.clock_to(november(24, "10:44"))
    await town.nobody_else()
    await town.clock_to(november(24, "10:45"))
    await town.told(SUNRISE, "Please arrive at the site")
    await ends(town)


@KINDS
async def test_far_from_the_site_a_reason_is_asked_and_nothing_is_blocked(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await sets_out(town, booked)
    await town.tap("lakhan", "Arrived", SUNRISE)
    [asked] = await town.told(SUNRISE, "please reply with your location")
    await town.say("lakhan", "", SUNRISE, location=FAR, reply_to=asked["id"], forward_from=PEOPLE["manoj"])
    await town.told(SUNRISE, "A forwarded location does not count.")
    await town.say("lakhan", "", SUNRISE, location={**FAR, "horizontal_accuracy": 25}, reply_to=asked["id"])
    await town.told(SUNRISE, "You are 2.3 km from the site. Why?")
    assert await town.tap("lakhan", "The place on the map is wrong", SUNRISE) == "Noted. Ops sees the reason."
    card = await town.card(SUNRISE, f"{booked.visit} · {booked.slot}")
    assert "Checked in Tue 24 Nov, 09:40, 2.3 km from the site" in card
    assert "The phone may be wrong by 25 m." in card
    assert "Reason: The place on the map is wrong" in card
    await town.tap("lakhan", "Write the report", SUNRISE)
    await town.told(SUNRISE, "1 of", *([""] if kind is VisitKind.INSTALLATION else []))
    await ends(town)


@KINDS
async def test_in_private_a_key_asks_for_the_location_and_a_reason_does_as_well(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await sets_out(town, booked)
    await town.say("lakhan", "/home")
    await town.told(LAKHAN, "What waits for you: 1")
    await town.tap("lakhan", f"{days.LEAD}: arrive at the site")
    await town.told(LAKHAN, f"{booked.visit} · {booked.slot}")
    await town.tap("lakhan", "Arrived")
    [asked] = await town.told(LAKHAN, "Please send where you are, with the key below.")
    assert asked["reply_keyboard"][0][0]["request"] == "location"
    await town.say("lakhan", "", location=AT_SITE)
    await town.told(LAKHAN, "Thank you: you are 111 m from the site.")
    await town.say("lakhan", "", location=FAR)
    await town.told(LAKHAN, "What waits for you: 1")
    await ends(town)


@KINDS
async def test_who_cannot_share_his_location_says_why_in_his_own_words(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind)
    await sets_out(town, booked)
    await town.tap("lakhan", "Arrived", SUNRISE)
    await town.told(SUNRISE, "please reply with your location")
    await town.tap("lakhan", "I cannot share my location", SUNRISE)
    await town.told(SUNRISE, f"Why is the check-in of {booked.visit} not at the site?")
    await days.gives_a_reason(town, "lakhan", "Another reason", SUNRISE, "no signal in the basement")
    await town.told(SUNRISE, "Noted. Ops sees the reason.")
    card = await town.card(SUNRISE, f"{booked.visit} · {booked.slot}")
    assert "Checked in Tue 24 Nov, 09:40, without a place" in card
    assert "Reason: no signal in the basement" in card
    await ends(town)


@KINDS
async def test_where_nobody_knows_the_site_the_check_in_is_a_tap(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind, sited=False)
    await sets_out(town, booked)
    await town.tap("lakhan", "Arrived", SUNRISE)
    assert (await the_visit(town, booked)).checked_in.at.isoformat() == "2026-11-24T04:10:00+00:00"
    await ends(town)


@KINDS
async def test_a_customer_who_comes_to_the_door_lets_the_visit_go_on(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind)
    await arrives(town, booked)
    await days.nobody_opens(town, visit=booked.visit)
    assert await town.tap("asha", "I am coming") == "Thank you. The team knows."
    await town.told(SUNRISE, f"The customer of {booked.visit} says: I am coming")
    await town.told(OPS, f"The customer of {booked.visit} says: I am coming")
    assert await town.tap("lakhan", "The customer is here", SUNRISE) == "Good. The visit goes on."
    await town.told(OPS, "The customer is there after all")
    assert await days.owes(town) == (f"{kind}_scheduled", "field", "submit_report")
    await town.clock_to(november(24, "10:30"))
    await ends(town)


@KINDS
async def test_a_customer_who_wants_another_time_at_the_door_lets_the_team_go_at_once(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await arrives(town, booked)
    await days.nobody_opens(town, visit=booked.visit)
    assert "Please wait until Tue 24 Nov, 10:00" in await town.tap(
        "lakhan", "The customer did not come", SUNRISE
    )
    await town.tap("asha", "Another time")
    await town.told(SUNRISE, f"The customer of {booked.visit} says: Another time")
    await town.told(OPS, f"The customer of {booked.visit} says: Another time")
    await town.tap("lakhan", "The customer did not come", SUNRISE)
    await is_recorded(town, booked)
    await ends(town)


async def is_recorded(town: Town, booked: Booked) -> None:
    [words] = await town.told(OPS, "The customer was not there")
    assert "A visit fee is due." in words["text"]
    await town.told(ASHA, "Our team could not find you")
    await town.told(SUNRISE, f"{booked.visit} is noted: the customer was not there")


@KINDS
async def test_after_the_wait_the_outcome_is_recorded_and_ops_decides_on_fee_and_time(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind, absent_wait="15m")
    await arrives(town, booked)
    await days.nobody_opens(town, visit=booked.visit)
    assert await days.owes(town) == (f"{kind}_scheduled", "field", "record_absence")
    await town.clock_to(november(24, "09:55"))
    await town.told(SUNRISE, f"You have waited long enough at {booked.visit}")
    await town.tap("lakhan", "The customer did not come", SUNRISE)
    await is_recorded(town, booked)
    assert await town.tap("ravi", "No visit fee", OPS) == "No visit fee."
    [words] = await town.told(SUNRISE, f"Ops has decided about the visit fee of {booked.visit}")
    assert "No visit fee." in words["text"]
    assert "No visit fee" in await town.card(SUNRISE, f"{booked.visit} · {booked.slot}")
    await town.tap("ravi", "Reschedule", OPS)
    for chat in (OPS, SUNRISE):
        await town.told(chat, "Reason: the customer was not there")
    await town.told(ASHA, f"The {kind} on {booked.slot} is off")
    await ends(town)


@KINDS
async def test_a_missing_report_is_asked_for_after_four_hours_and_told_to_ops_next_morning(
    town: Town, kind: VisitKind
) -> None:
    booked = await is_booked(town, kind)
    await arrives(town, booked)
    await town.clock_to(november(24, "15:59"))
    await town.nobody_else()
    await town.clock_to(november(24, "16:00"))
    await town.told(SUNRISE, f"The report of {booked.visit} is missing")
    await town.clock_to(november(24, "19:59"))
    await town.nobody_else()
    await town.clock_to(november(24, "20:00"))
    await town.skip(OPS, MEERA)  # the second level of everything that is overdue
    await town.clock_to(november(25, "08:59"))
    await town.nobody_else()
    await town.clock_to(november(25, "09:00"))
    await town.told(OPS, f"Sunrise Crew has not sent the report of {booked.visit}")
    await ends(town)


@KINDS
async def test_an_oem_has_clocks_of_its_own(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(
        town, kind, reminder="20h", confirmation_lead="4h", nudge="150m", alert="100m", late="5m"
    )
    await town.clock_to(november(23, "14:00"))
    await town.told(ASHA, f"Reminder: {kind} on {booked.slot}")
    await town.told(SUNRISE, f"Reminder: {booked.visit}")
    await town.clock_to(november(24, "06:00"))
    await town.told(SUNRISE, f"Please call the customer of {booked.visit} now")
    await town.clock_to(november(24, "07:30"))
    await town.told(SUNRISE, f"We wait for your word about {booked.visit}")
    await town.clock_to(november(24, "08:20"))
    await town.told(OPS, f"Sunrise Crew is silent about {booked.visit}")
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.told(ASHA, f"Confirmed: {booked.slot}")
    await town.clock_to(november(24, "10:05"))
    await town.told(OPS, f"Sunrise Crew has not arrived at {booked.visit}")
    await town.told(ASHA, "We are sorry: our team is late")
    await ends(town)


@KINDS
async def test_buttons_that_have_had_their_day_say_so(town: Town, kind: VisitKind) -> None:
    booked = await is_booked(town, kind)
    await arrives(town, booked)
    assert "“team on site” since" in await town.tap("lakhan", "30 min", SUNRISE)
    with pytest.raises(Unexpected, match="no button"):
        await town.tap("asha", "I am coming")
    added = await town.sim.post(f"/sim/chats/{SUNRISE}/members", json={"add": [PEOPLE["naveen"]]})
    assert added.is_success, added.text
    refused = await town.tap("naveen", "Customer is not there", SUNRISE)
    assert "This is not yours to do: it belongs to another team" in refused
    await ends(town)
