"""The small company that the demo starts with: invented people, desks, teams, stock and rate cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Final

from domain.checklists.reading import read_checklist
from domain.leads.intake import NewLead, receive_lead
from domain.materials.store import Store
from domain.money.amount import Money
from domain.money.rate_card import ChargerClass, RateCard, Rates, RatesVersion, VisitRate, card_of
from domain.people.actor import Actor
from domain.people.key import ApiKey
from domain.people.keys import digest
from domain.people.person import Chat, Grant, Oem, Person
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind
from domain.visits.team import PaymentSchedule, Team

BOTH: Final = frozenset({VisitKind.SURVEY, VisitKind.INSTALLATION})
OPS_GROUP: Final = -1001000000001
PROCUREMENT_GROUP: Final = -1001000000002
FINANCE_GROUP: Final = -1001000000003
REPORTING_GROUP: Final = -1001000000004
SUNRISE_GROUP: Final = -1001000000005
DECCAN_GROUP: Final = -1001000000006
KONKAN_GROUP: Final = -1001000000007
VOLTERA_GROUP: Final = -1001000000008


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the demo; without grants he is a customer to be."""

    id: int
    name: str
    phone: str
    groups: tuple[int, ...] = ()
    grants: tuple[Grant, ...] = ()


MEMBERS: Final = (
    Member(1001, "Asha Rao", "+919820010001"),
    Member(1002, "Vikram Shah", "+919820010002"),
    Member(
        1010,
        "Meera Joshi",
        "+919820010010",
        (OPS_GROUP,),
        (Grant(role=Role.OPS, lead_of_desk=True), Grant(role=Role.ADMIN)),
    ),
    Member(1011, "Ravi Kulkarni", "+919820010011", (OPS_GROUP,), (Grant(role=Role.OPS),)),
    Member(1020, "Farida Sheikh", "+919820010020", (PROCUREMENT_GROUP,), (Grant(role=Role.PROCUREMENT),)),
    Member(1030, "Gita Nair", "+919820010030", (FINANCE_GROUP,), (Grant(role=Role.FINANCE),)),
    Member(1031, "Harish Menon", "+919820010031", (FINANCE_GROUP,), (Grant(role=Role.FINANCE),)),
    Member(1032, "Sunita Pillai", "+919820010032", (FINANCE_GROUP,), (Grant(role=Role.FINANCE),)),
    Member(1040, "Indira Sen", "+919820010040", (REPORTING_GROUP,), (Grant(role=Role.REPORTING),)),
    Member(
        1050, "Lakhan Pawar", "+919820010050", (SUNRISE_GROUP,), (Grant(role=Role.FIELD, team="sunrise"),)
    ),
    Member(
        1051, "Manoj Shinde", "+919820010051", (SUNRISE_GROUP,), (Grant(role=Role.FIELD, team="sunrise"),)
    ),
    Member(1060, "Naveen Gowda", "+919820010060", (DECCAN_GROUP,), (Grant(role=Role.FIELD, team="deccan"),)),
    Member(1070, "Omkar Patil", "+919820010070", (KONKAN_GROUP,), (Grant(role=Role.FIELD, team="konkan"),)),
    Member(1080, "Jaya Iyer", "+919820010080", (VOLTERA_GROUP,), (Grant(role=Role.OEM, oem="voltera"),)),
)
CHATS: Final = (
    Chat(id=OPS_GROUP, title="Central Ops", role=Role.OPS, is_forum=True),
    Chat(id=SUNRISE_GROUP, title="Sunrise Crew", role=Role.FIELD, team="sunrise"),
    Chat(id=PROCUREMENT_GROUP, title="Procurement", role=Role.PROCUREMENT),
    Chat(id=FINANCE_GROUP, title="Finance", role=Role.FINANCE),
    Chat(id=REPORTING_GROUP, title="OEM Reporting", role=Role.REPORTING),
    Chat(id=DECCAN_GROUP, title="Deccan Electricals", role=Role.FIELD, team="deccan"),
    Chat(id=KONKAN_GROUP, title="Konkan Power", role=Role.FIELD, team="konkan"),
    Chat(id=VOLTERA_GROUP, title="Voltera Motors", role=Role.OEM, oem="voltera"),
)


def _team(key: str, name: str, zones: tuple[str, ...], schedule: PaymentSchedule) -> Team:
    return Team(
        id=key,
        name=name,
        skills=BOTH,
        zones=zones,
        schedule=schedule,
        payee=f"{key}crew@okbank",
        phone="+919820010099",
    )


TEAMS: Final = (
    _team("sunrise", "Sunrise Crew", ("411",), PaymentSchedule.PER_JOB),
    _team("deccan", "Deccan Electricals", ("411", "412"), PaymentSchedule.FORTNIGHTLY),
    _team("konkan", "Konkan Power", ("400",), PaymentSchedule.MONTHLY),
)


