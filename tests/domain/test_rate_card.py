"""Rate cards: which rate counts for which visit, versions that never change, and files of rates."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid, NotAllowed
from domain.events import Happening
from domain.money.amount import Money
from domain.money.rate_card import ChargerClass, RateCard, Rates, RatesVersion, VisitRate, class_of, terms_on
from domain.money.rates import set_rates
from domain.money.rates_file import read_rates
from domain.money.reckoning import day_of
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.slot import Slot
from domain.visits.states import VisitKind
from domain.visits.underway import CheckIn
from tests.build import a_rate_card, a_team, a_visit, some_rates
from tests.fakes import NOW, a_uow

ADMIN: Final = Actor(person="p-ada", name="Ada", roles=frozenset({Role.ADMIN}))
MEERA: Final = Actor(person="p-meera", name="Meera", roles=frozenset({Role.OPS}))

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def rate(rupees: int, zone: str = "", charger: ChargerClass | None = None) -> VisitRate:
    return VisitRate(kind=VisitKind.INSTALLATION, zone=zone, charger=charger, amount=Money(rupees * 100))


@pytest.mark.parametrize(
    ("pin_code", "kw", "rupees"),
    [
        ("560001", 7.4, 2500),
        ("411045", 7.4, 3000),
        ("411045", 22, 4000),
        ("411057", 22, 3500),
        ("560001", 3.3, 2000),
    ],
)
def test_the_nearest_place_decides_and_then_the_charger(pin_code: str, kw: float, rupees: int) -> None:
    rates = Rates(
        visits=(
            rate(2500),
            rate(2000, charger=ChargerClass.KW_3),
            rate(3000, "411"),
            rate(4000, "411", ChargerClass.KW_22),
            rate(3500, "41105"),
        )
    )
    card = replace(a_rate_card(), versions=(replace(a_rate_card().versions[0], rates=rates),))
    assert terms_on(TODAY, card).visit(VisitKind.INSTALLATION, pin_code, kw) == Money(rupees * 100)


@pytest.mark.parametrize(
    ("kw", "name"),
    [(3.3, "3.3"), (3.6, "3.3"), (7.2, "7.4"), (7.4, "7.4"), (11.2, "11"), (22, "22"), (30, "22")],
)
def test_a_charger_is_of_the_class_of_its_power(kw: float, name: str) -> None:
    assert class_of(kw) == name


def test_what_a_team_leaves_open_the_company_says() -> None:
    own, company = a_rate_card(absent=Money(0)), a_rate_card("", metre=Money(80_00), absent=Money(250_00))
    terms = terms_on(TODAY, own, company)
    assert (terms.metre, terms.absent, terms.rework_share) == (Money(80_00), Money(0), 0)


def test_without_any_card_nothing_is_earned() -> None:
    assert terms_on(TODAY, None, None).visit(VisitKind.SURVEY, "411045", 7.4) == Money(0)


@given(st.lists(DAYS, min_size=1, max_size=8), DAYS)
def test_the_latest_version_from_the_day_or_before_counts(days: list[date], day: date) -> None:
    card = RateCard(id="rates/sunrise", team="sunrise")
    for number, since in enumerate(days, start=1):
        card = card.adding(
            RatesVersion(number=number, valid_from=since, rates=some_rates(), set_at=NOW, by="Ada")
        )
    found = card.on(day)
    fitting = [(one.valid_from, one.number) for one in card.versions if one.valid_from <= day]
    assert (found and (found.valid_from, found.number)) == (max(fitting) if fitting else None)


@given(DAYS, DAYS, st.lists(DAYS, max_size=5))
def test_a_version_for_later_changes_nothing_before_it(day: date, later: date, days: list[date]) -> None:
    card = RateCard(id="rates/sunrise", team="sunrise")
    for number, since in enumerate(days, start=1):
        card = card.adding(
            RatesVersion(number=number, valid_from=since, rates=some_rates(), set_at=NOW, by="Ada")
        )
    new = RatesVersion(number=9, valid_from=later, rates=Rates(metre=Money(1)), set_at=NOW, by="Ada")
    assert (card.adding(new).on(day) == card.on(day)) or later <= day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 30, 18, 29, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 18, 30, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_day_of_a_visit_begins_at_midnight_in_india(moment: datetime, day: date) -> None:
    slot = Slot(start=moment, end=moment + timedelta(hours=2))
    assert day_of(a_visit(slot=slot), DEFAULT.calendar) == day
    came = a_visit(check_in=CheckIn(at=moment))
    assert day_of(came, DEFAULT.calendar) == day


async def test_a_new_version_is_added_and_the_one_before_stays() -> None:
    uow = a_uow()
    await uow.add(a_team())
    first = await set_rates(uow, "sunrise", some_rates(), TODAY, ADMIN)
    second = await set_rates(uow, "sunrise", Rates(metre=Money(90_00)), date(2026, 12, 1), ADMIN)
    assert second.versions[0] == first.versions[0]
    assert [(one.number, one.valid_from) for one in second.versions] == [(1, TODAY), (2, date(2026, 12, 1))]
    assert [event.kind for event in uow.events] == [Happening.RATES_SET] * 2
    assert second.after(TODAY) == (second.versions[1],)


async def test_days_gone_by_need_a_reason() -> None:
    uow = a_uow()
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Invalid, match="passed already"):
        await set_rates(uow, "", some_rates(), yesterday, ADMIN)
    card = await set_rates(uow, "", some_rates(), yesterday, ADMIN, reason="agreed in October")
    assert card.versions[0].reason == "agreed in October"


@pytest.mark.parametrize(
    "rates", [Rates(), Rates(rework_share=101), Rates(rework_deduction=-1), Rates(free_metres=501)]
)
async def test_rates_that_cannot_be_are_refused(rates: Rates) -> None:
    with pytest.raises(Invalid, match="Example"):
        await set_rates(a_uow(), "", rates, TODAY, ADMIN)


async def test_only_the_admin_sets_rates() -> None:
    with pytest.raises(NotAllowed):
        await set_rates(a_uow(), "", some_rates(), TODAY, MEERA)


def test_a_file_of_rates_holds_whole_cards() -> None:
    text = (
        "Team,What,Zone,Charger,Amount\n"
        ",absent,,,250\n"
        ",rework share,,,40%\n"
        "\n"
        'sunrise,installation,411,7.4 kW,"3,500"\n'
        "sunrise,metre,,,80.50\n"
    )
    file = read_rates(text, {"sunrise"})
    assert file.faults == ()
    assert file.cards == {
        "": Rates(absent=Money(250_00), rework_share=40),
        "sunrise": Rates(visits=(rate(3500, "411", ChargerClass.KW_7),), metre=Money(80_50)),
    }


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("dawn,survey,,,500", "team", "There is no team “dawn”"),
        ("sunrise,lunch,,,500", "what", "“lunch” is no rate"),
        ("sunrise,survey,Pune,,500", "zone", "“Pune” is not how a PIN code begins. Example: 411."),
        ("sunrise,survey,,9 kW,500", "charger", "“9 kW” is no charger class. There are: 3.3, 7.4, 11, 22."),
        ("sunrise,survey,,,-500", "amount", "“-500” is no amount. Example: 3,500."),
        ("sunrise,survey", "amount", "“” is no amount"),
        ("sunrise,metre,411,,80", "zone", "Only visits have rates by place"),
        ("sunrise,rework share,,,140", "amount", "“140” is no number from 0 to 100"),
        ("sunrise,emergency,,,500", "what", "The same rate stands in row 2 already"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_by_its_cell(row: str, column: str, words: str) -> None:
    file = read_rates(f"team,what,zone,charger,amount\nsunrise,emergency,,,400\n{row}\n", {"sunrise"})
    [fault] = file.faults
    assert (fault.row, fault.column) == (3, column)
    assert words in str(fault.words)


@pytest.mark.parametrize("text", ["", "team,amount\nsunrise,5\n", "team,what,zone,charger,amount\n"])
def test_a_file_without_rates_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="sunrise,installation"):
        read_rates(text, {"sunrise"})
