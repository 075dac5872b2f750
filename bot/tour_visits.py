"""The two visits of the tour: how they are booked, their day, and their reports."""

from typing import Any, Final

from bot.company import OPS_GROUP, SUNRISE_GROUP
from bot.tour_steps import (
    CUSTOMER,
    LAKHAN,
    MANOJ_ALONE,
    MORNING,
    RAVI,
    SLOT,
    VIKRAM,
    Hand,
    Step,
    bearer,
    clock,
    like,
    words,
)

SURVEY_BOOKED: Final = (
    "The next step is always on the card. Ravi offers Vikram times at which a crew is really free.",
    "Vikram taps the one that suits him. From now on nobody else can take it.",
    "It is kept for a quarter of an hour while he decides. He confirms.",
    "Only crews that are free then are offered. Ravi sends Sunrise Crew, and the visit gets its own number.",
    "The crew has the visit in its group and takes it.",
)

SURVEY_DAY: Final = (
    "The car maker asks over the API how it goes: who owes what, and by when. Always one answer.",
    "Time passes. A day before, Vikram and the crew are reminded, each in his own chat.",
    "Three hours before, the crew is asked to call the customer.",
    "Lakhan has called. Had he stayed silent, the bot would soon look for a backup crew.",
    "A little later, shortly before the visit.",
    "Time to go: how long will it take?",
    "One tap, and Vikram knows when they come.",
    "They are there.",
)

INSTALLATION_BOOKED: Final = (
    "Now the installation is planned, just as the survey was.",
    "Vikram chooses again …",
    "… and confirms.",
    "Ravi books the same crew, and Vikram gets a list of what to check before.",
    "This time Manoj takes it.",
)

INSTALLATION_DAY: Final = (
    "The car maker looks again: one next action, one who owes it, one time.",
    "The day before …",
    "… and the morning of the installation.",
    "The customer expects them.",
    "Time to go.",
    "On the way: half an hour …",
    "… Vikram is told …",
    "… and at the door.",
)


def scheduling(letter: str, name: str, crew: Hand, sayings: tuple[str, str, str, str, str]) -> list[Step]:
    """Slots, the choice, the crew, its word; keeps `slot` and the visit's id under `name`."""
    proposed, tapped, chosen, assigned, acknowledged = sayings
    return [
        RAVI.tap(
            proposed,
            "Propose slots",
            like(CUSTOMER, rf"When may we come[\s\S]*\n(?P<slot>{MORNING})"),
            on="{lead}",
        ),
        VIKRAM.tap(tapped, "{slot}", words(CUSTOMER, "We keep {slot} for you"), on="When may we come"),
        VIKRAM.tap(
            chosen,
            "Confirm {slot}",
            like(OPS_GROUP, rf"The customer chose (?P<slot>{SLOT})"),
            on="We keep {slot} for you",
        ),
        RAVI.tap(
            assigned,
            "Assign Sunrise Crew",
            like(OPS_GROUP, rf"(?P<{name}>{letter}-\d+-\d+) is booked"),
            on="{lead}",
        ),
        crew.tap(
            acknowledged,
            "Acknowledge",
            like(SUNRISE_GROUP, rf"{{{name}}}[\s\S]*\nCustomer confirmed"),
            on=f"{{{name}}}",
        ),
    ]


def visit_day(name: str, crew: Hand, api: str, key: str, sayings: tuple[str, ...]) -> list[Step]:
    """From the eve of the visit to the door. The next action, the call, is due an hour before the visit begins."""
    asked, reminded, called, confirmed, leaving, away, minutes, arrived = sayings
    visit = f"{{{name}}}"
    return [
        {
            "say": asked,
            "do": {"call": {"url": f"{api}/leads/{{lead}}", "headers": bearer(key)}},
            "keep": {"due": "next_action.due"},
        },
        clock(
            reminded,
            {"to": "{due}", "before": "23h"},
            words(CUSTOMER, "Reminder: "),
        ),
        clock(
            called,
            {"to": "{due}", "before": "2h"},
            words(SUNRISE_GROUP, f"Please call the customer of {visit} now"),
        ),
        crew.tap(confirmed, "Customer confirmed", words(CUSTOMER, "Confirmed: {slot}"), on=visit),
        clock(leaving, {"to": "{due}", "after": "40m"}),
        crew.tap(
            away, "On the way", words(SUNRISE_GROUP, f"In how many minutes are you at {visit}"), on=visit
        ),
        crew.tap(minutes, "30 min", words(CUSTOMER, "is on the way to you"), on=visit),
        crew.tap(arrived, "Arrived", like(SUNRISE_GROUP, rf"{visit}[\s\S]*\nWrite the report"), on=visit),
    ]


