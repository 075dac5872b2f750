"""What the desk can do with a lead as a whole: put aside, ended, opened again."""

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows
from domain.leads.aftermath import mark_of
from domain.leads.stages import Step
from domain.words import say


def wants_to_end(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is not None and lead.wants_to_end is not None:
        yield (
            Choice(say("Cancel as asked"), Action.GRANT_CANCEL, lead.id, mark_of(reading.view.aftermath)),
            Choice(say("It goes on …"), Action.REFUSE_CANCEL, lead.id),
        )


def controls(reading: Reading) -> Rows:
    """What can be done with a lead at nearly any time; below everything else."""
    lead = reading.lead
    if lead is None:
        return
    row = [
        Choice(say("Timeline"), Action.TIMELINE, lead.id),
        Choice(say("Privacy"), Action.PRIVACY, lead.id),
    ]
    if lead.is_open:
        row.insert(0, Choice(say("Customer link"), Action.INVITE, lead.id))
    yield tuple(row)
    aside = (
        (Step.HOLD, Choice(say("Hold"), Action.HOLD, lead.id)),
        (Step.CANCEL, Choice(say("Cancel the lead"), Action.CANCEL, lead.id)),
        (Step.REOPEN, Choice(say("Reopen"), Action.REOPEN, lead.id)),
        (Step.REWORK_OPENED, Choice(say("Rework"), Action.REWORK, lead.id)),
    )
    known = lead.erased_at is None
    yield tuple(choice for step, choice in aside if lead.can(step) and (known or step is not Step.REOPEN))
