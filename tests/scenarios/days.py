"""What happens on an ordinary day, step by step: who does what, and every word that anybody is told about it.

Scenarios begin with these and then leave the road. All of them are about the first lead of the town, `LEAD`.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.company import (
    DECCAN_GROUP,
    FINANCE_GROUP,
    KONKAN_GROUP,
    OPS_GROUP,
    PROCUREMENT_GROUP,
    REPORTING_GROUP,
    SUNRISE_GROUP,
    VOLTERA_GROUP,
)
from domain.owed import next_action
from domain.settle import situation_of
from tests.scenarios.town import PEOPLE, Town

OPS: Final = OPS_GROUP
PROCUREMENT: Final = PROCUREMENT_GROUP
FINANCE: Final = FINANCE_GROUP
REPORTING: Final = REPORTING_GROUP
SUNRISE: Final = SUNRISE_GROUP
DECCAN: Final = DECCAN_GROUP
KONKAN: Final = KONKAN_GROUP
VOLTERA: Final = VOLTERA_GROUP
ASHA: Final = PEOPLE["asha"]

LEAD: Final = "L-1042"
SURVEY: Final = "S-1042-1"
SERIAL: Final = "AC74-2026-000123"
INSTALLATION: Final = "I-1042-1"
BODY: Final = {
    "reference": "VM-77",
    "name": "Asha Rao",
    "phone": "98200 10001",
    "pin_code": "411045",
    "city": "Pune",
}
SITE: Final = {"latitude": 18.559, "longitude": 73.779}
AT_SITE: Final = {"latitude": 18.56, "longitude": 73.779}
SURVEY_SLOT: Final = "Tue 24 Nov, 10:00–12:00"
INSTALLATION_SLOT: Final = "Thu 26 Nov, 10:00–12:00"

Day = Callable[[Town], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Crew:
    """A team, its group, and the member who taps."""

    team: str
    group: int
    member: str


SUNRISE_CREW: Final = Crew("Sunrise Crew", SUNRISE, "lakhan")
DECCAN_CREW: Final = Crew("Deccan Electricals", DECCAN, "naveen")
KONKAN_CREW: Final = Crew("Konkan Power", KONKAN, "omkar")


def november(day: int, time: str) -> str:
    """`november(24, "07:00")`: that instant in India, the town's own zone."""
    return f"2026-11-{day:02}T{time}:00+05:30"


async def owes(town: Town, lead: str = LEAD) -> tuple[str, str, str]:
    """Stage, who owes the next action, and what."""
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        situation = await situation_of(uow, lead)
    action = next_action(situation)
    return situation.lead.stage, action.role if action else "", action.what if action else ""


async def lead_arrives(town: Town) -> None:
    answer = await town.api("POST", "/api/v1/leads", json=BODY)
    assert answer.status_code == 201, answer.text
    await town.told(OPS, f"{LEAD} · New")


async def link_for_the_customer(town: Town) -> str:
    """The token in the link that Ops forwards to him."""
    assert await town.tap("meera", "Customer link", OPS) == "Forward the next message to the customer."
    words, _ = await town.told(OPS, "Hello Asha Rao,", "Until it is used")
    found = re.search(r"\?start=(\S+)", words["text"])
    assert found is not None, words["text"]
    return found[1]