def survey_report() -> list[Step]:
    def asks(number: int) -> dict[str, Any]:
        return words(SUNRISE_GROUP, f"{number} of 6")

    return [
        LAKHAN.tap(
            "The report is one card in the crew's own group; whoever is there may fill it.",
            "Write the report",
            asks(1),
            on="{survey}",
        ),
        LAKHAN.tap("A tap where there is a choice …", "Single phase", asks(2), on="1 of 6"),
        LAKHAN.write("… a number where there is a reading: the sanctioned load,", "10", asks(3)),
        LAKHAN.write("the cable from the meter,", "18 m", asks(4)),
        LAKHAN.write("the voltage between neutral and earth,", "1,2", asks(5)),
        LAKHAN.write(
            "and the earth resistance. 7.2 Ω is to watch, so the card asks for a word.",
            "7.2",
            words(SUNRISE_GROUP, "In a few words: what did you see?"),
        ),
        LAKHAN.write("He gives it.", "dry soil beside the bay", asks(6)),
        LAKHAN.photos(
            "Photos come as an album.",
            ["Meter and distribution board", "Earth pit beside the parking bay"],
            words(SUNRISE_GROUP, "2 received so far"),
        ),
        LAKHAN.tap(
            "That was the last question. The bot shows everything once more.",
            "Done",
            words(SUNRISE_GROUP, "Earth resistance: 7.2 Ω"),
        ),
        LAKHAN.tap(
            "Lakhan checks and submits. Only now does it count.",
            "Submit",
            words(OPS_GROUP, "The report of {survey} is in"),
        ),
    ]


def installation_report() -> list[Step]:
    me = MANOJ_ALONE.phone

    def asks(number: int) -> dict[str, Any]:
        return words(me, f"{number} of 8")

    return [
        MANOJ_ALONE.write(
            "Manoj prefers his own chat. Home shows what he owes, the most urgent first.",
            "/home",
            like(me, r"\n{lead}: submit the report"),
        ),
        MANOJ_ALONE.tap("One tap on it …", "{lead}: submit the report", words(me, "{installation}")),
        MANOJ_ALONE.tap("… and the report begins.", "Write the report", asks(1), on="{installation}"),
        MANOJ_ALONE.write("The charger's serial number,", "AC74-2026-{count}", asks(2)),
        MANOJ_ALONE.write("the metres of cable used,", "17.5", asks(3)),
        MANOJ_ALONE.write("neutral to earth,", "0.8 V", asks(4)),
        MANOJ_ALONE.write("the earth resistance, which is good now,", "3.2", asks(5)),
        MANOJ_ALONE.write("the insulation,", "200", asks(6)),
        MANOJ_ALONE.write("the safety switch trips,", "yes", asks(7)),
        MANOJ_ALONE.write("and Vikram knows how to use it.", "Yes", asks(8)),
        MANOJ_ALONE.photos(
            "Photos of the work.",
            ["The charger on the wall", "Distribution board with RCBO", "New earth pit"],
            words(me, "3 received so far"),
        ),
        MANOJ_ALONE.tap("All of it once more, to check …", "Done", words(me, "Photos: 3 received")),
        MANOJ_ALONE.tap(
            "… and the report is in. Vikram is told that his charger is ready.",
            "Submit",
            words(CUSTOMER, "Your charger is installed"),
        ),
        *signature(),
    ]


def signature() -> list[Step]:
    return [
        VIKRAM.tap(
            "Vikram checks what was installed, and signs with one tap.",
            "I have it and it works",
            words(OPS_GROUP, "The customer has signed for {installation}"),
        ),
        VIKRAM.tap("Five stars from Vikram.", "5 ★", words(OPS_GROUP, "5 of 5 stars")),
        RAVI.tap(
            "Central Ops checks the readings and approves the installation.",
            "Approve the installation",
            words(SUNRISE_GROUP, "The report of {installation} is approved"),
            on="{lead}",
        ),
    ]
