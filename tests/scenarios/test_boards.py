"""The boards of a day and the records of teams, kept true while the day goes by."""

from dataclasses import replace

from sqlalchemy import select

from domain.leads.stages import Stage
from domain.people.person import Person
from domain.unit_of_work import UnitOfWork
from domain.visits.assigning import open_for_reassignment
from domain.visits.availability import reserve
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team
from domain.visits.visit import Visit
from storage.marks import marks
from tests.build import a_customer
from tests.scenarios import days
from tests.scenarios.days import DECCAN, DECCAN_CREW, FINANCE, OPS, SUNRISE, SURVEY, november
from tests.scenarios.test_assigning import AUNDH, BY, a_lead_at, a_visit_of, on_tuesday, settled
from tests.scenarios.town import PEOPLE, Town, _drawn

LAKHAN = PEOPLE["lakhan"]
OTHER = "S-1043-1"


async def marked(town: Town, visit: str = SURVEY) -> dict[tuple[str, str], bool]:
    """Of one visit, by team and sort: good or bad."""
    async with town.parts.database.read() as connection:
        rows = await connection.execute(select(marks).where(marks.c.visit == visit))
        return {(row.team, row.sort): row.good for row in rows}


async def the_only(town: Town, chat: int, begins: str) -> str:
    """How the one message that begins so reads now: it was edited, and there is no second one."""
    [message] = [one for one in await town.messages(chat) if (one.get("text") or "").startswith(begins)]
    return _drawn(message)


async def a_second_visit(town: Town) -> None:
    """On Tuesday at twelve the Deccan crew surveys another site, which it has acknowledged."""

    async def seed(uow: UnitOfWork) -> None:
        lead = a_lead_at(Stage.SURVEY_SCHEDULED, AUNDH, id="L-1043", oem_reference="VM-78")
        vikram = a_customer(name="Vikram Shah", city="Pune")
        await uow.add(replace(lead, customer=vikram, customer_person=None, stage_since=uow.now))
        visit = a_visit_of(
            VisitKind.SURVEY, "L-1043", uow.now, VisitState.ACKNOWLEDGED, on_tuesday(12), "deccan"
        )
        await uow.add(visit)
        await reserve(uow, await uow.get(Team, "deccan"), visit)

    await settled(town, seed)


async def boards_are_asked_for(town: Town) -> None:
    """Ops in its group, one crew in its group, the other crew's member in private."""
    await town.say("ravi", "/today", OPS)
    await town.say("naveen", "/myday", DECCAN)
    await town.say("lakhan", "/myday")


async def two_teams_on_tuesday(town: Town) -> None:
    """Two visits of two teams, and the evening before it the boards are asked for."""
    await days.pass_until(town, days.survey_is_acknowledged)
    await a_second_visit(town)
    await boards_are_asked_for(town)
    await town.told(OPS, "Today, Sun 22 Nov. Visits: 0\nThere is no visit on this day.")
    [deccan] = await town.told(DECCAN, "Nothing is left for today.\nDeccan Electricals, Tue 24 Nov. Stops: 1")
    assert f"• 12:00–14:00 {OTHER} · survey" in deccan["text"]
    assert "Vikram Shah" not in deccan["text"]
    [sunrise] = await town.told(LAKHAN, "Nothing is left for today.\nSunrise Crew, Tue 24 Nov. Stops: 1")
    assert f"• 10:00–12:00 {SURVEY} · survey · Asha Rao" in sunrise["text"]
    await town.nobody_else()


