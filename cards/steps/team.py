"""What a field team can do with its own visits, offers and purchases."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.actions import Action
from cards.steps import carrying, payouts
from cards.steps.buying import purchase_step
from cards.steps.choice import Choice, Reading, Rows, route_of
from cards.steps.money import answer_finance
from domain.leads.lead import Lead
from domain.materials.buying_at_site import may_buy_for
from domain.materials.purchase import Purchase
from domain.visits.arrival import wants_place, wants_reason
from domain.visits.day_steps import call_is_due
from domain.visits.emergency import BackupOffer, OfferState
from domain.visits.states import TEAM_EXPECTED, VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say

_CALL: Final = (
    (N_("Customer confirmed"), Action.CONFIRM),
    (N_("Customer not reached"), Action.NOT_REACHED),
    (N_("Wants another time"), Action.ANOTHER_TIME),
)
_AT_THE_DOOR: Final = (
    (N_("The customer is here"), Action.APPEARED),
    (N_("The customer did not come"), Action.NOT_COME),
)
_DAY: Final[Mapping[VisitState, tuple[tuple[str, Action], ...]]] = MappingProxyType(
    {
        VisitState.BOOKED: ((N_("Acknowledge"), Action.ACKNOWLEDGE),),
        VisitState.ACKNOWLEDGED: _CALL,
        VisitState.CONFIRMED: ((N_("On the way"), Action.SET_OUT),),
        VisitState.ON_THE_WAY: ((N_("Arrived"), Action.ARRIVED),),
        VisitState.ON_SITE: (
            (N_("Write the report"), Action.REPORT),
            (N_("Customer is not there"), Action.ABSENT),
        ),
    }
)
_CANNOT: Final = TEAM_EXPECTED | {VisitState.ON_THE_WAY, VisitState.ON_SITE}
_AT_WORK: Final = frozenset({VisitState.ON_SITE, VisitState.REPORTED})


def steps(reading: Reading) -> Rows:
    if carrying.is_about(reading):
        yield from carrying.of_team(reading)
        return
    if payouts.is_payout(reading):
        yield from payouts.of_team(reading)
        return
    visit = reading.view.visit
    if visit is not None and visit.state is VisitState.EMERGENCY:
        yield from _offer(reading, visit)
        yield from _can_make(reading, visit)
    elif visit is not None and reading.team in {None, visit.team}:
        yield from _day(reading, visit)
    yield from answer_finance(reading)
    for purchase in _purchases(reading):
        yield from purchase_step(purchase)


def _day(reading: Reading, visit: Visit) -> Rows:
    yield from _place(reading, visit)
    for label, action in _AT_THE_DOOR if visit.at_the_door else _DAY.get(visit.state, ()):
        if action is Action.ABSENT and visit.redo:
            continue
        on_web = (Choice(say("Fill it on the web"), Action.ON_WEB, visit.id),)
        yield (Choice(Words(label), action, visit.id), *(on_web if action is Action.REPORT else ()))
    if visit.state is VisitState.BOOKED and call_is_due(visit, reading.view.policy, reading.view.now):
        for label, action in _CALL:
            yield (Choice(Words(label), action, visit.id),)
    yield from _signing(visit, reading.lead)
    if may_buy_for(visit) and not visit.redo and not visit.at_the_door:
        yield (Choice(say("Buy something locally"), Action.BUY_HERE, visit.id),)
    if visit.state in _CANNOT and not visit.redo:
        yield (Choice(say("We cannot make it"), Action.CANNOT, visit.id), *route_of(reading, visit))


def _signing(visit: Visit, lead: Lead | None) -> Rows:
    """The customer checks and signs while the team is there, or later."""
    if (
        lead is None
        or visit.kind is not VisitKind.INSTALLATION
        or visit.state not in _AT_WORK
        or visit.at_the_door
    ):
        return
    asked = lead.is_asked_to_sign(visit.id)
    if asked and lead.sign_off is not None:
        return
    ask = say("Ask the customer again to sign") if asked else say("Ask the customer to sign")
    code = (Choice(say("Enter the customer’s code"), Action.ENTER_CODE, visit.id),) if asked else ()
    yield (Choice(ask, Action.ASK_SIGN, visit.id), *code)


def _place(reading: Reading, visit: Visit) -> Rows:
    """A check-in that is far from the site, or without a place, wants a reason; nothing waits for it."""
    if wants_reason(visit, reading.view.policy):
        yield (Choice(say("Why so far from the site?"), Action.OFF_SITE, visit.id),)
    elif reading.lead is not None and wants_place(visit, reading.lead):
        yield (Choice(say("I cannot share my location"), Action.OFF_SITE, visit.id),)


def _offer(reading: Reading, visit: Visit) -> Rows:
    offer = offer_to(reading, visit)
    if offer is not None and offer.state is OfferState.ASKED and offer.expires_at > reading.view.now:
        yield (
            Choice(say("Accept"), Action.ACCEPT_BACKUP, visit.id, offer.team),
            Choice(say("Decline"), Action.DECLINE_BACKUP, visit.id, offer.team),
        )


def _can_make(reading: Reading, visit: Visit) -> Rows:
    if visit.emergency is not None and reading.team in {None, visit.emergency.lost_team}:
        yield (Choice(say("We can make it after all"), Action.CAN_MAKE, visit.id),)


def offer_to(reading: Reading, visit: Visit) -> BackupOffer | None:
    """The offer to the reader's team; where the team is not known, the only one that is open."""
    offers = visit.emergency.offers if visit.emergency else ()
    if reading.team is not None:
        return next((offer for offer in offers if offer.team == reading.team), None)
    waiting = [offer for offer in offers if offer.state is OfferState.ASKED]
    return waiting[0] if len(waiting) == 1 else None


def _purchases(reading: Reading) -> list[Purchase]:
    if reading.view.purchase is not None:
        known = [reading.view.purchase]
    else:
        known = list(reading.view.situation.purchases) if reading.view.situation else []
    return [one for one in known if one.team is not None and reading.team in {None, one.team}]