def _rates(survey: int, installation: int, *more: VisitRate) -> Rates:
    """Rupees."""
    plain = {VisitKind.SURVEY: survey, VisitKind.INSTALLATION: installation}
    rates = (VisitRate(kind=kind, amount=Money(rupees * 100)) for kind, rupees in plain.items())
    return Rates(visits=(*rates, *more))


RATES: Final[Mapping[str, Rates]] = {
    "": Rates(
        metre=Money(80_00),
        free_metres=20,
        emergency=Money(500_00),
        absent=Money(250_00),
        rework_share=0,
        rework_deduction=50,
    ),
    "sunrise": _rates(600, 3500),
    "deccan": _rates(550, 3200),
    "konkan": _rates(
        650,
        3800,
        VisitRate(kind=VisitKind.INSTALLATION, charger=ChargerClass.KW_22, amount=Money(5_200_00)),
    ),
}
"""What teams earn: the company's card for what all have in common, and each team's own."""
RATES_FROM: Final = date(2026, 1, 1)
OEMS: Final = (
    Oem(
        id="voltera",
        name="Voltera Motors",
        policy={
            "included_metres": "20",
            "customer_prices": "cable:350,cable_3x10:520,cable_3x16:780,spd_2p:3500,pedestal:7500",
        },
    ),
    Oem(id="kaveri", name="Kaveri EV"),
)
"""Voltera's package holds 20 m of cable; what goes beyond it is quoted to the customer. Kaveri has no package."""
STORES: Final = (
    Store(id="pune", title="Pune", zones=("411", "412")),
    Store(id="mumbai", title="Mumbai", zones=("400",)),
)
STOCK: Final = (
    ("pune", "charger", 8),
    ("pune", "cable", 300),
    ("pune", "cable_3x10", 120),
    ("pune", "earth_wire", 300),
    ("pune", "rcbo", 8),
    ("pune", "enclosure_4", 8),
    ("pune", "conduit_25", 300),
    ("pune", "saddle_25", 400),
    ("pune", "gland_25", 40),
    ("pune", "lug_6", 200),
    ("pune", "fixings", 20),
    ("pune", "danger_label", 40),
    ("mumbai", "charger", 8),
    ("mumbai", "cable", 200),
    ("mumbai", "cable_3x10", 80),
    ("mumbai", "earth_wire", 200),
    ("mumbai", "rcbo", 8),
    ("mumbai", "enclosure_4", 8),
    ("mumbai", "conduit_25", 200),
    ("mumbai", "saddle_25", 300),
    ("mumbai", "gland_25", 40),
    ("mumbai", "lug_6", 200),
    ("mumbai", "fixings", 20),
    ("mumbai", "danger_label", 40),
)
"""No earthing kit anywhere: a site with poor earth leads to a local purchase."""

CHECKLISTS: Final = ("voltera-survey.toml", "voltera-installation.toml")
"""Voltera asks little; Kaveri EV has no checklists of its own, so its reports are filled with the program's."""


async def first_lead(uow: UnitOfWork) -> None:
    """Something to begin with: a request of an OEM for the first customer."""
    oem = Actor(person=None, name="Voltera Motors", roles=frozenset({Role.OEM}), oem="voltera")
    new = NewLead(
        oem="voltera",
        reference="VM-2026-0001",
        name="Asha Rao",
        phone="+919820010001",
        pin_code="411045",
        city="Pune",
        address="B-1204, Palm Grove, Baner",
        vehicle="Voltera One",
        dealer="Voltera Baner",
    )
    await receive_lead(uow, new, oem)


async def found_company(uow: UnitOfWork, keys: dict[str, str]) -> None:
    """Write all of it; `keys` are the OEMs' API keys, kept as hashes only."""
    for oem in OEMS:
        await uow.add(oem)
        await uow.add(
            ApiKey(
                id=f"demo-{oem.id}", oem=oem.id, sha256=digest(keys[oem.id]), name="demo", created_at=uow.now
            )
        )
    for name in CHECKLISTS:
        text = (files("bot") / "checklists" / name).read_text(encoding="utf-8")
        await uow.add(read_checklist(text))
    for team in TEAMS:
        await uow.add(team)
    for chat in CHATS:
        await uow.add(chat)
    for member in MEMBERS:
        if member.grants:
            await uow.add(
                Person(id=f"p{member.id}", telegram_id=member.id, name=member.name, grants=member.grants)
            )
    for key, rates in RATES.items():
        await uow.add(
            RateCard(
                id=card_of(key),
                team=key,
                versions=(
                    RatesVersion(number=1, valid_from=RATES_FROM, rates=rates, set_at=uow.now, by="Ada"),
                ),
            )
        )
    for store in STORES:
        await uow.add(store)
    for place, item, quantity in STOCK:
        await uow.stock.receive(place, item, quantity, reason="opening stock", at=uow.now)