async def test_boards_are_edited_through_a_day_with_an_emergency_and_another_team(town: Town) -> None:
    await two_teams_on_tuesday(town)
    await town.clock_to(november(24, "07:00"))
    await town.skip()
    board = await the_only(town, OPS, "Today, Tue 24 Nov. Visits: 2")
    assert "Emergencies: 0 · late: 0 · done: 0" in board
    assert f"Acknowledged\\n• 10:00–12:00 {SURVEY} · survey · Pune 411045 · Sunrise Crew" in board
    assert f"• 12:00–14:00 {OTHER}" in board

    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.tap("lakhan", "Vehicle broke down", SUNRISE)
    await town.skip()
    board = await the_only(town, OPS, "Today, Tue 24 Nov. Visits: 2")
    assert "Emergencies: 1 · late: 0" in board
    assert f"⚠ Emergency\\n⚠ 10:00–12:00 {SURVEY} · survey · Pune 411045 · nobody has it in hand" in board
    assert "There is no visit for you on this day." in await the_only(town, LAKHAN, "Sunrise Crew, today")

    await town.tap("naveen", "Accept", DECCAN)
    await town.skip()
    assert f"{SURVEY} · survey · Pune 411045 · Deccan Electricals" in await the_only(town, OPS, "Today, Tue")
    deccan = await the_only(town, DECCAN, "Deccan Electricals, today, Tue 24 Nov. Stops: 2")
    assert deccan.index(SURVEY) < deccan.index(OTHER)
    assert "The way to all stops on the map" in deccan

    async def leaves(uow: UnitOfWork) -> None:
        await open_for_reassignment(uow, await uow.get(Visit, OTHER), "on leave", BY)

    await settled(town, leaves)
    assert f"Booked, waits for another team\\n• 12:00–14:00 {OTHER}" in await the_only(
        town, OPS, "Today, Tue"
    )
    await town.tap("ravi", "Assign Sunrise Crew", OPS, within=OTHER)
    await town.skip()
    assert f"{OTHER} · survey · Pune 411045 · Sunrise Crew" in await the_only(town, OPS, "Today, Tue")
    assert f"• 12:00–14:00 {OTHER}" in await the_only(town, LAKHAN, "Sunrise Crew, today")
    assert OTHER not in await the_only(town, DECCAN, "Deccan Electricals, today, Tue 24 Nov. Stops: 1")

    await days.team_goes(town, DECCAN_CREW, days.SURVEY_SLOT, november(24, "09:40"))
    await town.skip()
    assert f"Team on site\\n• 10:00–12:00 {SURVEY}" in await the_only(town, OPS, "Today, Tue")
    assert f"▶ 10:00–12:00 {SURVEY}" in await the_only(town, DECCAN, "Deccan Electricals, today")
    await days.survey_is_reported(town, DECCAN_CREW)
    assert f"✓ 10:00–12:00 {SURVEY}" in await the_only(town, DECCAN, "Deccan Electricals, today")
    assert f"Report submitted\\n✓ 10:00–12:00 {SURVEY}" in await the_only(town, OPS, "Today, Tue")

    await town.clock_to(november(25, "00:00"))
    assert "Visits: 0" in await the_only(town, OPS, "Today, Wed 25 Nov.")
    assert "There is no visit for you" in await the_only(
        town, DECCAN, "Deccan Electricals, today, Wed 25 Nov"
    )
    await town.holds()


async def test_a_board_asked_for_again_comes_anew_and_the_old_one_goes(town: Town) -> None:
    await town.say("ravi", "/today", OPS)
    [first] = await town.told(OPS, "Today, Sun 22 Nov.")
    await town.say("ravi", "/today", OPS)
    [second] = await town.told(OPS, "Today, Sun 22 Nov.")
    assert [one["id"] for one in await town.messages(OPS) if "Today, Sun" in one["text"]] == [second["id"]]
    assert first["id"] != second["id"]
    await town.say("ravi", "/today 24 Nov", OPS)
    await town.told(OPS, "Tue 24 Nov. Visits: 0")
    await town.say("ravi", "/today someday", OPS)
    await town.told(OPS, "“someday” is no day. Examples: tomorrow, Tue, 24 Nov.")
    await town.nobody_else()


async def test_everybody_sees_what_is_his_to_see(town: Town) -> None:
    await town.say("lakhan", "/today", SUNRISE)
    await town.told(SUNRISE, "This is not yours to do. It belongs to: Central Ops.")
    await town.say("ravi", "/myday", OPS)
    await town.told(OPS, "This is not yours to do. It belongs to: the field team.")
    await town.say("lakhan", "/myday", SUNRISE)
    await town.told(SUNRISE, "Sunrise Crew, today, Sun 22 Nov. Stops: 0")
    await town.say("lakhan", "/record", SUNRISE)
    await town.told(SUNRISE, "Record of Sunrise Crew\n\nThis month\nThere is nothing to count yet.")
    await town.say("lakhan", "/record deccan", SUNRISE)
    await town.told(SUNRISE, "This is not yours to do: it belongs to another team")
    await town.say("gita", "/record", FINANCE)
    await town.told(FINANCE, "This is not yours to do. It belongs to: the field team, Central Ops.")
    await town.say("ravi", "/record", OPS)
    await town.told(OPS, "Records of the last 90 days\n• Deccan Electricals: visits 0, on time –")
    await town.say("ravi", "/record Sunrise Crew", OPS)
    await town.told(OPS, "Record of Sunrise Crew")
    await town.say("ravi", "/record nobody", OPS)
    await town.told(OPS, "There is no team “nobody”. Example: /record")
    await town.sim.post(f"/sim/chats/{SUNRISE}/members", json={"add": [PEOPLE["ravi"]]})
    await town.say("ravi", "/today", SUNRISE)
    await town.told(SUNRISE, "I have answered in your private chat.")
    await town.told(PEOPLE["ravi"], "Today, Sun 22 Nov.")
    await town.nobody_else()


