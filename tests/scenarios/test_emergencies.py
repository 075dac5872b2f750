"""A team that cannot make it: the alarm, the search for a backup, and what becomes of the visit."""

import asyncio

import pytest

from tests.scenarios import days
from tests.scenarios.days import ASHA, DECCAN, KONKAN, OPS, SUNRISE
from tests.scenarios.town import PEOPLE, Town, Unexpected

MEERA = PEOPLE["meera"]


async def emergency_opens(town: Town, cause: str) -> None:
    """What everybody is told when a team that is near its visit cannot make it."""
    [words] = await town.told(OPS, "Emergency: Sunrise Crew cannot make S-1042-1")
    assert cause in words["text"]
    await town.told(MEERA, "Nobody has taken the emergency of S-1042-1")
    await town.told(ASHA, "What would you like us to do?")
    for chat in (DECCAN, KONKAN):
        [words] = await town.told(chat, "Can you take over S-1042-1?")
        assert "Asha" not in words["text"]


async def test_a_team_that_cannot_make_it_is_replaced_by_the_first_to_accept(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.told(SUNRISE, "Why can S-1042-1 not be made?")
    await town.tap("manoj", "Vehicle broke down", SUNRISE)
    await emergency_opens(town, "Vehicle broke down")
    assert await days.owes(town) == ("survey_scheduled", "ops", "find_backup")
    assert await town.tap("ravi", "I take it", OPS) == "You have it in hand."
    assert await town.tap("asha", "I will wait") == "Thank you, our desk knows."
    await town.told(OPS, "The customer says: I will wait")
    await town.clock_to(days.november(24, "07:20"))

    assert await town.tap("naveen", "Accept", DECCAN) == "S-1042-1 is yours. Thank you!"
    [handover] = await town.told(DECCAN, f"You have S-1042-1 now: {days.SURVEY_SLOT}")
    assert "Customer: Asha Rao, +919820010001" in handover["text"]
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")
    await town.told(OPS, "Backup found: Deccan Electricals takes S-1042-1")
    await town.told(SUNRISE, "Deccan Electricals takes over S-1042-1")
    for chat in (KONKAN, SUNRISE):
        assert "This visit belongs to another team now. You need not go." in await town.card(
            chat, "S-1042-1 ·"
        )
    with pytest.raises(Unexpected, match="no button"):
        await town.tap("omkar", "Accept", KONKAN)

    await days.team_goes(town, days.DECCAN_CREW, days.SURVEY_SLOT, days.november(24, "09:40"))
    await days.survey_is_reported(town, days.DECCAN_CREW)
    await days.site_is_ready(town, days.DECCAN_CREW)
    await town.holds()
    await town.nobody_else()


async def test_silence_opens_an_emergency_and_without_a_backup_the_customer_has_the_first_pick(
    town: Town,
) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    await town.clock_to(days.november(24, "08:00"))
    await town.told(SUNRISE, "We wait for your word about S-1042-1")
    await town.clock_to(days.november(24, "08:30"))
    await town.told(OPS, "Sunrise Crew is silent about S-1042-1")
    await town.clock_to(days.november(24, "09:00"))
    await town.told(SUNRISE, "We heard nothing from you about S-1042-1")
    await emergency_opens(town, "no word from the team")
    await town.clock_to(days.november(24, "09:05"))
    await town.told(MEERA, "Nobody has taken the emergency of S-1042-1")
    assert await town.tap("omkar", "Decline", KONKAN) == "Noted."
    await town.told(OPS, "Konkan Power cannot take over S-1042-1")

    await town.clock_to(days.november(24, "10:00"))
    await town.told(OPS, "No team could make S-1042-1")
    await town.told(ASHA, "You have the first pick of the new times", "When may we come for the survey?")
    await town.told(SUNRISE, "You need not go.")
    assert "The offer is over." in await town.card(DECCAN, "S-1042-1 ·")
    assert "PRIORITY" in await town.card(OPS, "at this stage since")
    assert await days.owes(town) == ("survey_scheduling", "customer", "choose_slot")

    await days.customer_chooses(town, "Tue 24 Nov, 15:00–17:00")
    await town.tap("ravi", "Assign Deccan Electricals", OPS)
    await town.told(OPS, "S-1042-2 is booked")
    await town.told(ASHA, "Your survey is booked: Tue 24 Nov, 15:00–17:00")
    await town.told(DECCAN, "Survey ID S-1042-2")
    assert "PRIORITY" not in await town.card(OPS, "at this stage since")
    await town.holds()
    await town.nobody_else()


async def test_ops_assigns_a_backup_by_hand_and_the_customer_ends_the_next_search(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.told(SUNRISE, "Why can S-1042-1 not be made?")
    await town.tap("lakhan", "Somebody is ill", SUNRISE)
    await emergency_opens(town, "Somebody is ill")
    assert await town.tap("ravi", "Assign Deccan Electricals", OPS) == "The backup team has been told."
    await town.told(DECCAN, "You have S-1042-1 now")
    await town.told(SUNRISE, "Deccan Electricals takes over S-1042-1")
    await town.told(OPS, "Backup found: Deccan Electricals")
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")

    await town.tap("naveen", "Acknowledge", DECCAN)
    await town.tap("naveen", "We cannot make it", DECCAN)
    await town.told(DECCAN, "Why can S-1042-1 not be made?")
    await town.tap("naveen", "Tools or materials are missing", DECCAN)
    await town.told(OPS, "Emergency: Deccan Electricals cannot make S-1042-1")
    await town.told(MEERA, "Nobody has taken the emergency of S-1042-1")
    await town.told(KONKAN, "Can you take over S-1042-1?")
    await town.told(ASHA, "What would you like us to do?")
    await town.tap("asha", "Give me the first new time")
    await town.told(ASHA, "You have the first pick of the new times", "When may we come for the survey?")
    await town.told(OPS, "The customer says: Give me the first new time", "The lead has priority now")
    await town.told(DECCAN, "You need not go.")
    assert "The search is over." in await town.card(KONKAN, "S-1042-1 ·")
    await town.holds()
    await town.nobody_else()


async def test_who_is_on_call_hears_of_it_first_and_ops_asks_one_more_by_hand(town: Town) -> None:
    await town.say("ravi", "/oncall", OPS)
    await town.told(OPS, "Who is on call")
    assert await town.tap("ravi", "Put Ravi Kulkarni on call", OPS) == "Ravi Kulkarni is on call."
    await town.told(OPS, "☎ Ravi Kulkarni")
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.told(SUNRISE, "Why can S-1042-1 not be made?")
    await town.tap("lakhan", "Accident", SUNRISE)
    await town.told(OPS, "Emergency: Sunrise Crew cannot make S-1042-1")
    await town.told(PEOPLE["ravi"], "You are on call.")
    await town.told(ASHA, "What would you like us to do?")
    for chat in (DECCAN, KONKAN):
        await town.told(chat, "Can you take over S-1042-1?")
    await town.clock_to(days.november(24, "07:05"))
    await town.told(MEERA, "Nobody has taken the emergency of S-1042-1")
    await town.clock_to(days.november(24, "07:10"))
    await town.told(MEERA, "Neither the desk nor its head has answered")
    await town.clock_to(days.november(24, "07:15"))
    await town.told(OPS, "Nobody has taken the emergency of S-1042-1")
    await town.told(PEOPLE["ravi"], "You are on call.")
    await town.tap("ravi", "I take it", OPS)

    await town.tap("naveen", "Decline", DECCAN)
    await town.told(OPS, "Deccan Electricals cannot take over S-1042-1")
    await town.tap("ravi", "Other teams …", OPS)
    await town.told(OPS, "Who can take over S-1042-1?")
    assert await town.tap("ravi", "Ask Deccan Electricals", OPS) == "Deccan Electricals has been asked."
    await town.told(DECCAN, "Can you take over S-1042-1?")

    assert await town.tap("asha", "Please call me") == "Thank you, our desk knows."
    await town.told(OPS, "The customer says: Please call me")
    assert await days.owes(town) == ("survey_scheduled", "ops", "call_back")
    await town.tap("ravi", "Customer was called", OPS)
    assert await days.owes(town) == ("survey_scheduled", "ops", "find_backup")

    toast = await town.tap("lakhan", "We can make it after all", SUNRISE)
    assert toast == "S-1042-1 is with its team again. The customer is told."
    await town.told(OPS, "Sunrise Crew can make S-1042-1 after all")
    await town.told(ASHA, "Good news: Sunrise Crew comes to you after all")
    await town.told(SUNRISE, f"Survey ID S-1042-1 · {days.SURVEY_SLOT}")
    for chat in (DECCAN, KONKAN):
        assert "The first team can make it after all." in await town.card(chat, "S-1042-1 ·")
    await days.team_goes(town, days.SUNRISE_CREW, days.SURVEY_SLOT, days.november(24, "09:40"))
    await town.holds()
    await town.nobody_else()


async def test_two_teams_that_accept_at_the_same_instant_are_told_apart(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.told(SUNRISE, "Why can S-1042-1 not be made?")
    await town.tap("lakhan", "Somebody is ill", SUNRISE)
    await emergency_opens(town, "Somebody is ill")
    asked = {chat: await town.with_button(chat, "Accept", "S-1042-1") for chat in (DECCAN, KONKAN)}
    toasts = await asyncio.gather(
        town.tap_only("naveen", "Accept", DECCAN, asked[DECCAN]["id"]),
        town.tap_only("omkar", "Accept", KONKAN, asked[KONKAN]["id"]),
    )
    await town.quiet()
    assert toasts.count("S-1042-1 is yours. Thank you!") == 1
    winner, chat, loser = ("Deccan Electricals", DECCAN, KONKAN)
    if toasts[1] == "S-1042-1 is yours. Thank you!":
        winner, chat, loser = ("Konkan Power", KONKAN, DECCAN)
    await town.told(chat, "You have S-1042-1 now")
    await town.told(SUNRISE, f"{winner} takes over S-1042-1")
    await town.told(OPS, f"Backup found: {winner}")
    await town.told(ASHA, f"Another team comes to you: {winner}")
    assert "belongs to another team now" in await town.card(loser, "S-1042-1 ·")
    await town.holds()
    await town.nobody_else()
