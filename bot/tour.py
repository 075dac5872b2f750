"""The demo's guided tour: one lead from the OEM's call to the crew's payout, played by everybody who has a part in it."""

from typing import Any, Final

from bot.company import OPS_GROUP, REPORTING_GROUP, VOLTERA_GROUP
from bot.tour_money import materials, payout, purchase
from bot.tour_steps import (
    CUSTOMER,
    HANDS,
    INDIRA,
    JAYA,
    LAKHAN,
    MANOJ,
    RAVI,
    VIKRAM,
    Step,
    bearer,
    like,
    words,
)
from bot.tour_visits import (
    INSTALLATION_BOOKED,
    INSTALLATION_DAY,
    SURVEY_BOOKED,
    SURVEY_DAY,
    installation_report,
    scheduling,
    survey_report,
    visit_day,
)

LEAD: Final = {
    "reference": "VM-{stamp}",
    "name": "Vikram Shah",
    "phone": "98200 2{count}",
    "pin_code": "411045",
    "city": "Pune",
    "address": "A-{count}, Blue Ridge, Baner",
    "vehicle": "Voltera One",
    "dealer": "Voltera Baner",
}


def _intake(api: str, key: str) -> list[Step]:
    return [*_arrival(api, key), *_documents()]


def _arrival(api: str, key: str) -> list[Step]:
    return [
        {
            "say": "Vikram has bought an electric car. The car maker's own system sends ChargeOps a lead over the API.",
            "phone": RAVI.phone,
            "chat": RAVI.chat,
            "do": {"call": {"method": "POST", "url": f"{api}/leads", "headers": bearer(key), "json": LEAD}},
            "keep": {"lead": "id"},
            "expect": words(OPS_GROUP, "{lead} · New"),
        },
        RAVI.tap(
            "Central Ops got a card: whom to call, and by when. Ravi reaches Vikram and says so with one tap.",
            "Reached",
            words(OPS_GROUP, "{lead} · Waiting for documents"),
            on="{lead} · New",
        ),
        RAVI.tap(
            "Ravi asks for a personal link, good for this lead alone, to pass on to Vikram.",
            "Customer link",
            like(OPS_GROUP, r"Hello Vikram Shah,[\s\S]*\?start="),
            on="{lead}",
        ),
        VIKRAM.does(
            "Vikram opens the link. Before anything of his is kept, the bot asks for his consent.",
            {"open": {"chat": OPS_GROUP}},
            words(CUSTOMER, "Do you agree?"),
        ),
        VIKRAM.tap("He agrees.", "I agree", words(CUSTOMER, "Your charger, {lead}")),
    ]


def _documents() -> list[Step]:
    return [
        VIKRAM.tap(
            "Three things are needed for a survey. The bot asks for one after the other.",
            "Share what is missing",
            words(CUSTOMER, "1 of 3"),
            on="{lead}",
        ),
        VIKRAM.photos(
            "A photo of the electricity bill …",
            ["Electricity bill, Vikram Shah"],
            words(CUSTOMER, "2 of 3"),
        ),
        VIKRAM.does(
            "… the place, sent as a location …",
            {"share": {"latitude": 18.559, "longitude": 73.779}},
            words(CUSTOMER, "Is this the place of the charger?"),
        ),
        VIKRAM.tap(
            "… and looked at once more on the map …",
            "Right",
            words(CUSTOMER, "3 of 3"),
            on="Is this the place",
        ),
        VIKRAM.write(
            "… and the electrician of the house. With that, Central Ops hears that all is in.",
            "Prakash Jadhav, 98220 12345",
            words(OPS_GROUP, "All documents are in"),
        ),
    ]


def _review() -> list[Step]:
    return [
        RAVI.tap(
            "Central Ops looks at report and photos. What is out of limits is marked: the earth resistance.",
            "Show the report",
            words(OPS_GROUP, "Report of {survey}"),
            on="{lead}",
        ),
        RAVI.tap(
            "The site is good enough: an earthing kit will do. Vikram is told in plain words.",
            "Site is ready",
            words(CUSTOMER, "your site is ready for the charger"),
            on="{lead}",
        ),
    ]


def _closure() -> list[Step]:
    return [
        RAVI.tap(
            "A last call: is Vikram satisfied? A problem would open a rework visit.",
            "Satisfied",
            words(OPS_GROUP, "How satisfied is the customer of {lead}"),
            on="{lead}",
        ),
        RAVI.tap(
            "With that the program compiles the closure pack: both reports, photos, readings, sign-off.",
            "5 ★",
            like(REPORTING_GROUP, r"The closure pack (?P<pack>C-\d+) is compiled"),
            on="How satisfied is the customer of {lead}",
        ),
        INDIRA.tap(
            "OEM Reporting checks the PDF and sends it to the car maker.",
            "Send to the OEM",
            words(VOLTERA_GROUP, "The closure pack {pack} is here"),
            on="{pack}",
        ),
        JAYA.tap(
            "The car maker acknowledges. It never sees what crews or vendors are paid. The lead is closed.",
            "Acknowledge",
            words(OPS_GROUP, "{lead} is closed"),
            on="{pack}",
        ),
    ]


def steps(api: str, key: str) -> list[Step]:
    """All eight phases; `api` is the address of the OEM's API, `key` an OEM's sandbox key."""
    chapters = (
        ("1 Intake", _intake(api, key)),
        ("2 Survey scheduling", scheduling("S", "survey", LAKHAN, SURVEY_BOOKED)),
        (
            "3 Survey day",
            [*visit_day("survey", LAKHAN, api, key, SURVEY_DAY), *survey_report()],
        ),
        ("4 Review", _review()),
        (
            "5 Installation planning",
            [
                *materials(),
                *purchase(),
                *scheduling("I", "installation", MANOJ, INSTALLATION_BOOKED),
            ],
        ),
        (
            "6 Installation day",
            [*visit_day("installation", MANOJ, api, key, INSTALLATION_DAY), *installation_report()],
        ),
        ("7 Closure", _closure()),
        ("8 Payout", payout()),
    )
    return [
        step | ({"chapter": title} if number == 0 else {})
        for title, found in chapters
        for number, step in enumerate(found)
    ]


PANEL: Final = "lead"
PATIENCE_S: Final = 75
"""A group is written to 20 times a minute at most, as Telegram allows: whoever watches in a hurry waits a minute for that."""


def panel(web: str) -> dict[str, str]:
    """The page beside the phones: always the lead of which there is news."""
    return {"id": PANEL, "title": "The lead", "url": f"{web}/board/latest"}


def tour(api: str, key: str) -> dict[str, Any]:
    return {
        "id": "one-lead",
        "title": "One lead, from the car maker’s call to the crew’s money",
        "about": "Eight phases in about six minutes. Watch, or take over at any step: every tap you see is one that you could make.",
        "phones": [hand.phone for hand in HANDS],
        "panel": PANEL,
        "patience": PATIENCE_S,
        "steps": steps(api, key),
    }
