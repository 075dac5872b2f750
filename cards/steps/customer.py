"""What the customer can do."""

from typing import Final

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows, metres_to_answer, pairs, slots, stars, starting, to_sign
from cards.steps.confirmation import of_customer as confirmation
from cards.steps.quote import of_customer as quote
from cards.titles import AT_THE_DOOR, BLOCKERS, DELAYS
from domain.leads.bill import BillState
from domain.leads.blocker import OF_DISCOM
from domain.leads.lead import Lead
from domain.leads.signing import SIGNABLE
from domain.leads.stages import Stage, Step
from domain.visits.emergency import DelayAnswer
from domain.visits.states import VisitState
from domain.visits.underway import AtTheDoor
from domain.words import Words, say

MAY_SHARE: Final = frozenset({Stage.NEW, Stage.DOCUMENTS, Stage.SURVEY_SCHEDULING, Stage.SURVEY_SCHEDULED})
MOST_ALONE: Final = 6
"""So many times have a row each; more of them stand in pairs, so that what is below them keeps its room."""


def steps(reading: Reading) -> Rows:
    if reading.lead is not None and reading.lead.is_open:
        yield from _delay(reading)
        yield from _at_the_door(reading)
        yield from _consent(reading)
        yield from _slots(reading)
        yield from _share_missing(reading)
        yield from _place(reading)
        yield from _bill(reading)
        yield from _site_done(reading)
        yield from quote(reading)
        yield from _sign(reading)
        yield from confirmation(reading)
        yield from _metres(reading)
        yield from _rate(reading)
        yield from _another_time(reading)
        yield from _papers(reading)
        yield from _change_shared(reading)


def controls(reading: Reading) -> Rows:
    """Below everything else, on his own cards and not under each notice."""
    lead = reading.lead
    if lead is None or not lead.is_open:
        return
    if lead.wants_to_end is not None:
        yield (Choice(say("I want it after all"), Action.KEEP_LEAD, lead.id),)
    elif lead.can(Step.CANCEL):
        yield (Choice(say("Cancel my installation"), Action.CANCEL, lead.id),)


def _delay(reading: Reading) -> Rows:
    visit = reading.visit_in(VisitState.EMERGENCY)
    if visit is not None and visit.emergency is not None:
        for answer in DelayAnswer:
            if answer is not visit.emergency.customer_wants:
                yield (Choice(Words(DELAYS[answer]), Action.DELAY, visit.id, answer.value),)
        yield (Choice(say("Call it off"), Action.CALL_OFF, visit.id),)


def _at_the_door(reading: Reading) -> Rows:
    visit = reading.visit_in(VisitState.ON_SITE)
    if visit is not None and visit.absence is not None:
        for answer in AtTheDoor:
            if answer is not visit.absence.says:
                yield (Choice(Words(AT_THE_DOOR[answer]), Action.AT_DOOR, visit.id, answer.value),)


def _consent(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is not None and lead.consent_at is None:
        yield (Choice(say("Read the privacy notice"), Action.PRIVACY, lead.id, "notice"),)


def _slots(reading: Reading) -> Rows:
    visit = reading.visit_in(VisitState.PROPOSED)
    if visit is None:
        return
    if visit.held_until is not None and visit.hold is not None:
        confirm = say("Confirm {slot}", slot=visit.hold.slot)
        yield (Choice(confirm, Action.CONFIRM_SLOT, visit.id, starting(visit.hold.slot)),)
    if visit.slot is None:
        open_slots = slots(reading, visit)
        yield from pairs(open_slots) if len(open_slots) > MOST_ALONE else zip(open_slots)
    yield (
        Choice(say("Another time"), Action.OTHER_SLOTS, visit.id),
        Choice(say("Call it off"), Action.CALL_OFF, visit.id),
    )


def _may_share(reading: Reading) -> Lead | None:
    lead = reading.lead
    return lead if lead is not None and lead.consent_at is not None and lead.stage in MAY_SHARE else None


def _share_missing(reading: Reading) -> Rows:
    lead = _may_share(reading)
    if lead is not None and lead.documents.missing:
        yield (Choice(say("Share what is missing"), Action.DOCUMENTS, lead.id),)


def _place(reading: Reading) -> Rows:
    """A point that was found for the typed address waits for a yes."""
    lead = _may_share(reading)
    place = lead.documents.location if lead else None
    if lead is not None and place is not None and place.found is not None:
        yield (Choice(say("Yes, that is the place"), Action.PLACE_RIGHT, lead.id),)


def _bill(reading: Reading) -> Rows:
    """What was read waits for a look."""
    bill = reading.view.bill
    if bill is not None and bill.state is BillState.READ and _may_share(reading) is not None:
        yield (Choice(say("Check what I read on your bill"), Action.OPEN, bill.id),)


def _change_shared(reading: Reading) -> Rows:
    lead = _may_share(reading)
    if lead is not None and not lead.documents.missing:
        yield (Choice(say("Change what I shared"), Action.DOCUMENTS, lead.id),)


def _papers(reading: Reading) -> Rows:
    lead = _may_share(reading)
    if lead is not None and not lead.documents.missing and (lead.site_kind is None or lead.papers_wanted):
        yield (Choice(say("Papers that may be needed"), Action.PAPERS, lead.id),)


def _site_done(reading: Reading) -> Rows:
    """Of each thing by itself; with one only there is no need to name it."""
    lead = reading.lead
    if lead is None or not lead.waits_for_site:
        return
    mine = [blocker for blocker in lead.open_blockers if blocker.is_told_by_customer]
    for blocker in mine:
        what = Words(BLOCKERS[blocker.kind])
        label = say("Done: {what}", what=what) if len(mine) > 1 else say("The work is done")
        yield (Choice(label, Action.SITE_DONE, lead.id, blocker.kind.value),)
    for blocker in mine:
        if blocker.kind in OF_DISCOM and blocker.application is None:
            label = say("I have applied: {what}", what=Words(BLOCKERS[blocker.kind]))
            yield (Choice(label, Action.APPLIED, lead.id, blocker.kind.value),)


def _sign(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is not None and to_sign(reading):
        yield (Choice(say("I have it and it works"), Action.SIGN, lead.id),)
        yield (Choice(say("Code for the installer"), Action.SIGN_CODE, lead.id),)


def _metres(reading: Reading) -> Rows:
    metres = metres_to_answer(reading)
    if reading.lead is not None and metres is not None:
        lead, extra = reading.lead.id, f"{metres.extra:g}"
        accept = say("Accept {extra} m more", extra=extra)
        yield (
            Choice(accept, Action.ACCEPT_METRES, lead, f"{metres.used:g}"),
            Choice(say("I do not agree"), Action.DISPUTE_METRES, lead),
        )


def _rate(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is not None and lead.stage in SIGNABLE and lead.sign_off is not None:
        if lead.rating is None:
            yield stars(lead)
        if not lead.sign_off.remark:
            yield (Choice(say("Add a remark"), Action.REMARK, lead.id),)


def _another_time(reading: Reading) -> Rows:
    visit = reading.open_visit
    if visit is not None and visit.before_site:
        if visit.customer_confirmed_at is None:
            yield (Choice(say("Yes, I will be there"), Action.WILL_BE_THERE, visit.id),)
        yield (
            Choice(say("I need another time"), Action.RESCHEDULE, visit.id),
            Choice(say("Call it off"), Action.CALL_OFF, visit.id),
        )