async def test_a_good_visit_is_counted_once_whatever_is_tapped_or_delivered_twice(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    await town.fault("duplicate", count=4)
    acknowledge = await town.with_button(SUNRISE, "Acknowledge")
    await town.tap_on("lakhan", "Acknowledge", SUNRISE, acknowledge["id"])
    assert await marked(town) == {("sunrise", "acknowledged"): True}
    await days.survey_day(town)
    assert await marked(town) == {("sunrise", sort): True for sort in ("acknowledged", "visit", "on_time")}
    await days.survey_is_reported(town)
    await days.site_is_ready(town)
    assert await marked(town) == {
        ("sunrise", sort): True
        for sort in ("acknowledged", "visit", "on_time", "reported", "first_time_right")
    }
    await town.say("lakhan", "/record", SUNRISE)
    [words] = await town.told(SUNRISE, "Record of Sunrise Crew")
    assert words["text"].count("Visits: 1\nAcknowledged in time: 1 of 1 (100 %)") == 2
    await town.holds()
    await town.nobody_else()


async def test_a_report_that_was_returned_is_not_right_the_first_time(town: Town) -> None:
    await days.pass_until(town, days.survey_is_reported)
    await days.gives_a_reason(town, "ravi", "Return to the team", OPS, "the earth photo is dark")
    await town.skip()
    assert (await marked(town))["sunrise", "first_time_right"] is False
    await town.tap("lakhan", "Write the report", SUNRISE)
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.skip()
    await days.site_is_ready(town)
    assert (await marked(town))["sunrise", "first_time_right"] is False
    await town.holds()


async def test_a_team_that_was_not_heard_of_has_backed_out_and_never_came(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    for hour in ("07:00", "08:00", "08:30", "09:00"):
        await town.clock_to(november(24, hour))
    assert await marked(town) == {
        ("sunrise", "acknowledged"): False,
        ("sunrise", "visit"): True,
        ("sunrise", "back_out"): False,
        ("sunrise", "no_show"): False,
    }
    await town.tap("naveen", "Decline", DECCAN)
    assert (await marked(town))["deccan", "offer_declined"] is False
    await town.holds()


async def test_a_backup_that_drops_out_counts_like_any_other_team(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    for member, group in (("lakhan", SUNRISE), ("naveen", DECCAN)):
        await town.tap(member, "We cannot make it", group)
        await town.tap(member, "Somebody is ill", group)
        await town.skip()
        if group == SUNRISE:
            await town.tap("naveen", "Accept", DECCAN)
    found = await marked(town)
    assert found["deccan", "offer_accepted"] is True
    assert {team for team, sort in found if sort == "back_out"} == {"sunrise", "deccan"}
    await town.holds()


async def test_a_board_of_somebody_who_blocked_the_bot_is_taken_down_without_alarm(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    await town.say("lakhan", "/myday")
    await town.told(LAKHAN, "Nothing is left for today.")
    answer = await town.sim.post(f"/sim/chats/{LAKHAN}/block", json={"blocked": True})
    assert answer.is_success, answer.text
    await days.survey_is_acknowledged(town)
    await town.say("meera", "/undelivered")
    await town.told(PEOPLE["meera"], "What could not be delivered\nEverything has reached its reader.")
    await town.holds()
    await town.nobody_else()


async def test_who_has_lost_his_role_reads_nothing_on_his_old_board(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    await town.say("ravi", "/today")
    [board] = await town.told(PEOPLE["ravi"], "Today, Sun 22 Nov.")

    async def leaves(uow: UnitOfWork) -> None:
        await uow.save(replace(await uow.get(Person, f"p{PEOPLE['ravi']}"), grants=()))

    await settled(town, leaves)
    await days.survey_is_acknowledged(town)
    [left] = [one for one in await town.messages(PEOPLE["ravi"]) if one["id"] == board["id"]]
    assert left["text"] == "There is nothing to show here."
    await town.nobody_else()
