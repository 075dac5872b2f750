"""The customer's choice of a time: held, confirmed, changed, called off, and in his own calendar. Both kinds alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from icalendar import Calendar

from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.team import Team
from tests.build import a_customer, at_stage
from tests.scenarios import days, searches
from tests.scenarios.days import ASHA, OPS, SUNRISE, november, owes
from tests.scenarios.test_assigning import settled
from tests.scenarios.town import PEOPLE, Message, Town

KIND: Final = pytest.mark.parametrize("kind", list(VisitKind))
VIKRAM: Final = PEOPLE["vikram"]
MONDAY, LATER = "Mon 23 Nov, 10:00–12:00", "Mon 23 Nov, 15:00–17:00"
TUESDAY: Final = "Tue 24 Nov, 10:00–12:00"
STAGES: Final = {
    VisitKind.SURVEY: Stage.SURVEY_SCHEDULING,
    VisitKind.INSTALLATION: Stage.INSTALLATION_SCHEDULING,
}


def visit_of(kind: VisitKind, sequence: int = 1, lead: int = 1042) -> str:
    return f"{kind.letter}-{lead}-{sequence}"


async def to_be_scheduled(town: Town, kind: VisitKind, *names: str) -> None:
    """L-1042 of Asha, and L-1043 of Vikram where he is named, wait for a time; only the Sunrise Crew serves them."""
    for name in names:
        await town.say(name, "/start")

    async def seed(uow: UnitOfWork) -> None:
        await uow.save(replace(await uow.get(Team, "deccan"), active=False))
        for number, name in enumerate(names, start=1042):
            await uow.add(_lead(kind, f"L-{number}", name, uow))
            grant = Grant(role=Role.CUSTOMER, lead=f"L-{number}")
            known = Person(id=f"p-{name}", telegram_id=PEOPLE[name], name=name.title(), grants=(grant,))
            await uow.add(known)

    await settled(town, seed)
    await town.skip()


def _lead(kind: VisitKind, lead: str, name: str, uow: UnitOfWork) -> Lead:
    return at_stage(
        STAGES[kind],
        id=lead,
        oem="voltera",
        oem_reference=f"VM-{lead}",
        customer=a_customer(name=name.title()),
        customer_person=f"p-{name}",
        stage_since=uow.now,
        created_at=uow.now,
    )


async def proposed(town: Town, kind: VisitKind, who: int = ASHA, lead: str = "L-1042") -> None:
    await town.say("ravi", f"/lead {lead}")
    assert await town.tap("ravi", "Propose slots") == "The customer has been asked."
    await town.skip(PEOPLE["ravi"])
    await town.told(who, f"When may we come for the {kind}?")


@KIND
async def test_a_double_tap_and_an_old_button_ask_the_customer_once(town: Town, kind: VisitKind) -> None:
    answer = "Times are on offer since {} already. The customer has not chosen yet."
    await to_be_scheduled(town, kind, "asha")
    await town.say("ravi", "/lead L-1042", OPS)
    shown = await town.with_button(OPS, "Propose slots")
    taps = [town.tap_only("ravi", "Propose slots", OPS, shown["id"]) for _ in range(2)]
    toasts = await asyncio.gather(*taps)
    assert set(toasts) == {"The customer has been asked.", answer.format("Sun 22 Nov, 12:00")}
    await town.quiet()
    await town.told(OPS, "L-1042 ·")
    await town.told(ASHA, f"When may we come for the {kind}?")

    await town.clock_to(november(22, "12:05"))
    await town.say("ravi", "/lead L-1042", OPS)
    await town.told(OPS, "L-1042 ·")
    old = await town.with_button(OPS, "Propose other slots")
    seen = (await searches.visit_of(town, visit_of(kind))).version
    assert await town.tap("ravi", "Propose other slots", OPS) == "The customer has been asked."
    await town.told(ASHA, f"When may we come for the {kind}?")
    for data in ("propose:L-1042", f"propose:L-1042:{seen}"):
        assert await searches.old_tap(town, "ravi", data, OPS, old["id"]) == answer.format(
            "Sun 22 Nov, 12:05"
        )
    await town.holds()
    await town.nobody_else()


async def taken(town: Town) -> list[tuple[str, str]]:
    """Team and visit of each place that is taken."""
    async with town.parts.database.read() as connection:
        capacity = town.parts.work.on(connection, town.parts.clock.now(), reading=True).capacity
        now = town.parts.clock.now()
        found = await capacity.taken(["sunrise", "deccan"], now, now + timedelta(days=20))
    return sorted((one.team, one.visit) for one in found)


async def entry(town: Town, message: Message) -> tuple[str, Any]:
    """The calendar entry that comes with a message: its method, and the event."""
    calendar = Calendar.from_ical(await town.file(message))
    assert isinstance(calendar, Calendar)
    [event] = calendar.events
    return str(calendar["METHOD"]), event


@KIND
async def test_a_time_is_held_confirmed_and_put_into_the_calendar(town: Town, kind: VisitKind) -> None:
    visit = visit_of(kind)
    await to_be_scheduled(town, kind, "asha")
    await proposed(town, kind)
    assert await town.tap("asha", TUESDAY) == f"We keep {TUESDAY} for you until Sun 22 Nov, 12:15."
    await town.told(ASHA, f"We keep {TUESDAY} for you until Sun 22 Nov, 12:15.")
    assert await taken(town) == [("sunrise", visit)]
    assert (await owes(town))[1:] == ("customer", "confirm_slot")
    asked = await town.with_button(ASHA, TUESDAY, "When may we come")
    assert "We keep" in await town.tap_on("asha", TUESDAY, ASHA, asked["id"])
    await town.advance("14m")
    assert await town.tap("asha", f"Confirm {TUESDAY}") == f"You chose {TUESDAY}."
    assert await town.tap("asha", f"Confirm {TUESDAY}") == f"You chose {TUESDAY}."
    await town.told(ASHA, f"Noted: {TUESDAY}")
    await town.told(OPS, f"The customer chose {TUESDAY}")
    await town.advance("30m")
    assert await taken(town) == [("sunrise", visit)]
    assert (await owes(town))[1:] == ("ops", "assign_team")

    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    booked, *_ = await town.told(
        ASHA,
        f"Your {kind} is booked: {TUESDAY}",
        *(["Before the installation: please check"] if kind is VisitKind.INSTALLATION else []),
    )
    method, event = await entry(town, booked)
    assert (method, event["UID"], event["STATUS"]) == ("REQUEST", f"{visit}@chargeops", "CONFIRMED")
    assert event["DTSTART"].dt.isoformat() == "2026-11-24T04:30:00+00:00"
    await town.skip(OPS, SUNRISE)
    await town.holds()
    await town.nobody_else()


@KIND
async def test_a_hold_that_runs_out_gives_the_place_free_and_says_so(town: Town, kind: VisitKind) -> None:
    await to_be_scheduled(town, kind, "asha")
    await proposed(town, kind)
    await town.tap("asha", MONDAY)
    await town.told(ASHA, f"We keep {MONDAY} for you")
    await town.advance("15m")
    [told] = await town.told(ASHA, f"We no longer keep {MONDAY} for you\nYou did not confirm it in time.")
    assert await taken(town) == []
    assert (await owes(town))[1:] == ("customer", "choose_slot")
    again = [button["text"] for row in told["inline_keyboard"] for button in row]
    assert again[:2] == [MONDAY, LATER]
    assert await town.tap("asha", f"Confirm {MONDAY}") == f"You chose {MONDAY}."
    await town.told(ASHA, f"Noted: {MONDAY}")
    await town.told(OPS, f"The customer chose {MONDAY}")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_two_customers_tap_the_last_place_and_one_has_it(town: Town, kind: VisitKind) -> None:
    await to_be_scheduled(town, kind, "asha", "vikram")
    await proposed(town, kind)
    await proposed(town, kind, VIKRAM, "L-1043")
    buttons = {name: await town.with_button(PEOPLE[name], MONDAY) for name in ("asha", "vikram")}
    answers = await asyncio.gather(
        *(town.tap_only(name, MONDAY, PEOPLE[name], shown["id"]) for name, shown in buttons.items())
    )
    await town.quiet()
    kept = [answer.startswith(f"We keep {MONDAY} for you") for answer in answers]
    assert sorted(kept) == [False, True]
    assert "That time has just been taken or has passed." in answers[kept.index(False)]
    winner, loser = (ASHA, VIKRAM) if kept[0] else (VIKRAM, ASHA)
    await town.told(winner, f"We keep {MONDAY} for you")
    name = "vikram" if loser == VIKRAM else "asha"
    await town.tap(name, LATER)
    await town.told(loser, f"We keep {LATER} for you")
    assert len(await taken(town)) == 2
    await town.holds()
    await town.nobody_else()


@KIND
async def test_while_one_time_is_held_another_can_be_taken_instead(town: Town, kind: VisitKind) -> None:
    await to_be_scheduled(town, kind, "asha", "vikram")
    await proposed(town, kind)
    await town.tap("asha", MONDAY)
    await town.told(ASHA, f"We keep {MONDAY} for you")
    await proposed(town, kind, VIKRAM, "L-1043")
    assert MONDAY not in await town.card(VIKRAM, "When may we come")
    await town.tap("asha", TUESDAY)
    await town.told(ASHA, f"We keep {TUESDAY} for you")
    assert await taken(town) == [("sunrise", visit_of(kind))]
    await town.advance("1h")
    await town.told(ASHA, f"We no longer keep {TUESDAY} for you")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_other_times_are_proposed_by_what_the_customer_wishes(town: Town, kind: VisitKind) -> None:
    await to_be_scheduled(town, kind, "asha")
    await proposed(town, kind)
    await town.tap("asha", MONDAY)
    await town.told(ASHA, f"We keep {MONDAY} for you")
    await town.tap("asha", "Another time")
    await town.told(ASHA, "Which times suit you better?")
    assert await town.tap("asha", "A Saturday") == "Our desk will propose other times."
    await town.told(ASHA, "Noted: A Saturday\nOur desk will propose other times.")
    await town.told(
        OPS, "None of the times suits the customer\nL-1042 · Asha, Pune 411045\nWhat suits: A Saturday"
    )
    assert await taken(town) == []
    await proposed(town, kind)
    offered = await town.card(ASHA, "When may we come")
    assert "Sat 28 Nov, 10:00–12:00" in offered
    assert "Mon 23 Nov" not in offered

    await town.tap("asha", "Another time")
    await town.told(ASHA, "Which times suit you better?")
    await town.tap("asha", "In my own words")
    await town.told(ASHA, "Which days and hours suit you?")
    await town.say("asha", "only after Diwali")
    await town.told(ASHA, "only after Diwali")
    await town.tap("asha", "Submit")
    await town.told(ASHA, "Our desk will propose other times.")
    await town.told(OPS, "What suits: “only after Diwali”")
    assert (await owes(town))[1:] == ("ops", "propose_slots")
    await town.holds()
    await town.nobody_else()


async def booked(town: Town, kind: VisitKind) -> None:
    await to_be_scheduled(town, kind, "asha")
    await proposed(town, kind)
    await days.customer_chooses(town, TUESDAY)
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    await town.skip(ASHA, OPS, SUNRISE)


@KIND
async def test_a_booked_visit_is_moved_and_taken_out_of_the_calendar(town: Town, kind: VisitKind) -> None:
    await booked(town, kind)
    await town.tap("asha", "I need another time")
    await town.told(ASHA, f"Until you answer, your visit stays as it is: {TUESDAY}")
    assert await taken(town) == [("sunrise", visit_of(kind))]
    assert await town.tap("asha", "Afternoons") == "The visit is off. Our desk will propose new times."
    [off] = await town.told(ASHA, f"The {kind} on {TUESDAY} is off")
    method, event = await entry(town, off)
    assert (method, event["UID"]) == ("CANCEL", f"{visit_of(kind)}@chargeops")
    await town.told(SUNRISE, f"{visit_of(kind)} on {TUESDAY} is off")
    await town.told(OPS, f"{visit_of(kind)} on {TUESDAY} is off")
    assert await taken(town) == []
    await proposed(town, kind)
    await days.customer_chooses(town, LATER)
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    moved = (await town.messages(ASHA))[-1 if kind is VisitKind.SURVEY else -2]
    assert (await entry(town, moved))[1]["UID"] == f"{visit_of(kind, 2)}@chargeops"
    await town.holds()


@KIND
async def test_a_visit_is_called_off_with_a_reason_and_the_desk_calls(town: Town, kind: VisitKind) -> None:
    await booked(town, kind)
    await town.tap("asha", "Call it off")
    await town.told(ASHA, "Until you answer, nothing changes.\nWhy do you call it off?")
    assert await town.tap("asha", "I am moving house") == "Noted. The visit is called off."
    [off] = await town.told(ASHA, f"Your {kind} is called off")
    assert (await entry(town, off))[0] == "CANCEL"
    await town.told(SUNRISE, f"{visit_of(kind)} on {TUESDAY} is called off\nL-1042")
    [desk] = await town.told(OPS, f"The customer calls {visit_of(kind)} off")
    assert "Reason: I am moving house" in desk["text"]
    assert await taken(town) == []
    assert (await owes(town))[1:] == ("ops", "settle_called_off")
    assert "“cancelled” since" in await town.tap("asha", "I am moving house")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_the_desk_calls_a_visit_off_for_the_customer_in_his_words(town: Town, kind: VisitKind) -> None:
    await booked(town, kind)
    await town.tap("ravi", "Customer calls it off", OPS)
    await town.told(OPS, "Why do you call it off?")
    await town.tap("ravi", "Another reason", OPS)
    await town.told(OPS, "1 of 1", "Why do you call it off?")
    await town.answer("ravi", "the garage is rebuilt first", OPS)
    await town.told(OPS, "Please check:")
    await town.tap("ravi", "Submit", OPS)
    await town.told(OPS, "Noted. The visit is called off.", "Reason: the garage is rebuilt first")
    await town.told(ASHA, f"Your {kind} is called off")
    await town.told(SUNRISE, "is called off")
    await town.holds()
    await town.nobody_else()


@KIND
async def test_once_the_team_is_on_the_way_the_customer_gets_its_phone(town: Town, kind: VisitKind) -> None:
    await booked(town, kind)
    change = await town.with_button(ASHA, "I need another time")
    await town.tap("lakhan", "Acknowledge", SUNRISE)
    await town.clock_to(november(24, "07:30"))
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.clock_to(november(24, "09:20"))
    await town.tap("lakhan", "On the way", SUNRISE)
    await town.tap("lakhan", "30 min", SUNRISE)
    await town.skip()
    for button in ("I need another time", "Call it off"):
        answer = await town.tap_on("asha", button, ASHA, change["id"])
        assert "Sunrise Crew is on the way to you since" in answer
        assert "Please call the team: +919820010099" in answer
    await town.holds()
    await town.nobody_else()


async def the_calendar(town: Town) -> Message:
    return [m for m in await town.messages(OPS) if (m.get("text") or "").startswith("Free places")][-1]


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message["inline_keyboard"] for button in row]


@KIND
async def test_ops_picks_times_on_the_calendar_and_sends_them(town: Town, kind: VisitKind) -> None:
    await to_be_scheduled(town, kind, "asha")
    await town.say("ravi", "/lead L-1042")
    await town.tap("ravi", "Calendar")
    await town.skip(PEOPLE["ravi"])
    await town.told(OPS, "Free places\nL-1042 · Asha, Pune 411045")
    shown = await the_calendar(town)
    assert labels(shown)[:2] == ["Mon 23 Nov: 3 free", "Tue 24 Nov: 3 free"]
    assert "Sun 29 Nov: 3 free" not in labels(shown)

    await town.tap("ravi", "Tue 24 Nov: 3 free", OPS)
    assert await town.tap("ravi", "15:00–17:00 · free: 1", OPS) == "In the proposal: 1"
    await town.tap("meera", "All days", OPS)
    await town.tap("meera", "Sat 28 Nov: 3 free", OPS)
    assert await town.tap("meera", "10:00–12:00 · free: 1", OPS) == "In the proposal: 2"
    edited = await the_calendar(town)
    assert edited["id"] == shown["id"]
    assert "✓ Tue 24 Nov, 15:00–17:00\n✓ Sat 28 Nov, 10:00–12:00" in edited["text"]
    assert labels(edited)[0] == "✓ 10:00–12:00 · free: 1"
    await town.nobody_else()

    assert await town.tap("ravi", "Send the proposal: 2", OPS) == "The customer has been asked."
    [asked] = await town.told(ASHA, f"When may we come for the {kind}?")
    assert labels(asked)[:2] == ["Tue 24 Nov, 15:00–17:00", "Sat 28 Nov, 10:00–12:00"]
    assert "This calendar is closed" in (await the_calendar(town))["text"]
    await town.holds()
    await town.nobody_else()


@KIND
async def test_on_the_phone_ops_books_a_time_from_the_calendar(town: Town, kind: VisitKind) -> None:
    await to_be_scheduled(town, kind, "asha")
    await proposed(town, kind)
    await town.tap("asha", MONDAY)
    await town.told(ASHA, f"We keep {MONDAY} for you")
    await town.say("ravi", "/lead L-1042")
    await town.tap("ravi", "Calendar")
    await town.skip(PEOPLE["ravi"], OPS)
    await town.tap("ravi", "Tue 24 Nov: 3 free", OPS)
    assert await town.tap("ravi", "Book for the customer", OPS) == f"Chosen for the customer: {TUESDAY}"
    await town.told(ASHA, f"Noted: {TUESDAY}")
    await town.told(OPS, f"The customer chose {TUESDAY}")
    assert await taken(town) == [("sunrise", visit_of(kind))]
    assert (await owes(town))[1:] == ("ops", "assign_team")
    assert "You chose" in await town.tap("asha", f"Confirm {MONDAY}")
    await town.tap("ravi", "Timeline")
    [story] = await town.told(PEOPLE["ravi"], "Slot chosen")
    assert "Ravi Kulkarni for the customer" in story["text"]
    await town.holds()
    await town.nobody_else()
