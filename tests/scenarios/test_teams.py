"""Teams and their days: leave, and what is told of it."""

from dataclasses import replace
from datetime import date
from typing import Final

from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.days_off import add_days_off
from domain.visits.leave import Days, take_leave
from tests.domain.test_permissions import an_actor
from tests.scenarios import days
from tests.scenarios.days import ASHA, DECCAN, OPS, SUNRISE
from tests.scenarios.test_assigning import settled
from tests.scenarios.town import PEOPLE, Town

LAKHAN: Final = PEOPLE["lakhan"]
RAVI: Final = PEOPLE["ravi"]


async def leave_is_begun(town: Town, chat: int, days_away: str) -> None:
    """By Lakhan of the Sunrise Crew, up to the summary."""
    await town.say("lakhan", "/leave", chat)
    await town.told(chat, "Leave · Sunrise Crew · 1 of 2")
    await _says(town, chat, days_away)
    await town.told(chat, *(("2 of 2", "Why?") if chat == SUNRISE else ("2 of 2",)))
    await _says(town, chat, "a wedding in the family")


async def _says(town: Town, chat: int, text: str) -> None:
    if chat == SUNRISE:
        await town.answer("lakhan", text, chat)
    else:
        await town.say("lakhan", text)


async def test_leave_taken_in_the_group_opens_the_booked_visit_for_another_team(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await leave_is_begun(town, SUNRISE, "24–26 Nov")
    [summary] = await town.told(SUNRISE, "Days: Tue 24 Nov – Thu 26 Nov")
    assert (
        f"Days: Tue 24 Nov – Thu 26 Nov\n⚠ These visits go to another team:\n• S-1042-1: {days.SURVEY_SLOT}, Pune 411045"
        in summary["text"]
    )

    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(
        SUNRISE,
        "The leave is noted. Visits that Ops gives to another team: 1.",
        "You are on leave: Tue 24 Nov – Thu 26 Nov",
        "S-1042-1 on Tue 24 Nov, 10:00–12:00 is no longer yours",
    )
    [told, opened] = await town.told(
        OPS, "Sunrise Crew is on leave: Tue 24 Nov – Thu 26 Nov", "S-1042-1 needs another team"
    )
    assert "Reason: a wedding in the family. Entered by Lakhan Pawar." in told["text"]
    assert f"• S-1042-1: {days.SURVEY_SLOT}, Pune 411045" in told["text"]
    assert "the team is on leave" in opened["text"]

    assert await town.tap("ravi", "Assign Deccan Electricals", OPS)
    await town.told(OPS, "S-1042-1 goes to Deccan Electricals")
    await town.told(ASHA, "Another team comes to you: Deccan Electricals")
    await town.told(DECCAN, f"Survey ID S-1042-1 · {days.SURVEY_SLOT}")
    await town.told(SUNRISE, "Deccan Electricals takes over S-1042-1")
    await town.holds()
    await town.nobody_else()


async def test_a_chosen_time_goes_to_the_next_team_and_at_last_back_to_ops(town: Town) -> None:
    await days.pass_until(town, days.documents_come)
    await town.tap("ravi", "Propose slots", OPS)
    await town.skip(ASHA)
    await days.customer_chooses(town, days.SURVEY_SLOT)
    await settled(town, lambda uow: _away(uow, "deccan"))
    listed = f"• S-1042-1: {days.SURVEY_SLOT}, Pune 411045 (chosen, no team yet)"
    for chat, words in ((DECCAN, "You are on leave"), (OPS, "Deccan Electricals is on leave")):
        [told] = await town.told(chat, f"{words}: Tue 24 Nov")
        assert listed in told["text"]
    await town.holds()

    await leave_is_begun(town, SUNRISE, "24 Nov")
    [summary] = await town.told(SUNRISE, "Days: Tue 24 Nov")
    kept = "These times were kept for customers with you; another team is to keep them:"
    assert f"{kept}\n{listed}" in summary["text"]
    await town.tap("lakhan", "Submit", SUNRISE)
    answer = "Chosen times that another team keeps now, or Ops finds one for: 1."
    await town.told(
        SUNRISE, f"The leave is noted. No booked visit is touched.\n{answer}", "You are on leave: Tue 24 Nov"
    )
    _, lost = await town.told(
        OPS,
        "Sunrise Crew is on leave: Tue 24 Nov",
        "S-1042-1 needs a team for the time that the customer chose",
    )
    assert "Sunrise Crew can no longer take it: the team is on leave." in lost["text"]
    assert await days.owes(town) == ("survey_scheduling", "ops", "assign_team")
    assert "is booked for Konkan Power" in await town.tap("ravi", "Assign Konkan Power", OPS)
    await town.told(OPS, "S-1042-1 is booked")
    await town.told(ASHA, f"Your survey is booked: {days.SURVEY_SLOT}")
    await town.told(days.KONKAN, f"Survey ID S-1042-1 · {days.SURVEY_SLOT}")
    await town.holds()
    await town.nobody_else()


async def _away(uow: UnitOfWork, team: str) -> None:
    day = date(2026, 11, 24)
    await take_leave(uow, team, Days(first=day, last=day), "a wedding", an_actor(Role.OPS))


async def test_leave_in_private_is_listed_and_withdrawn_again(town: Town) -> None:
    await leave_is_begun(town, LAKHAN, "30 Nov - 2 Dec")
    await town.told(LAKHAN, "Days: Mon 30 Nov – Wed 2 Dec")
    await town.tap("lakhan", "Submit")
    await town.told(LAKHAN, "The leave is noted. No booked visit is touched.")
    await town.told(OPS, "Sunrise Crew is on leave: Mon 30 Nov – Wed 2 Dec")
    await town.told(SUNRISE, "You are on leave: Mon 30 Nov – Wed 2 Dec")

    await town.say("lakhan", "/leave")
    await town.told(LAKHAN, "1 of 2")
    await town.say("lakhan", "1 Dec")
    await town.told(LAKHAN, "Sunrise Crew is on leave then already: Mon 30 Nov – Wed 2 Dec.")
    await town.say("lakhan", "2 Dec - 3 Dec")
    await town.told(LAKHAN, "2 of 2")
    await town.say("lakhan", "a longer wedding")
    await town.told(LAKHAN, "Days: Wed 2 Dec – Thu 3 Dec")
    await town.tap("lakhan", "Submit")
    await town.told(LAKHAN, "The leave is noted")
    await town.told(OPS, "Sunrise Crew is on leave: Wed 2 Dec – Thu 3 Dec")
    await town.told(SUNRISE, "You are on leave: Wed 2 Dec – Thu 3 Dec")

    await town.clock_to(days.november(30, "19:00"))
    await town.skip(OPS, PEOPLE["meera"])
    await town.say("manoj", "/team")
    [card] = await town.told(PEOPLE["manoj"], "Sunrise Crew\nMembers: Lakhan Pawar, Manoj Shinde")
    assert "Leave Mon 30 Nov – Thu 3 Dec: a longer wedding" in card["text"]
    withdraw = "Withdraw leave Mon 30 Nov – Thu 3 Dec"
    assert "Sunrise Crew can be given visits" in await town.tap("manoj", withdraw)
    await town.told(OPS, "Sunrise Crew works again: Mon 30 Nov – Thu 3 Dec")
    await town.told(SUNRISE, "Your leave is withdrawn: Mon 30 Nov – Thu 3 Dec")
    assert await town.tap("manoj", withdraw) == "Sunrise Crew has no such leave any more."
    await town.nobody_else()


async def test_leave_is_refused_with_words_that_help(town: Town) -> None:
    await town.say("lakhan", "/leave")
    await town.told(LAKHAN, "On which days is Sunrise Crew away?")
    for typed, answer in (
        ("soon", "Please write a day, or the first and the last. Example: tomorrow, or 24–26 Nov."),
        ("20 Nov", "Fri 20 Nov is over. Example of what works: tomorrow, or 24–26 Nov."),
        ("26 Nov to 24 Nov", "Leave ends on or after its first day. Example: 24–26 Nov."),
        ("1 Jan 2028", "Leave can be taken up to a year ahead. Example: 24–26 Nov."),
    ):
        await town.say("lakhan", typed)
        await town.told(LAKHAN, answer)
    await town.say("naveen", "/leave sunrise")
    await town.told(PEOPLE["naveen"], "This is not yours to do: it belongs to another team")
    await town.say("gita", "/leave")
    await town.told(PEOPLE["gita"], "This is not yours to do. It belongs to")
    await town.say("ravi", "/leave moon")
    await town.told(RAVI, "Which team? One of: deccan, konkan, sunrise.")
    await town.nobody_else()


async def test_ops_takes_leave_for_any_team(town: Town) -> None:
    await town.say("ravi", "/leave")
    await town.told(RAVI, "Whose leave?")
    await town.tap("ravi", "Deccan Electricals")
    await town.told(RAVI, "On which days is Deccan Electricals away?")
    await town.tap("ravi", "Tomorrow")
    await town.told(RAVI, "Why?")
    await town.say("ravi", "the van is in repair")
    await town.told(RAVI, "Days: Mon 23 Nov")
    await town.tap("ravi", "Submit")
    await town.told(RAVI, "The leave is noted")
    [told] = await town.told(OPS, "Deccan Electricals is on leave: Mon 23 Nov")
    assert "Reason: the van is in repair. Entered by Ravi Kulkarni." in told["text"]
    await town.told(DECCAN, "You are on leave: Mon 23 Nov")
    await town.nobody_else()


async def test_a_visit_under_way_stays_with_its_team_on_leave(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    await days.team_goes(town, days.SUNRISE_CREW, days.SURVEY_SLOT, days.november(24, "09:40"))
    await leave_is_begun(town, LAKHAN, "today")
    [summary] = await town.told(LAKHAN, "Days: Tue 24 Nov")
    assert "These stay yours, they are under way:\n• S-1042-1" in summary["text"]
    await town.tap("lakhan", "Submit")
    await town.told(LAKHAN, "No booked visit is touched.")
    [told] = await town.told(OPS, "Sunrise Crew is on leave: Tue 24 Nov")
    assert f"• S-1042-1: {days.SURVEY_SLOT}, Pune 411045 (under way)" in told["text"]
    await town.told(SUNRISE, "You are on leave: Tue 24 Nov")
    await days.survey_is_reported(town)
    await town.holds()
    await town.nobody_else()


async def certificate_is_entered(town: Town, until: str) -> None:
    """By Ops, on the team's card."""
    await town.say("ravi", "/team sunrise")
    await town.told(RAVI, "Sunrise Crew")
    await town.tap("ravi", "Add or renew a certificate")
    await town.told(RAVI, "Which certificate of Sunrise Crew?")
    await town.say("ravi", "Electrical licence")
    await town.told(RAVI, "What is its number?")
    await town.tap("ravi", "Skip ›")
    await town.told(RAVI, "Until which day is it good?")
    await town.say("ravi", until)
    await town.told(RAVI, "Please check:")
    await town.tap("ravi", "Submit")


async def expiry_is_told(town: Town, words: str) -> str:
    """To Ops and to the team; what Ops reads."""
    [told] = await town.told(OPS, f"Sunrise Crew: Electrical licence {words}")
    await town.told(SUNRISE, f"Your certificate Electrical licence {words}")
    return str(told["text"])


async def test_a_certificate_is_warned_of_three_times_until_it_is_renewed(town: Town) -> None:
    await certificate_is_entered(town, "31.12.2026")
    await town.told(RAVI, "Noted.")
    await expiry_is_told(town, "is good until 31.12.2026")
    for month, day in ((12, 1), (12, 24)):
        await town.clock_to(f"2026-{month}-{day:02}T08:59:00+05:30")
        await town.skip(OPS, PEOPLE["meera"])
        await town.clock_to(f"2026-{month}-{day:02}T09:00:00+05:30")
        await expiry_is_told(town, "expires on 31.12.2026")
    await town.holds()
    await certificate_is_entered(town, "31.12.2027")
    await town.told(RAVI, "Noted.")
    await expiry_is_told(town, "is good until 31.12.2027")
    await town.clock_to("2027-01-02T09:00:00+05:30")
    await town.skip(OPS, PEOPLE["meera"])
    await town.holds()
    await town.nobody_else()


async def test_an_expired_certificate_opens_the_visits_beyond_it(town: Town) -> None:
    await certificate_is_entered(town, "tomorrow")
    await town.told(RAVI, "Noted.")
    await expiry_is_told(town, "is good until 23.11.2026")
    await certificate_is_entered(town, "30 Nov")
    await town.told(RAVI, "Noted.")
    await expiry_is_told(town, "is good until 30.11.2026")
    await days.pass_until(town, days.survey_is_acknowledged)
    await certificate_is_entered(town, "23 Nov")
    await town.told(RAVI, "Noted. Booked visits after that day: 1.")
    await expiry_is_told(town, "is good until 23.11.2026")
    await town.clock_to(days.november(23, "10:00"))
    await town.told(ASHA, f"Reminder: survey on {days.SURVEY_SLOT}")
    await town.told(SUNRISE, "Reminder: S-1042-1")
    await town.clock_to(days.november(24, "00:00"))
    [told, _] = await town.told(
        OPS, "Sunrise Crew: Electrical licence has expired", "S-1042-1 needs another team"
    )
    assert f"• S-1042-1: {days.SURVEY_SLOT}, Pune 411045" in told["text"]
    await town.told(
        SUNRISE,
        "Your certificate Electrical licence has expired",
        "S-1042-1 on Tue 24 Nov, 10:00–12:00 is no longer",
    )
    await town.holds()
    await town.nobody_else()


async def tuesday_is_off(town: Town) -> None:
    """An admin enters it at the terminal."""
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        await add_days_off(uow, "MH", {date(2026, 11, 24): "Guru Nanak Jayanti"}, an_actor(Role.ADMIN))
        await settle(uow)
    town.worker.changed()
    await town.quiet()


async def test_no_time_is_offered_on_a_day_off_of_the_state(town: Town) -> None:
    await days.pass_until(town, days.documents_come)
    await tuesday_is_off(town)
    [told] = await town.told(OPS, "New days off in Maharashtra: 24.11.2026 Guru Nanak Jayanti")
    assert "Booked on them already" not in told["text"]
    await town.tap("ravi", "Propose slots", OPS)
    [asked] = await town.told(ASHA, "When may we come for the survey?")
    offered = [button["text"] for row in asked["inline_keyboard"] for button in row]
    assert any(label.startswith("Wed 25 Nov") for label in offered)
    assert not any("24 Nov" in label for label in offered)


async def test_ops_gets_the_visits_of_a_day_that_becomes_a_day_off(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await tuesday_is_off(town)
    [told] = await town.told(OPS, "New days off in Maharashtra: 24.11.2026 Guru Nanak Jayanti")
    assert "Booked on them already: 1. They stay until you move them." in told["text"]
    assert f"• S-1042-1: {days.SURVEY_SLOT}, Pune 411045" in told["text"]
    await town.nobody_else()


async def test_a_team_of_his_is_shown_in_private_to_who_asks_in_the_group_of_another(town: Town) -> None:
    await town.say("lakhan", "/start")

    async def joins_deccan(uow: UnitOfWork) -> None:
        [lakhan] = await uow.all(Person, telegram_id=LAKHAN)
        deccan = Grant(role=Role.FIELD, team="deccan")
        await uow.save(replace(lakhan, grants=(*lakhan.grants, deccan)))

    await settled(town, joins_deccan)
    await town.skip()
    for words, shown in (
        ("/team deccan", "Deccan Electricals"),
        ("/route deccan tue", "Route of Deccan Electricals"),
    ):
        await town.say("lakhan", words, SUNRISE)
        await town.told(LAKHAN, shown)
        await town.told(SUNRISE, "I have answered in your private chat.")
    await town.say("manoj", "/team crew", SUNRISE)
    await town.told(SUNRISE, "Which team? One of: sunrise.")
    await town.nobody_else()
