"""What can come of the confirmation call, for the desk that makes it and for the customer who answers by himself."""

from typing import Final

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows, pairs
from cards.titles import CALLS
from domain.leads.call import CallOutcome
from domain.leads.confirmation import SCORES
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.words import Words, say

_TRIED: Final = (CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.MESSAGED)


def of_desk(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is None:
        return
    known = lead.confirmation
    if known.problem:
        yield (Choice(say("Rework as he says"), Action.REWORK_AS_SAID, lead.id),)
    if known.silent_at is not None:
        yield (
            Choice(say("Close: his silence counts"), Action.SILENCE, lead.id, "close"),
            Choice(say("Call again"), Action.SILENCE, lead.id, "again"),
        )
    yield (
        Choice(say("Satisfied"), Action.SATISFIED, lead.id, "yes"),
        Choice(say("Problem: rework"), Action.REWORK, lead.id),
    )
    if known.told_at is None:
        tries = [Choice(Words(CALLS[tried]), Action.CONFIRM_TRY, lead.id, tried.value) for tried in _TRIED]
        yield from pairs([*tries, Choice(say("Call back at …"), Action.CONFIRM_BACK, lead.id)])


def of_customer(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is not None and lead.stage is Stage.CONFIRMATION_CALL:
        yield (
            Choice(say("All is well"), Action.SATISFIED, lead.id, "yes"),
            Choice(say("Something is wrong"), Action.NOT_WELL, lead.id),
        )


def scores(lead: Lead) -> Rows:
    """How satisfied he is, from 1 to 5."""
    yield tuple(
        Choice(say("{stars} ★", stars=score), Action.SATISFIED, lead.id, str(score)) for score in SCORES
    )
    yield (Choice(say("No number"), Action.SATISFIED, lead.id, "none"),)
