"""What was earned is marked payable by Ops: all of a lead, one, or whatever nothing speaks against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.materials.request import MaterialRequest
from domain.money.amount import Signed, net
from domain.money.earning import Earning, EarningState
from domain.money.objections import OBJECTIONS, Objection, Standing, objections
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.money.payouts import open_payout
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.reporting.pack import Pack
from domain.unit_of_work import UnitOfWork
from domain.visits.team import PaymentSchedule, Team
from domain.visits.visit import Visit
from domain.words import say

AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    earning: Earning
    team: Team
    against: tuple[Objection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The oldest `AT_ONCE` that wait to be marked payable; `count` is how many there are."""

    entries: tuple[Waits, ...]
    count: int

    @property
    def clear(self) -> tuple[Waits, ...]:
        return tuple(entry for entry in self.entries if not entry.against)

    @property
    def total(self) -> Signed:
        """Of all that nothing speaks against."""
        return net(entry.earning.amount for entry in self.clear)


async def waiting(uow: UnitOfWork) -> Waiting:
    earned = await uow.all(Earning, state=EarningState.EARNED)
    return Waiting(entries=tuple(await _judged(uow, earned[:AT_ONCE])), count=len(earned))


async def mark_payable(uow: UnitOfWork, lead_id: str, actor: Actor, reason: str = "") -> list[Earning]:
    """All that this lead's visits earned; against what speaks against it only with a reason."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.MARK_PAYABLE, lead.scope)
    earned = await uow.all(Earning, lead=lead.id, state=EarningState.EARNED)
    if not earned:
        raise Refused(say("Nothing of {lead} waits to be marked payable.", lead=lead.id))
    return await _mark(uow, earned, by, reason)


async def mark_earning(uow: UnitOfWork, earning_id: str, actor: Actor, reason: str = "") -> Earning:
    earning = await uow.get(Earning, earning_id)
    lead = await uow.get(Lead, earning.lead)
    by = actor.must(Permission.MARK_PAYABLE, lead.scope)
    [marked] = await _mark(uow, [earning], by, reason)
    return marked


async def mark_clear(uow: UnitOfWork, actor: Actor, *, count: int, paise: int) -> list[Earning]:
    """All that nothing speaks against, as long as that is what was shown: `count` earnings of `paise` together."""
    by = actor.must(Permission.MARK_PAYABLE)
    found = await waiting(uow)
    if (len(found.clear), found.total.paise) != (count, paise):
        raise Refused(
            say(
                "Something has changed since: now {count} are clear, {total} together. Please look at the list again.",
                count=len(found.clear),
                total=str(found.total),
            )
        )
    if not found.clear:
        raise Refused(say("Nothing waits that could be marked payable without a look."))
    return await _mark(uow, [entry.earning for entry in found.clear], by, "")


async def _mark(uow: UnitOfWork, earned: Sequence[Earning], by: By, reason: str) -> list[Earning]:
    """Teams that are paid per job get their payout at once."""
    why = line(reason, longest=300) if reason.strip() else ""
    marked = [(earning.to(EarningState.PAYABLE), earning) for earning in earned]
    against = {entry.earning.id: entry.against for entry in await _judged(uow, earned)}
    for _, earning in marked:
        _expect_clear(earning, against[earning.id], why)
    payable = [
        await uow.save(
            after,
            after.tells(
                Happening.MARKED_PAYABLE,
                by,
                uow.now,
                amount=str(after.amount),
                **({"against": ",".join(against[after.id]), "reason": why} if against[after.id] else {}),
            ),
        )
        for after, _ in marked
    ]
    await _pay_per_job(uow, {earning.team for earning in payable}, by)
    return payable


def _expect_clear(earning: Earning, against: tuple[Objection, ...], reason: str) -> None:
    if against and not reason:
        raise Refused(
            say(
                "{earning} cannot be marked payable without a reason: {objection}. The list /payable has a button for it.",
                earning=earning.id,
                objection=say(OBJECTIONS[against[0]]),
            )
        )


async def _pay_per_job(uow: UnitOfWork, teams: Iterable[str], by: By) -> None:
    for team_id in sorted(teams):
        team = await uow.get(Team, team_id)
        if team.schedule is PaymentSchedule.PER_JOB:
            payable = await uow.all(Earning, team=team.id, state=EarningState.PAYABLE)
            await open_payout(uow, team, payable, by, by.person)


async def _judged(uow: UnitOfWork, earned: Sequence[Earning]) -> list[Waits]:
    teams = {team.id: team for team in await uow.some(Team, {one.team for one in earned})}
    leads = {lead.id: lead for lead in await uow.some(Lead, {one.lead for one in earned})}
    paid = {team: await _last_paid(uow, team) for team in teams}
    judged = []
    for earning in earned:
        standing = Standing(
            earning=earning,
            lead=leads[earning.lead],
            team=teams[earning.team],
            visits=tuple(await uow.all(Visit, lead=earning.lead)),
            requests=tuple(await uow.all(MaterialRequest, lead=earning.lead)),
            pack=next(reversed(await uow.all(Pack, lead=earning.lead)), None),
            paid=paid[earning.team],
        )
        judged.append(Waits(earning=earning, team=standing.team, against=objections(standing)))
    return judged


async def _last_paid(uow: UnitOfWork, team: str) -> Payment | None:
    paid = await uow.all(Payment, team=team, state=PaymentState.PAID)
    payouts = [payment for payment in paid if payment.kind is PaymentKind.PAYOUT]
    return max(payouts, key=lambda payment: payment.state_since, default=None)
