"""From what is payable to a payout that Finance approves: runs, statements, disputes, and what falls back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from domain.errors import NotAllowed, Refused, VersionConflict
from domain.events import Happening
from domain.money.amount import Money, Signed
from domain.money.disputing import agree_to_payout, answer_dispute, dispute_earning
from domain.money.earning import Earning, EarningLine, EarningState, LineKind
from domain.money.outlay import Outlay
from domain.money.owing import owed_to_team
from domain.money.paying import reject_payment
from domain.money.payment import Payment, PaymentState
from domain.money.payout_run import PayoutRun, sums
from domain.money.payouts import open_again, open_payout, run_payouts
from domain.money.together import approve_run, go_together, mark_of, why_single
from domain.next_action import Owed
from domain.people.actor import SYSTEM, Actor, By
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.rules import Rule
from domain.settle import settle
from domain.timekeeping import fire
from domain.timers import payment_timers
from domain.visits.team import PaymentSchedule, Team, owing
from tests.build import NOW, a_flag, a_lead, a_team, an_earning, an_oem
from tests.fakes import House

P: Final = PaymentState
FIRST: Final = date(2026, 12, 1)
RUN: Final = "D-2026-12-01"
OPS: Final = Actor(person="p-ops", name="Ravi", roles=frozenset({Role.OPS}))
GITA: Final = Actor(person="p-gita", name="Gita", roles=frozenset({Role.FINANCE}))
CREW: Final = Actor(person="p-ann", name="Anil", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
DAWN: Final = replace(CREW, teams=frozenset({"dawn"}))
FINANCE: Final = By(person="p-gita", name="Gita", role=Role.FINANCE)
BY: Final = By(person=None, name="ChargeOps", role=Role.SYSTEM)


def payable(number: int, team: str, rupees: int) -> Earning:
    return an_earning(
        id=f"E-S-1042-{number}",
        visit=f"S-1042-{number}",
        team=team,
        amount=Signed(rupees * 100),
        lines=(EarningLine(kind=LineKind.VISIT, amount=Signed(rupees * 100)),),
        state=EarningState.PAYABLE,
        payable_since=NOW,
    )


async def a_house(*earnings: Earning, schedule: PaymentSchedule = PaymentSchedule.FORTNIGHTLY) -> House:
    house = House()
    uow = house.uow(NOW)
    teams = (
        a_team(schedule=schedule),
        a_team(id="dawn", name="Dawn", payee="dawn@okbank", schedule=schedule),
    )
    await uow.add(an_oem())
    await uow.add(a_lead())
    for team in teams:
        await uow.add(team)
    for earning in earnings:
        await uow.add(earning)
    return house


async def a_run(*earnings: Earning, house: House | None = None) -> tuple[House, list[Payment]]:
    house = house or await a_house(*earnings)
    uow = house.uow(NOW)
    await run_payouts(uow, FIRST, SYSTEM)
    await settle(uow)
    return house, await uow.all(Payment)


async def agreed(house: House, payouts: Sequence[Payment]) -> list[Payment]:
    uow = house.uow(NOW + timedelta(hours=1))
    for payout in payouts:
        who = CREW if payout.team == "sunrise" else DAWN
        await agree_to_payout(uow, payout.id, "1", who)
    await settle(uow)
    return await uow.all(Payment)


def kinds(house: House) -> list[Happening]:
    return [event.kind for event in house.ledger.events]


async def test_a_run_proposes_one_payout_to_each_team_and_nothing_twice() -> None:
    house, payouts = await a_run(
        payable(1, "sunrise", 500), payable(2, "sunrise", 700), payable(3, "dawn", 90)
    )
    assert [(one.team, one.state, one.amount, one.run) for one in payouts] == [
        ("sunrise", P.PROPOSED, Money(1200_00), RUN),
        ("dawn", P.PROPOSED, Money(90_00), RUN),
    ]
    _, again = await a_run(house=house)
    assert len(again) == len(payouts)
    assert kinds(house).count(Happening.RUN_OPENED) == 1


async def test_a_run_without_anything_to_pay_is_none() -> None:
    house = await a_house()
    assert await run_payouts(house.uow(NOW), FIRST, SYSTEM) is None
    assert await house.uow(NOW).all(PayoutRun) == []


@pytest.mark.parametrize(
    ("schedule", "day", "paid"),
    [
        (PaymentSchedule.MONTHLY, date(2026, 12, 16), 0),
        (PaymentSchedule.MONTHLY, FIRST, 1),
        (PaymentSchedule.FORTNIGHTLY, date(2026, 12, 16), 1),
        (PaymentSchedule.PER_JOB, FIRST, 0),
    ],
)
async def test_a_run_pays_those_whose_schedule_it_is(schedule: PaymentSchedule, day: date, paid: int) -> None:
    house = await a_house(payable(1, "sunrise", 500), schedule=schedule)
    uow = house.uow(NOW)
    await run_payouts(uow, day, SYSTEM)
    assert len(await uow.all(Payment)) == paid


@pytest.mark.parametrize("at", range(4))
async def test_a_team_that_changes_its_schedule_is_paid_by_exactly_one_run(at: int) -> None:
    """Monthly until the `at`-th run, then fortnightly: each earning comes once."""
    house = await a_house(schedule=PaymentSchedule.MONTHLY)
    days = [date(2026, 11, 16), FIRST, date(2026, 12, 16), date(2027, 1, 1)]
    for number, day in enumerate(days):
        uow = house.uow(NOW)
        await uow.add(payable(number + 1, "sunrise", 100))
        if number == at:
            team = await uow.get(Team, "sunrise")
            await uow.save(replace(team, schedule=PaymentSchedule.FORTNIGHTLY))
        await run_payouts(uow, day, SYSTEM)
    paid = [earning for payout in await uow.all(Payment) for earning in payout.earnings]
    assert sorted(paid) == [f"E-S-1042-{number}" for number in (1, 2, 3, 4)]


async def test_an_earning_is_in_no_second_payout() -> None:
    house, _ = await a_run(payable(1, "sunrise", 500))
    uow = house.uow(NOW)
    with pytest.raises(VersionConflict):
        await open_payout(uow, await uow.get(Team, "sunrise"), [payable(1, "sunrise", 500)], BY)


async def test_deductions_wait_until_something_is_left_to_be_paid() -> None:
    _, payouts = await a_run(payable(1, "sunrise", 500), payable(2, "sunrise", -500))
    assert payouts == []


async def test_tax_is_of_the_whole_financial_year_and_of_all_teams_with_that_pan() -> None:
    house = await a_house()
    uow = house.uow(NOW)
    for team in ("sunrise", "dawn"):
        await uow.save(replace(await uow.get(Team, team), pan="AAAPA1234A"))
    await uow.add(payable(1, "dawn", 29_000))
    for number in (2, 3, 4):
        await uow.add(payable(number, "dawn", 25_000))
        await run_payouts(uow, date(2026, 8 + number, 1), SYSTEM)
    await uow.add(payable(5, "sunrise", 6_000))
    await run_payouts(uow, date(2027, 1, 1), SYSTEM)
    stated = [one.expect_proposed().withheld for one in await uow.all(Payment)]
    assert (stated[-1].year_gross, stated[-1].tds) == (Money(1_10_000_00), Money(60_00))
    assert sum(one.tds.paise for one in stated) == 1_100_00


async def test_what_came_back_does_not_count_in_the_year() -> None:
    house = await a_house(payable(1, "sunrise", 99_000))
    uow = house.uow(NOW)
    await run_payouts(uow, FIRST, SYSTEM)
    await reject_payment(uow, "P-1", "wrong account", GITA)
    await uow.add(payable(2, "sunrise", 6_000))
    await run_payouts(uow, date(2026, 12, 16), SYSTEM)
    payout = await uow.get(Payment, "P-2")
    assert payout.statement is not None
    assert payout.statement.withheld.before == Money(0)


@pytest.mark.parametrize(("opened", "hours"), [("by a run", 24), ("per job", 2)])
async def test_the_time_of_a_statement_ends_by_itself_and_then_finance_is_asked(
    opened: str, hours: int
) -> None:
    if opened == "per job":
        house = await a_house(payable(1, "sunrise", 500), schedule=PaymentSchedule.PER_JOB)
        uow = house.uow(NOW)
        payout = await open_again(uow, "sunrise", OPS)
    else:
        house, [payout] = await a_run(payable(1, "sunrise", 500))
    [ends] = [timer for timer in payment_timers(payout, None) if timer.rule is Rule.STATEMENT_ENDS]
    assert ends.due_at == NOW + timedelta(hours=hours)
    uow = house.uow(ends.due_at)
    await fire(uow, ends, payout.id)
    after = await uow.get(Payment, payout.id)
    assert after.state is P.REQUESTED
    assert after.statement is not None
    assert after.statement.agreed_by == ""


async def test_a_night_is_no_time_to_look_at_a_statement() -> None:
    house = await a_house(payable(1, "sunrise", 500), schedule=PaymentSchedule.PER_JOB)
    evening = DEFAULT.calendar.at(NOW.date(), DEFAULT.calendar.quiet_from) - timedelta(hours=1)
    payout = await open_again(house.uow(evening), "sunrise", OPS)
    assert payout.expect_proposed().until == DEFAULT.calendar.at(
        NOW.date() + timedelta(days=1), DEFAULT.calendar.quiet_until
    )


async def test_finance_is_told_once_the_last_team_has_agreed() -> None:
    house, payouts = await a_run(payable(1, "sunrise", 500), payable(2, "dawn", 700))
    await agreed(house, payouts[:1])
    assert Happening.RUN_READY not in kinds(house)
    await agreed(house, payouts[1:])
    assert kinds(house).count(Happening.RUN_READY) == 1


async def test_a_statement_is_agreed_to_as_it_was_shown() -> None:
    house, _ = await a_run(payable(1, "sunrise", 500), payable(2, "sunrise", 700))
    uow = house.uow(NOW)
    await dispute_earning(uow, "P-1", "E-S-1042-1", "too little", CREW)
    with pytest.raises(Refused, match="changed since you saw it"):
        await agree_to_payout(uow, "P-1", "1", CREW)


async def test_a_disputed_line_is_taken_out_answered_and_comes_with_the_next_run() -> None:
    house, _ = await a_run(payable(1, "sunrise", 500), payable(2, "sunrise", 700))
    uow = house.uow(NOW)
    payout = await dispute_earning(uow, "P-1", "E-S-1042-1", "12 m are missing", CREW)
    statement = payout.expect_proposed()
    assert (payout.amount, statement.version, len(statement.disputed)) == (Money(700_00), 2, 1)
    await settle(uow)
    assert house.ledger.owed["E-S-1042-1"].what is Owed.ANSWER_DISPUTE
    uow = house.uow(NOW)
    await answer_dispute(uow, "E-S-1042-1", "12 m x 80 are added", Signed(960_00), OPS)
    await run_payouts(uow, date(2026, 12, 16), SYSTEM)
    await settle(uow)
    assert "E-S-1042-1" not in house.ledger.owed
    assert [(one.id, one.amount) for one in await uow.all(Payment)] == [
        ("P-1", Money(700_00)),
        ("P-2", Money(1460_00)),
    ]


async def test_a_line_that_stands_stays_what_it_was_and_comes_at_once_to_a_team_that_is_paid_per_job() -> (
    None
):
    house = await a_house(payable(1, "sunrise", 500), schedule=PaymentSchedule.PER_JOB)
    uow = house.uow(NOW)
    await open_again(uow, "sunrise", OPS)
    await dispute_earning(uow, "P-1", "E-S-1042-1", "too little", CREW)
    assert (await uow.get(Payment, "P-1")).state is P.REJECTED
    await answer_dispute(uow, "E-S-1042-1", "that is the rate", None, OPS)
    payout = await uow.get(Payment, "P-2")
    assert (payout.state, payout.amount, payout.requested_by) == (P.PROPOSED, Money(500_00), "p-ops")


@pytest.mark.parametrize("who", [DAWN, GITA])
async def test_only_the_team_and_ops_for_it_dispute(who: Actor) -> None:
    house, _ = await a_run(payable(1, "sunrise", 500))
    with pytest.raises(NotAllowed):
        await dispute_earning(house.uow(NOW), "P-1", "E-S-1042-1", "too little", who)


async def test_once_finance_is_asked_nothing_is_taken_out_and_the_team_hears_whom_to_ask() -> None:
    house, payouts = await a_run(payable(1, "sunrise", 500))
    await agreed(house, payouts)
    with pytest.raises(Refused, match="tell our desk"):
        await dispute_earning(house.uow(NOW), "P-1", "E-S-1042-1", "too little", CREW)


async def test_what_fell_back_to_a_team_paid_per_job_is_owed_by_ops_until_somebody_opens_it_again() -> None:
    house = await a_house(payable(1, "sunrise", 500), schedule=PaymentSchedule.PER_JOB)
    uow = house.uow(NOW)
    await open_again(uow, "sunrise", OPS)
    await reject_payment(uow, "P-1", "wrong account", GITA)
    await settle(uow)
    action = house.ledger.owed[owing("sunrise")]
    assert (action.role, action.what, action.due) == (Role.OPS, Owed.OPEN_PAYOUT, NOW + DEFAULT.desk)
    late = next(one for one in house.ledger.timers[owing("sunrise")] if one.rule is Rule.OVERDUE)
    uow = house.uow(late.due_at)
    await fire(uow, late, owing("sunrise"))
    assert [event.kind for event in uow.events] == [Happening.OVERDUE]
    await open_again(uow, "sunrise", OPS)
    await settle(uow)
    assert owing("sunrise") not in house.ledger.owed
    with pytest.raises(Refused, match="Nothing waits"):
        await open_again(uow, "sunrise", OPS)


async def test_what_fell_back_to_a_team_with_a_schedule_is_taken_by_the_next_run() -> None:
    house, _ = await a_run(payable(1, "sunrise", 500))
    uow = house.uow(NOW)
    await reject_payment(uow, "P-1", "wrong account", GITA)
    await settle(uow)
    assert await owed_to_team(uow, "sunrise") is None
    await run_payouts(uow, date(2026, 12, 16), SYSTEM)
    assert (await uow.get(Payment, "P-2")).earnings == ("E-S-1042-1",)


async def test_who_becomes_paid_per_job_with_something_payable_is_paid_by_hand() -> None:
    house = await a_house(payable(1, "sunrise", 500))
    uow = house.uow(NOW)
    team = await uow.get(Team, "sunrise")
    await uow.save(replace(team, schedule=PaymentSchedule.PER_JOB))
    await settle(uow)
    assert house.ledger.owed[owing("sunrise")].what is Owed.OPEN_PAYOUT


async def test_one_tap_approves_all_that_may_go_together() -> None:
    house, payouts = await a_run(payable(1, "sunrise", 500), payable(2, "dawn", 700))
    waiting = await agreed(house, payouts)
    uow = house.uow(NOW)
    together = await approve_run(uow, RUN, mark_of(waiting), GITA)
    assert sums(together.approved).net == Money(1200_00)
    assert {one.state for one in await uow.all(Payment)} == {P.APPROVED}
    with pytest.raises(Refused, match="waits to be approved"):
        await approve_run(uow, RUN, mark_of(waiting), GITA)


async def test_a_tap_on_a_run_counts_for_what_was_shown() -> None:
    house, payouts = await a_run(payable(1, "sunrise", 500), payable(2, "dawn", 700))
    [one, _] = await agreed(house, payouts)
    with pytest.raises(Refused, match="changed since you saw it"):
        await approve_run(house.uow(NOW), RUN, mark_of([one]), GITA)


async def test_what_is_above_the_limit_has_a_changed_payee_or_a_question_stays_single() -> None:
    [plain] = (await a_run(payable(1, "sunrise", 500)))[1]
    requested = plain.agree(by=BY, now=NOW)[0]
    asked = requested.ask("why?", by=FINANCE, now=NOW)[0]
    above = replace(requested, amount=Money(50_001_00))
    changed = replace(requested, flag=a_flag(until=NOW + timedelta(hours=1)))
    assert why_single(requested, NOW) is None
    assert go_together([plain, asked, above, changed], NOW) == ()


async def test_what_somebody_asked_for_himself_is_left_to_others() -> None:
    house, payouts = await a_run(payable(1, "sunrise", 500), payable(2, "dawn", 700))
    await agreed(house, payouts)
    uow = house.uow(NOW)
    await uow.save(replace(await uow.get(Payment, "P-2"), requested_by="p-gita"))
    together = await approve_run(uow, RUN, mark_of(await uow.all(Payment)), GITA)
    assert [one.id for one in together.approved] == ["P-1"]
    assert [one.id for one, _ in together.left] == ["P-2"]


async def test_what_is_over_the_days_cap_of_one_person_is_left_to_others() -> None:
    house, payouts = await a_run(payable(1, "sunrise", 500), payable(2, "dawn", 700))
    waiting = await agreed(house, payouts)
    uow = house.uow(NOW)
    used = Money(DEFAULT.daily_cap_person.paise - 600_00)
    day = DEFAULT.calendar.local(NOW).date().isoformat()
    await uow.add(Outlay(id=day, approved={"p-gita": used}))
    together = await approve_run(uow, RUN, mark_of(waiting), GITA)
    assert [one.id for one in together.approved] == ["P-1"]
    assert [one.id for one, _ in together.left] == ["P-2"]
