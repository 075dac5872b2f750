"""A fortnight's run of two teams: statements, a dispute, one tap for both, one paid and one failed."""

from dataclasses import replace

from domain.money.amount import Signed
from domain.money.earning import Earning, EarningState
from domain.settle import settle
from domain.visits.team import PaymentSchedule, Team
from tests.scenarios import days
from tests.scenarios.days import DECCAN, FINANCE, LEAD, OPS, SUNRISE
from tests.scenarios.town import Town


async def earned(town: Town) -> None:
    """Two visits of Sunrise and one of Deccan are payable; both teams are paid by the fortnight."""
    await days.lead_arrives(town)
    async with town.parts.database.begin() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now())
        for number, team, rupees in ((1, "sunrise", 600), (2, "sunrise", 3_500), (3, "deccan", 550)):
            earning = Earning(
                id=f"E-S-1042-{number}",
                lead=LEAD,
                visit=f"S-1042-{number}",
                team=team,
                amount=Signed(rupees * 100),
                state=EarningState.PAYABLE,
                earned_at=uow.now,
            )
            await uow.add(earning)
        sunrise = await uow.get(Team, "sunrise")
        await uow.save(replace(sunrise, schedule=PaymentSchedule.FORTNIGHTLY))
        await settle(uow)
    await town.clock_to("2026-12-01T09:00:00+05:30")
    await town.told(FINANCE, "Payouts of Tue 1 Dec: 2 teams")
    await town.told(SUNRISE, "Your payout P-1: ₹4,100.00", "Your payout statement P-1: ₹4,100.00")
    await town.told(DECCAN, "Your payout P-2: ₹550.00", "Your payout statement P-2: ₹550.00")


async def disputed(town: Town) -> None:
    await town.tap("manoj", "Something is wrong", SUNRISE)
    await town.tap("manoj", "L-1042 S-1042-1: ₹600.00", SUNRISE)
    await town.answer("manoj", "12 m of cable are missing", SUNRISE)
    await town.tap("manoj", "Submit", SUNRISE)
    assert "Taken out: S-1042-1, ₹600.00" in await town.card(SUNRISE, "Your payout P-1: ₹3,500.00")
    assert "disputed: S-1042-1, ₹600.00: 12 m" in await town.card(FINANCE, "Payouts of Tue 1 Dec")
    await town.holds()


async def answered(town: Town) -> None:
    await town.tap("ravi", "Answer the team", OPS)
    await town.tap("ravi", "The team gets more", OPS)
    await town.answer("ravi", "960", OPS)
    await town.answer("ravi", "12 m x 80 are added", OPS)
    await town.skip(SUNRISE)
    await town.tap("ravi", "Submit", OPS)
    await town.told(SUNRISE, "About S-1042-1: ₹1,560.00")
    assert "answers: 12 m x 80" in await town.card(OPS, "S-1042-1: ₹1,560.00 of Sunrise Crew")


async def test_a_run_of_two_teams_is_disputed_approved_by_one_tap_and_each_payout_ends_by_itself(
    town: Town,
) -> None:
    await earned(town)
    await disputed(town)
    await answered(town)

    assert "asked to pay P-1" in await town.tap("manoj", "All right", SUNRISE)
    card = await town.with_button(DECCAN, "All right")
    await town.tap_on("naveen", "All right", DECCAN, card["id"])
    await town.told(FINANCE, "One tap approves 2: ₹4,050.00 earned, ₹0.00 TDS, ₹4,050.00 to be paid.")
    assert await town.tap("gita", "Approve 2: ₹4,050.00", FINANCE) == "2 payouts are approved: ₹4,050.00."

    await town.tap("gita", "P-1", FINANCE)
    await town.told(FINANCE, "P-1 · ₹3,500.00 · approved")
    await days.reference_is_entered(town, "gita", "633523155923")
    await town.tap("gita", "P-2", FINANCE)
    await town.tap("gita", "Pay now", FINANCE, within="P-2 · ₹550.00")
    await town.tap("gita", "Failed", FINANCE)
    await town.answer("gita", "account closed", FINANCE)
    await town.tap("gita", "Submit", FINANCE)
    run = await town.card(FINANCE, "Payouts of Tue 1 Dec")
    assert "P-1 Sunrise Crew: ₹3,500.00, paid" in run
    assert "P-2 Deccan Electricals: ₹550.00, failed" in run
    await town.holds()

    await town.clock_to("2026-12-16T09:00:00+05:30")
    run = await town.card(FINANCE, "Payouts of Wed 16 Dec: 2 teams")
    assert "Sunrise Crew: ₹1,560.00, with the team until Thu 17 Dec, 09:00" in run
    assert "Deccan Electricals: ₹550.00, with the team" in run
    await town.holds()
