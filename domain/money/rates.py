"""Rate cards are set, and read: `chargeops admin rates`."""

from datetime import date
from typing import Final

from domain.contact import line
from domain.errors import Invalid
from domain.events import Event, Happening
from domain.money.rate_card import WHOLE, RateCard, Rates, RatesVersion, card_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.policy import DEFAULT
from domain.unit_of_work import UnitOfWork
from domain.visits.team import Team
from domain.words import say

FREE_MOST: Final = 500


async def set_rates(  # noqa: PLR0913  whose rates, which, from when on, who says so and why
    uow: UnitOfWork, team: str, rates: Rates, valid_from: date, actor: Actor, *, reason: str = ""
) -> RateCard:
    """A new version; `team` empty: the company's. One for days gone by needs a reason, and what is earned already stays."""
    by = actor.must(Permission.SET_UP)
    if team:
        await uow.get(Team, team)
    _expect_sound(rates)
    today = DEFAULT.calendar.local(uow.now).date()
    if valid_from < today and not reason.strip():
        raise Invalid(
            say(
                "{day} has passed already: say why the rates count from then on. Example: --reason “agreed with the team in October”.",
                day=valid_from,
            )
        )
    card = await uow.find(RateCard, card_of(team)) or RateCard(id=card_of(team), team=team)
    why = line(reason, longest=300) if reason.strip() else ""
    version = RatesVersion(
        number=len(card.versions) + 1,
        valid_from=valid_from,
        rates=rates,
        set_at=uow.now,
        by=by.name,
        reason=why,
    )
    event = Event(
        kind=Happening.RATES_SET,
        lead=None,
        subject=card.id,
        by=by,
        at=uow.now,
        facts={"team": team, "from": valid_from.isoformat(), "number": str(version.number), "reason": why},
    )
    if card.versions:
        return await uow.save(card.adding(version), event)
    await uow.add(card.adding(version), event)
    return card.adding(version)


async def cards_for(uow: UnitOfWork, team: str) -> tuple[RateCard | None, RateCard | None]:
    """The team's own card, then the company's; in the order in which they are asked."""
    own = await uow.find(RateCard, card_of(team)) if team else None
    return own, await uow.find(RateCard, card_of(""))


def _expect_sound(rates: Rates) -> None:
    for percent in (rates.rework_share, rates.rework_deduction):
        if percent is not None and not 0 <= percent <= WHOLE:
            raise Invalid(say("A share is a percentage from 0 to 100. Example: 50."))
    if rates.free_metres is not None and not 0 <= rates.free_metres <= FREE_MOST:
        raise Invalid(say("The free cable has 0 to {most} m. Example: 15.", most=FREE_MOST))
    if rates == Rates():
        raise Invalid(say("No rate is named. Example: --survey 600 --installation 3500."))