async def customer_joins(town: Town) -> None:
    """The introductory call, the link, the consent."""
    assert await town.tap("ravi", "Reached", OPS) == "Logged."
    await town.say("asha", f"/start {await link_for_the_customer(town)}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    assert await town.tap("asha", "I agree") == "Thank you."
    await town.told(ASHA, f"Your charger, {LEAD}")


async def documents_come(town: Town) -> None:
    await documents_are_shared(town)
    await town.told(ASHA, "That was all, thank you.", "we have everything we need")
    await town.told(OPS, "All documents are in")


async def documents_are_shared(town: Town) -> None:
    await town.tap("asha", "Share what is missing")
    await town.told(ASHA, "1 of 3\n\nPlease send the latest electricity bill")
    await town.photo("asha")
    await town.told(ASHA, "2 of 3\n\nWhere will the charger be?", "the key below sends where you are")
    await town.say("asha", "", location=SITE)
    await town.told(ASHA, "", "Is this the place of the charger? (18.5590, 73.7790)")
    await town.tap("asha", "Right")
    await town.told(ASHA, "Noted.", "3 of 3\n\nWho is the electrician of the house?")
    await town.say("asha", "Prakash Jadhav, 98220 12345")


async def customer_chooses(town: Town, slot: str) -> None:
    """A tap holds the time, another one confirms it."""
    assert (await town.tap("asha", slot)).startswith(f"We keep {slot} for you until")
    await town.told(ASHA, f"We keep {slot} for you until")
    assert await town.tap("asha", f"Confirm {slot}") == f"You chose {slot}."
    await town.told(ASHA, f"Noted: {slot}")
    await town.told(OPS, f"The customer chose {slot}")


async def survey_is_booked(town: Town, crew: Crew = SUNRISE_CREW) -> None:
    assert await town.tap("ravi", "Propose slots", OPS) == "The customer has been asked."
    await town.told(ASHA, "When may we come for the survey?")
    await customer_chooses(town, SURVEY_SLOT)
    assert await town.tap("ravi", f"Assign {crew.team}", OPS) == f"{SURVEY} is booked for {crew.team}."
    await town.told(OPS, f"{SURVEY} is booked")
    await town.told(ASHA, f"Your survey is booked: {SURVEY_SLOT}\nTeam: {crew.team}")
    await town.told(crew.group, f"Survey ID {SURVEY} · {SURVEY_SLOT}")


async def survey_is_acknowledged(town: Town, crew: Crew = SUNRISE_CREW) -> None:
    assert await town.tap(crew.member, "Acknowledge", crew.group) == f"{SURVEY} is yours."


async def survey_morning(town: Town, crew: Crew = SUNRISE_CREW) -> None:
    """The day before, and the call to the customer that is due in the morning."""
    await town.clock_to(november(23, "10:00"))
    await town.told(ASHA, f"Reminder: survey on {SURVEY_SLOT}")
    await town.told(crew.group, f"Reminder: {SURVEY}")
    await town.clock_to(november(24, "07:00"))
    await town.told(crew.group, f"Please call the customer of {SURVEY} now")


async def survey_day(town: Town, crew: Crew = SUNRISE_CREW) -> None:
    await survey_morning(town, crew)
    await team_goes(town, crew, SURVEY_SLOT, november(24, "09:40"))


async def team_goes(town: Town, crew: Crew, slot: str, leaves_at: str) -> None:
    assert await town.tap(crew.member, "Customer confirmed", crew.group) == "The customer expects you."
    await town.told(ASHA, f"Confirmed: {slot}")
    await town.clock_to(leaves_at)
    await team_sets_out(town, crew)
    [words] = await town.told(ASHA, f"{crew.team} is on the way to you")
    assert "10:10" in words["text"]
    await team_arrives(town, crew)


async def team_sets_out(town: Town, crew: Crew, minutes: int = 30) -> None:
    """The team says how long it takes; what the customer is told is looked at by the caller."""
    await town.tap(crew.member, "On the way", crew.group)
    await town.told(crew.group, "In how many minutes are you at")
    assert "you are on the way" in await town.tap(crew.member, f"{minutes} min", crew.group)


async def team_arrives(town: Town, crew: Crew) -> None:
    """The check-in, and where it is: a stone's throw from the site."""
    assert "Write the report" in await town.tap(crew.member, "Arrived", crew.group)
    [asked] = await town.told(crew.group, "please reply with your location")
    await town.say(crew.member, "", crew.group, location=AT_SITE, reply_to=asked["id"])
    await town.told(crew.group, "Thank you: you are 111 m from the site.")


async def nobody_opens(town: Town, crew: Crew = SUNRISE_CREW, visit: str = SURVEY) -> None:
    """The team shows the closed door, the customer and Ops are told at once."""
    await town.tap(crew.member, "Customer is not there", crew.group)
    await town.told(crew.group, "1 of 1", "photo of the house or the door")
    await town.photo(crew.member, crew.group, reply=True)
    await town.told(crew.group, "Photo of the house or the door: 1 received")
    await town.tap(crew.member, "Submit", crew.group)
    await town.told(crew.group, f"Please wait at {visit}")
    await town.told(OPS, f"Nobody opens at {visit}")
    await town.told(ASHA, "Our team is at your door")


async def survey_is_reported(
    town: Town, crew: Crew = SUNRISE_CREW, earth: str = "3.5", metres: str = "18 m"
) -> None:
    """In the team's group: one card that is edited, and a forced reply for what is to be written or sent."""
    await survey_is_answered(town, crew, earth, metres)
    await town.photo(crew.member, crew.group, count=2, reply=True)
    await town.told(crew.group, "2 received so far")
    await town.tap(crew.member, "Done", crew.group)
    assert f"Earth resistance: {earth} Ω" in await town.card(crew.group, "Survey report · ")
    await town.tap(crew.member, "Submit", crew.group)
    await town.told(crew.group, f"The report of {SURVEY} is in")
    await town.told(OPS, f"The report of {SURVEY} is in")
    await town.told(ASHA, "The survey is done")


async def survey_is_answered(
    town: Town, crew: Crew = SUNRISE_CREW, earth: str = "3.5", metres: str = "18 m"
) -> None:
    """All but its photos."""
    await town.tap(crew.member, "Write the report", crew.group)
    await town.told(crew.group, "1 of 6")
    await town.tap(crew.member, "Single phase", crew.group)
    await town.told(crew.group, "Sanctioned load (kW)")
    for answer, number, question in (
        ("10", 3, "Cable from the meter"),
        (metres, 4, "Voltage between neutral and earth"),
        ("1,2", 5, "Earth resistance"),
    ):
        await town.answer(crew.member, answer, crew.group)
        [asked] = await town.told(crew.group, question)
        assert asked["force_reply"]
        assert f"{number} of 6" in await town.card(crew.group, "Survey report · ")
    await town.answer(crew.member, earth, crew.group)
    if float(earth) > 5:
        await town.told(crew.group, "In a few words: what did you see?")
        await town.answer(crew.member, "dry soil", crew.group)
    await town.told(crew.group, "Photos")


async def site_is_ready(town: Town, crew: Crew = SUNRISE_CREW) -> None:
    await town.tap("ravi", "Show the report", OPS)
    await town.told(OPS, f"Report of {SURVEY}")
    assert await town.tap("ravi", "Site is ready", OPS) == "The site is ready."
    await town.told(OPS, "Site ready")
    await town.told(ASHA, "Good news: your site is ready for the charger")
    await town.told(crew.group, f"The report of {SURVEY} is approved")


async def materials_are_asked_for(town: Town) -> None:
    assert await town.tap("ravi", "Ask Procurement", OPS) == "Procurement has been asked."
    await town.told(PROCUREMENT, "Materials M-1042")


async def materials_are_allocated(town: Town) -> None:
    assert await town.tap("farida", "Allocate from stock", PROCUREMENT) == "All lines are allocated."
    await town.told(OPS, "All materials are there")


async def installation_is_booked(town: Town) -> None:
    await town.tap("ravi", "Propose slots", OPS)
    await town.told(ASHA, "When may we come for the installation?")
    await customer_chooses(town, INSTALLATION_SLOT)
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    await town.told(OPS, f"{INSTALLATION} is booked")
    await town.told(
        ASHA, f"Your installation is booked: {INSTALLATION_SLOT}", "Before the installation: please check"
    )
    await town.told(SUNRISE, f"Installation {INSTALLATION} · {INSTALLATION_SLOT}")
    await town.told(PROCUREMENT, "Materials M-1042")
    await town.tap("manoj", "Acknowledge", SUNRISE)


async def charger_is_named(town: Town, serial: str = SERIAL, of: str = "1") -> None:
    """The answer in Procurement's group to the first question of `of`."""
    await town.tap("farida", "Hand out the charger", PROCUREMENT)
    await town.told(PROCUREMENT, f"1 of {of}", "Example:")
    await town.answer("farida", serial, PROCUREMENT)
    await town.told(PROCUREMENT, f"Serial number of the charger: {serial}")
    await town.tap("farida", "Submit", PROCUREMENT)
    await town.told(PROCUREMENT, f"M-1042: charger {serial} is handed out.")


async def materials_are_handed_out(town: Town, crew: Crew = SUNRISE_CREW) -> None:
    """The charger by its number, then all of it; the team has it."""
    await charger_is_named(town)
    await town.told(crew.group, f"The charger for {INSTALLATION}: serial {SERIAL}")
    handed_out = await town.tap("farida", f"Hand out all to {crew.team}", PROCUREMENT)
    assert handed_out == "M-1042: handed out. The team is asked to confirm."
    await town.told(crew.group, "Materials M-1042")
    assert await town.tap(crew.member, "We have it all", crew.group) == "M-1042: noted, you have it."


async def materials_are_accounted_for(town: Town, crew: Crew = SUNRISE_CREW) -> None:
    """The report tells of charger and cable, which was cut with some to spare; of the rest nothing is left."""
    await town.told(crew.group, "Materials M-1042")
    await town.tap(crew.member, "Nothing else is left over", crew.group)
    await town.told(PROCUREMENT, "Materials M-1042")


async def leftovers_come(town: Town) -> None:
    back = await town.tap("farida", "All leftovers are here", PROCUREMENT)
    assert back == "M-1042: what was left over is back in the store."


async def installation_day(town: Town) -> None:
    await town.clock_to(november(25, "10:00"))
    await town.told(ASHA, f"Reminder: installation on {INSTALLATION_SLOT}")
    await town.told(SUNRISE, f"Reminder: {INSTALLATION}")
    await town.clock_to(november(26, "07:00"))
    await town.told(SUNRISE, f"Please call the customer of {INSTALLATION} now")
    crew = Crew("Sunrise Crew", SUNRISE, "manoj")
    await team_goes(town, crew, INSTALLATION_SLOT, november(26, "09:40"))


async def installation_is_reported(town: Town) -> None:
    """The customer gets his card with it."""
    await installation_report_is_sent(town)
    await leftovers_come(town)
    await town.told(ASHA, "Your charger is installed\n", "Your charger is installed: please check and sign")


async def installation_report_is_sent(town: Town, metres: str = "17.5") -> None:
    """In the private chat, where no reply is forced."""
    manoj = PEOPLE["manoj"]
    await town.say("manoj", "/home")
    await town.told(manoj, "What waits for you: 1")
    await town.tap("manoj", f"{LEAD}: submit the report")
    await town.told(manoj, f"Installation {INSTALLATION}")
    await town.tap("manoj", "Write the report")
    await town.told(manoj, "1 of 8\n\nSerial number of the charger")
    for answer, question in (
        (SERIAL, "2 of 8\n\nCable used"),
        (metres, "3 of 8\n\nVoltage between neutral and earth"),
        ("0.8 V", "4 of 8\n\nEarth resistance"),
        ("3.2", "5 of 8\n\nInsulation resistance"),
        ("200", "6 of 8\n\nThe RCD trips"),
        ("yes", "7 of 8\n\nThe customer has been shown"),
        ("Yes", "8 of 8\n\nPhotos"),
    ):
        await town.say("manoj", answer)
        await town.told(manoj, question)
    await town.photo("manoj", count=3)
    await town.told(manoj, "3 received so far")
    await town.tap("manoj", "Done")
    assert "Photos: 3 received" in await town.card(manoj, "Installation report · ")
    await town.tap("manoj", "Submit")
    await town.told(manoj, f"The report of {INSTALLATION} is in")
    await town.told(OPS, f"The report of {INSTALLATION} is in")
    await materials_are_accounted_for(town)


async def installation_is_approved(town: Town) -> None:
    """The customer signs off, and Ops approves."""
    assert await town.tap("asha", "I have it and it works") == "Signed. Thank you!"
    await town.told(OPS, f"The customer has signed for {INSTALLATION}")
    await town.told(SUNRISE, f"The customer has signed for {INSTALLATION}")
    assert await town.tap("asha", "5 ★") == "Thank you for your rating."
    await town.told(OPS, "The customer gives 5 of 5 stars")
    assert await town.tap("ravi", "Approve the installation", OPS) == "Approved."
    await town.told(OPS, f"{INSTALLATION} is approved\n")
    await town.told(SUNRISE, f"The report of {INSTALLATION} is approved")


async def pack_is_submitted(town: Town) -> None:
    """The customer is called and satisfied; nothing more is to be tapped for the pack."""
    await town.pictures_are_kept()
    await customer_is_satisfied(town)
    await town.packs_are_compiled()
    await town.told(REPORTING, "Closure pack C-1042", "The closure pack C-1042 is compiled")


async def customer_is_satisfied(town: Town) -> None:
    await town.tap("ravi", "Satisfied", OPS, within=f"{LEAD} · Confirmation call")
    await town.told(OPS, f"How satisfied is the customer of {LEAD}, from 1 to 5?")
    said = await town.tap("ravi", "4 ★", OPS, within="How satisfied is the customer")
    assert said == "Logged. OEM Reporting gets the closure pack."


async def pack_is_sent(town: Town) -> None:
    await town.tap("indira", "Send to the OEM", REPORTING)
    await town.told(VOLTERA, "Closure pack C-1042", "The closure pack C-1042 is here")


async def pack_is_acknowledged(town: Town) -> None:
    assert await town.tap("jaya", "Acknowledge", VOLTERA) == f"{LEAD} is closed."
    await town.told(REPORTING, "C-1042 is acknowledged")
    await town.told(OPS, f"{LEAD} is closed")
    await town.told(ASHA, "Your installation is complete")


async def payout_is_opened(town: Town) -> None:
    """The crew is paid per job: it has its statement at once, and once it finds it right Finance is asked."""
    assert await town.tap("ravi", "Mark payable", OPS) == "Payable now: ₹4,100.00."
    await statement_is_right(town)


async def statement_is_right(town: Town) -> None:
    card, paper = await town.told(
        SUNRISE, "Your payout P-1: ₹4,100.00", "Your payout statement P-1: ₹4,100.00"
    )
    assert paper["document"]["file_name"] == "statement-P-1-v1.pdf"
    toast = await town.tap_on("manoj", "All right", SUNRISE, card["id"])
    assert toast == "Thank you. Finance is asked to pay P-1 now."
    await town.told(FINANCE, "P-1 · ₹4,100.00 · requested")


async def payout_is_paid(town: Town, reference: str = "632823155921") -> None:
    assert await town.tap("gita", "Approve ₹4,100.00", FINANCE) == "P-1 is approved."
    await reference_is_entered(town, "gita", reference)
    await town.told(FINANCE, "P-1 is paid: ₹4,100.00")
    await town.told(SUNRISE, "You are paid: ₹4,100.00")


async def reference_is_entered(town: Town, who: str, reference: str) -> None:
    """Paid in the bank app with the code that comes in private; reference and proof are given in the group."""
    assert "bank app" in await town.tap(who, "Pay now", FINANCE)
    [code] = await town.told(PEOPLE[who], "Scan the code with the UPI app")
    assert code["photo"]
    await reference_is_given(town, who, reference)


async def reference_is_given(town: Town, who: str, reference: str) -> None:
    await town.tap(who, "Paid: enter the reference", FINANCE)
    await town.told(FINANCE, "Paid", "What is the bank's reference (UTR)?")
    await town.answer(who, reference, FINANCE)
    await town.told(FINANCE, "2 of 2", "a picture of the bank's confirmation")
    await town.photo(who, FINANCE, reply=True)
    await town.told(FINANCE, reference)
    await town.tap(who, "Submit", FINANCE)


async def payee_is_right(town: Town, who: str, payment: str) -> None:
    """Nothing was paid to this vendor before: a second person says that it need not wait."""
    await gives_a_reason(town, who, "The payee is right: pay without waiting", FINANCE, "I called the shop")
    await town.told(FINANCE, f"{payment} need not wait any more", f"{payment} need not wait")


DAYS: Final[tuple[Day, ...]] = (
    lead_arrives,
    customer_joins,
    documents_come,
    survey_is_booked,
    survey_is_acknowledged,
    survey_day,
    survey_is_reported,
    site_is_ready,
    materials_are_asked_for,
    materials_are_allocated,
    installation_is_booked,
    materials_are_handed_out,
    installation_day,
    installation_is_reported,
    installation_is_approved,
    pack_is_submitted,
    pack_is_sent,
    pack_is_acknowledged,
    payout_is_opened,
    payout_is_paid,
)


async def gives_a_reason(town: Town, who: str, button: str, chat: int, reason: str) -> None:
    """A tap that asks why: the answer is typed in the group and checked before it counts."""
    await town.tap(who, button, chat)
    _, asked = await town.told(chat, "1 of 1", "Example:")
    assert asked["force_reply"]
    await town.answer(who, reason, chat)
    await town.told(chat, "Please check:")
    await town.tap(who, "Submit", chat)


async def lead_is_cancelled(town: Town, reason: str, who: str = "ravi", chat: int = OPS) -> None:
    """What would follow is shown first; then the reason, in one's own words."""
    await town.tap(who, "Cancel the lead", chat)
    await town.told(chat, f"Cancel {LEAD}?")
    await gives_a_reason(town, who, "Another reason …", chat, reason)


async def pass_until(town: Town, last: Day, *, since: Day = lead_arrives) -> None:
    """Ordinary days, up to and with `last`."""
    for day in DAYS[DAYS.index(since) : DAYS.index(last) + 1]:
        await day(town)
