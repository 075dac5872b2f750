"""Cable beyond what was agreed: the customer is told so plainly, accepts or does not, and Ops settles what he disputes."""

from dataclasses import replace
from typing import Final

from domain.contact import line
from domain.errors import Refused
from domain.events import Happening
from domain.leads.lead import Lead
from domain.leads.sign_off import ExtraMetres
from domain.leads.stages import Stage
from domain.materials.quote import Quote
from domain.materials.readiness import quote_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.policy import Policy
from domain.reporting.closure import hand_over_what_waited
from domain.unit_of_work import UnitOfWork
from domain.visits.installed import installed_by, metres_measured
from domain.visits.surveyed import last_survey
from domain.visits.visit import Visit
from domain.words import say

ANSWERABLE: Final = frozenset(
    {Stage.INSTALLATION_SCHEDULED, Stage.INSTALLATION_REVIEW, Stage.CONFIRMATION_CALL, Stage.CLOSURE}
)


async def look_at_metres(uow: UnitOfWork, lead: Lead, visit: Visit, policy: Policy) -> Lead:
    """The lead with what this installation took beyond what was agreed; an answer holds as long as the metres do."""
    quote = await quote_of(uow, lead.id)
    found = extra_metres(visit, agreed(await last_survey(uow, lead.id), quote, policy), quote, policy)
    known = lead.extra_metres
    if known is not None and found is not None:
        same = (known.visit, known.used, known.included) == (found.visit, found.used, found.included)
        found = known if same else found
    return replace(lead, extra_metres=found)


def agreed(survey: Visit | None, quote: Quote | None, policy: Policy) -> float | None:
    """The metres of the quote that was settled, else of the OEM's package; where it has none, what the survey measured."""
    if quote is not None and quote.is_settled:
        return float(max(quote.metres, quote.free_metres))
    return float(policy.included_metres) if policy.included_metres else metres_measured(survey)


def tolerance(included: float, policy: Policy) -> float:
    """How much more needs no reason: so many metres or a share of them, whichever is more."""
    return max(float(policy.metres_tolerance), included * policy.metres_tolerance_percent / 100)


def extra_metres(
    visit: Visit, included: float | None, quote: Quote | None, policy: Policy
) -> ExtraMetres | None:
    """Beyond what was agreed; None if there is nothing to pay. A quote's price stands within the tolerance."""
    used = installed_by(visit).metres
    if used is None or included is None or used <= included:
        return None
    more = ExtraMetres(visit=visit.id, used=used, included=included, tolerance=tolerance(included, policy))
    quoted = quote is not None and quote.is_settled
    return more if more.needs_reason or not quoted else None


def metres_to_explain(lead: Lead, visit: Visit) -> ExtraMetres | None:
    """What this installation took beyond all tolerance, for which its approval needs a reason."""
    metres = lead.extra_metres
    return metres if metres is not None and metres.visit == visit.id and metres.needs_reason else None


async def accept_metres(uow: UnitOfWork, lead_id: str, actor: Actor, *, used: float) -> Lead:
    """`used` is what the customer was shown: he accepts no other figure by an old button."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SIGN_OFF, lead.scope)
    metres = _waiting(lead)
    if metres.used != used:
        raise Refused(say("It is {used} m now. Please look at the latest card.", used=f"{metres.used:g}"))
    accepted = replace(metres, accepted=True, said_at=uow.now, words="", settled="")
    event = lead.tells(Happening.METRES_ACCEPTED, by, uow.now, metres=f"{metres.extra:g}")
    saved = await uow.save(replace(lead, extra_metres=accepted), event)
    await hand_over_what_waited(uow, saved)
    return saved


async def dispute_metres(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Lead:
    """He does not agree: Ops owes him an answer; nothing else waits for it."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SIGN_OFF, lead.scope)
    metres = expect_to_dispute(lead)
    said = line(words, longest=500)
    disputed = replace(metres, accepted=False, said_at=uow.now, words=said)
    event = lead.tells(Happening.METRES_DISPUTED, by, uow.now, metres=f"{metres.extra:g}", reason=said)
    return await uow.save(replace(lead, extra_metres=disputed), event)


async def settle_metres(uow: UnitOfWork, lead_id: str, words: str, actor: Actor) -> Lead:
    """What Ops and the customer have agreed on."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.SETTLE_METRES, lead.scope)
    metres = expect_to_settle(lead)
    agreed = line(words, longest=500)
    event = lead.tells(Happening.METRES_SETTLED, by, uow.now, metres=f"{metres.extra:g}", reason=agreed)
    saved = await uow.save(replace(lead, extra_metres=replace(metres, settled=agreed)), event)
    await hand_over_what_waited(uow, saved)
    return saved


def _waiting(lead: Lead) -> ExtraMetres:
    """`Refused` where there is nothing to answer, or where he has accepted already."""
    lead.expect(*ANSWERABLE)
    metres = lead.extra_metres
    if metres is None:
        raise Refused(say("No more cable was used than agreed."))
    if metres.accepted or metres.settled:
        raise Refused(say("This is settled already, since {moment}.", moment=metres.said_at or ""))
    return metres


def expect_to_dispute(lead: Lead) -> ExtraMetres:
    metres = _waiting(lead)
    if metres.accepted is False:
        raise Refused(say("You have told us already that you do not agree. Our desk calls you."))
    return metres


def expect_to_settle(lead: Lead) -> ExtraMetres:
    lead.expect(*ANSWERABLE)
    metres = lead.extra_metres
    if metres is None or metres.disputed_at is None:
        raise Refused(say("Nothing about the cable of {lead} is disputed, or no longer.", lead=lead.id))
    return metres
