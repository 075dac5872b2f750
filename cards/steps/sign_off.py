"""What Ops does about the customer's signature: asks him again, or notes on the phone what he says."""

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows, metres_to_answer, stars
from domain.leads.lead import Lead
from domain.leads.signing import BUILT
from domain.leads.stages import Stage
from domain.words import say


def sign_off(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is None:
        return
    yield from _metres(reading, lead)
    if lead.sign_off is None:
        yield from _unsigned(reading, lead)
    elif lead.rating is None and _speaks_for_him(reading, lead):
        yield stars(lead)


def _unsigned(reading: Reading, lead: Lead) -> Rows:
    visit = reading.view.situation.visit if reading.view.situation else None
    if visit is None or visit.state not in BUILT:
        return
    if reading.customer_writes:
        yield (Choice(say("Ask the customer to sign"), Action.ASK_SIGN, visit.id),)
    if _speaks_for_him(reading, lead):
        yield (Choice(say("Customer has it and it works"), Action.SIGN, lead.id),)


def _speaks_for_him(reading: Reading, lead: Lead) -> bool:
    """In the confirmation call, and wherever he has no chat."""
    return not reading.customer_writes or lead.stage is Stage.CONFIRMATION_CALL


def _metres(reading: Reading, lead: Lead) -> Rows:
    metres = lead.extra_metres
    if metres is not None and metres.disputed_at is not None:
        yield (Choice(say("Settle the extra metres"), Action.SETTLE_METRES, lead.id),)
    waiting = metres_to_answer(reading)
    if waiting is not None and _speaks_for_him(reading, lead):
        accepts = say("Customer accepts {extra} m more", extra=f"{waiting.extra:g}")
        yield (
            Choice(accepts, Action.ACCEPT_METRES, lead.id, f"{waiting.used:g}"),
            Choice(say("Customer does not agree"), Action.DISPUTE_METRES, lead.id),
        )
