"""What Central Ops can do: its own steps, the customer's on his behalf, and the controls of a lead."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.actions import Action
from cards.ranking import TEAMS_SHOWN
from cards.steps import payouts
from cards.steps.buying import spending
from cards.steps.choice import Choice, Reading, Rows, Steps, pairs, propose, route_of, slots, starting
from cards.steps.confirmation import of_desk as confirmation
from cards.steps.emergencies import emergency
from cards.steps.keeping import wants_to_end
from cards.steps.materials import changes, way_to_bill
from cards.steps.quote import of_desk as quote
from cards.steps.sign_off import sign_off
from cards.titles import BLOCKERS, CALLS, WAIVERS
from domain.leads.bill import BillState
from domain.leads.call import CallOutcome
from domain.leads.lead import Lead
from domain.leads.metres import metres_to_explain
from domain.leads.stages import Stage
from domain.money.earning import EarningState
from domain.owed import Owed
from domain.visits.day_steps import call_is_due
from domain.visits.ranking import Candidate
from domain.visits.states import TEAM_EXPECTED, VisitKind, VisitState
from domain.visits.underway import AtTheDoor
from domain.visits.visit import Visit
from domain.words import Words, say

BEFORE_SURVEY: Final = frozenset(
    {Stage.NEW, Stage.DOCUMENTS, Stage.SURVEY_SCHEDULING, Stage.SURVEY_SCHEDULED}
)


def compare(reading: Reading) -> Rows:
    """What can be done about a lead that looks like another."""
    lead, twin = reading.lead, reading.view.twin
    if lead is None or twin is None or twin.id not in {other.lead for other in lead.undecided}:
        return
    apart = Choice(say("Keep both"), Action.KEEP_BOTH, lead.id, twin.id)
    merge = Choice(say("Merge with {other}", other=twin.id), Action.MERGE, lead.id, twin.id)
    yield (merge, apart) if lead.oem == twin.oem else (apart,)
    yield (Choice(say("Open {lead}", lead=twin.id), Action.OPEN, twin.id),)


def _decide(reading: Reading) -> Rows:
    if reading.lead is not None:
        yield (Choice(say("Compare the two"), Action.COMPARE, reading.lead.id),)


_TRIED: Final = (CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.MESSAGED, CallOutcome.WRONG_NUMBER)


def _call(reading: Reading) -> Rows:
    if reading.lead is not None:
        lead = reading.lead.id
        yield (Choice(say("Call card"), Action.CALL_CARD, lead),)
        yield from outcomes(reading)


def outcomes(reading: Reading) -> Rows:
    """What can come of a call, and what was said in it."""
    if reading.lead is None:
        return
    if reading.lead.stage is Stage.CONFIRMATION_CALL:
        yield from confirmation(reading)
        return
    lead = reading.lead.id
    yield (
        Choice(Words(CALLS[CallOutcome.REACHED]), Action.CALL, lead, CallOutcome.REACHED.value),
        Choice(say("Call back at …"), Action.CALL_BACK, lead),
    )
    yield from pairs([Choice(Words(CALLS[tried]), Action.CALL, lead, tried.value) for tried in _TRIED])
    if reading.lead.calls:
        yield (Choice(say("Add a note"), Action.CALL_NOTE, lead),)


def _phone(reading: Reading) -> Rows:
    if reading.lead is not None:
        yield (Choice(say("Enter the right number"), Action.PHONE, reading.lead.id),)


def _documents(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is None:
        return
    if reading.for_customer and lead.consent_at is None:
        yield (
            Choice(say("Customer agrees to the privacy notice"), Action.CONSENT, lead.id, "yes"),
            Choice(say("He does not"), Action.CONSENT, lead.id, "no"),
        )
    if reading.for_customer:
        yield (Choice(say("Enter documents for the customer"), Action.DOCUMENTS, lead.id),)
    missing = lead.documents.missing
    yield tuple(Choice(Words(WAIVERS[kind]), Action.WAIVE, lead.id, kind.value) for kind in missing)


def _settle_consent(reading: Reading) -> Rows:
    """He refused: on the phone he may agree after all, or the lead waits or ends."""
    lead = reading.lead
    if lead is not None:
        agrees = Choice(say("Customer agrees to the privacy notice"), Action.CONSENT, lead.id, "yes")
        yield (agrees,)
        yield (
            Choice(say("Hold"), Action.HOLD, lead.id),
            Choice(say("Cancel the lead"), Action.CANCEL, lead.id),
        )


def _erasure(reading: Reading) -> Rows:
    lead = reading.lead
    if lead is not None and lead.erasure_asked_at is not None:
        yield (Choice(say("Erase the customer's data"), Action.ERASE, lead.id),)


def _propose(reading: Reading) -> Rows:
    if reading.lead is not None:
        yield (
            propose(say("Propose slots"), reading.lead, None),
            Choice(say("Calendar"), Action.CALENDAR, reading.lead.id),
        )


def _propose_again(reading: Reading) -> Rows:
    visit, lead = reading.visit_in(VisitState.PROPOSED), reading.lead
    if visit is None or lead is None:
        return
    yield (
        propose(say("Propose other slots"), lead, visit),
        Choice(say("Calendar"), Action.CALENDAR, lead.id),
    )
    if reading.for_customer:
        held = [visit.hold.slot] if visit.hold else []
        confirm = [
            Choice(say("Confirm {slot}", slot=slot), Action.CONFIRM_SLOT, visit.id, starting(slot))
            for slot in held
        ]
        yield from pairs([*confirm, *slots(reading, visit)])


def _assign(reading: Reading) -> Rows:
    visit, lead = reading.visit_in(VisitState.PROPOSED), reading.lead
    if visit is None or lead is None:
        return
    yield from _teams(reading, visit)
    yield (
        Choice(say("Why not others?"), Action.WHY_NOT, visit.id),
        propose(say("Propose other slots"), lead, visit),
        Choice(say("Calendar"), Action.CALENDAR, lead.id),
    )


def _teams(reading: Reading, visit: Visit) -> Rows:
    for candidate in reading.view.candidates[:TEAMS_SHOWN]:
        team = candidate.team
        yield (Choice(say("Assign {team}", team=team.name), Action.ASSIGN, visit.id, team.id),)


def gifts(visit: Visit, candidates: tuple[Candidate, ...]) -> Rows:
    """To whom a visit can be given that has a team."""
    for candidate in candidates[:TEAMS_SHOWN]:
        team = candidate.team
        yield (
            Choice(
                say("Give to {team}", team=team.name), Action.GIVE, visit.id, f"{team.id}.{visit.version}"
            ),
        )


def _reassign(reading: Reading) -> Rows:
    visit = reading.visit_in(VisitState.UNASSIGNED)
    if visit is not None:
        yield from _teams(reading, visit)
        yield (
            Choice(say("Why not others?"), Action.WHY_NOT, visit.id),
            Choice(say("Reschedule"), Action.RESCHEDULE, visit.id),
        )


def _watch(reading: Reading) -> Rows:
    visit = reading.visit_in(*TEAM_EXPECTED, VisitState.ON_THE_WAY, VisitState.ON_SITE)
    if visit is None or visit.redo:
        return
    called = visit.state is VisitState.BOOKED and call_is_due(visit, reading.view.policy, reading.view.now)
    if visit.state is VisitState.ACKNOWLEDGED or called:
        yield (Choice(say("Customer confirmed by phone"), Action.CONFIRM, visit.id),)
    if visit.before_site:
        yield from gifts(visit, reading.view.candidates)
        yield (
            Choice(say("Another team …"), Action.OTHER_TEAM, visit.id),
            Choice(say("Swap with …"), Action.SWAPS, visit.id),
            *route_of(reading, visit),
        )
    row = [Choice(say("Team cannot make it"), Action.CANNOT, visit.id)]
    if visit.before_site:
        row.append(Choice(say("Reschedule"), Action.RESCHEDULE, visit.id))
    yield tuple(row)
    if visit.before_site:
        yield (Choice(say("Customer calls it off"), Action.CALL_OFF, visit.id),)


def _absent(reading: Reading) -> Rows:
    visit = reading.visit_in(VisitState.CUSTOMER_ABSENT)
    if visit is not None:
        yield (Choice(say("Reschedule"), Action.RESCHEDULE, visit.id),)
        fee = say("No visit fee") if visit.fee_due else say("Visit fee is due")
        yield (Choice(fee, Action.FEE, visit.id, "no" if visit.fee_due else "yes"),)


def _at_the_door(reading: Reading) -> Rows:
    """The team waits: Ops hears on the phone what the customer says, and may end the wait."""
    visit = reading.visit_in(VisitState.ON_SITE)
    if visit is None or visit.absence is None:
        return
    if visit.absence.says is None:
        labels = {
            AtTheDoor.COMING: say("Customer comes"),
            AtTheDoor.ANOTHER_TIME: say("Customer wants a new time"),
        }
        yield tuple(Choice(label, Action.AT_DOOR, visit.id, says.value) for says, label in labels.items())
    yield (
        Choice(say("The customer is here"), Action.APPEARED, visit.id),
        Choice(say("The customer did not come"), Action.NOT_COME, visit.id),
    )


def _review(reading: Reading) -> Rows:
    visit = reading.visit_in(VisitState.REPORTED)
    if visit is None:
        return
    yield (Choice(say("Show the report"), Action.SHOW_REPORT, visit.id),)
    yield from decisions(visit, reading.lead)
    yield from sign_off(reading)


def decisions(visit: Visit, lead: Lead | None) -> Rows:
    """What the desk makes of a report, as long as it waits for that."""
    if visit.state is not VisitState.REPORTED:
        return
    if visit.kind is VisitKind.SURVEY:
        ready = Choice(say("Site is ready"), Action.SITE_READY, visit.id)
        if visit.finds_missing:
            ready = Choice(say("Ready all the same …"), Action.READY_ALL_THE_SAME, visit.id)
        yield (ready, Choice(say("Not ready …"), Action.BLOCKERS, visit.id))
    elif lead is not None and metres_to_explain(lead, visit) is not None:
        yield (Choice(say("Approve in spite of the metres …"), Action.APPROVE_METRES, visit.id),)
    else:
        yield (Choice(say("Approve the installation"), Action.APPROVE_INSTALLATION, visit.id),)
    yield (
        Choice(say("Return to the team"), Action.RETURN, visit.id),
        Choice(say("Return some items …"), Action.REDO, visit.id),
    )


def _site_work(reading: Reading) -> Rows:
    """What is said to be done first, then what the customer says on the phone; all else is on the card of the site."""
    lead = reading.lead
    if lead is None:
        return
    yield (
        Choice(say("Work at the site …"), Action.BLOCKERS, lead.id),
        Choice(say("Order a re-visit"), Action.REVISIT, lead.id),
    )
    for blocker in lead.open_blockers:
        kind, what = blocker.kind.value, Words(BLOCKERS[blocker.kind])
        if blocker.claim is not None:
            yield (
                Choice(say("Accept: {what}", what=what), Action.ACCEPT_WORK, lead.id, kind),
                Choice(say("Send back: {what}", what=what), Action.REFUSE_WORK, lead.id, kind),
            )
        elif blocker.is_told_by_customer and reading.for_customer:
            label = say("Customer says it is done: {what}", what=what)
            yield (Choice(label, Action.SITE_DONE, lead.id, kind),)


def _materials(reading: Reading) -> Rows:
    if reading.lead is not None:
        yield (Choice(say("Ask Procurement"), Action.REQUEST_MATERIALS, reading.lead.id),)


def _confirmation_call(reading: Reading) -> Rows:
    if reading.lead is not None:
        yield (Choice(say("Call card"), Action.CALL_CARD, reading.lead.id),)
        yield from confirmation(reading)
        yield from sign_off(reading)


def _pack(reading: Reading) -> Rows:
    if reading.lead is not None:
        yield (Choice(say("Submit the closure pack"), Action.SUBMIT_PACK, reading.lead.id),)
    yield from sign_off(reading)


def _disputed(reading: Reading) -> Rows:
    """What waits behind the dispute can be done all the same."""
    calls = reading.lead is not None and reading.lead.stage is Stage.CONFIRMATION_CALL
    yield from _confirmation_call(reading) if calls else _pack(reading)


_OWED: Final[Mapping[Owed, Steps]] = MappingProxyType(
    {
        Owed.DECIDE_DUPLICATE: _decide,
        Owed.CALL_CUSTOMER: _call,
        Owed.CORRECT_PHONE: _phone,
        Owed.SHARE_DOCUMENTS: _documents,
        Owed.SETTLE_CONSENT: _settle_consent,
        Owed.PROPOSE_SLOTS: _propose,
        Owed.SETTLE_CALLED_OFF: _propose,
        Owed.CHOOSE_SLOT: _propose_again,
        Owed.CONFIRM_SLOT: _propose_again,
        Owed.ASSIGN_TEAM: _assign,
        Owed.REASSIGN_TEAM: _reassign,
        Owed.ACKNOWLEDGE_VISIT: _watch,
        Owed.CONFIRM_VISIT: _watch,
        Owed.SET_OUT: _watch,
        Owed.ARRIVE: _watch,
        Owed.SUBMIT_REPORT: _watch,
        Owed.RECORD_ABSENCE: _at_the_door,
        Owed.FIND_BACKUP: emergency,
        Owed.CALL_BACK: emergency,
        Owed.RESCHEDULE_ABSENT: _absent,
        Owed.REVIEW_SURVEY: _review,
        Owed.CLEAR_BLOCKERS: _site_work,
        Owed.ACCEPT_SITE_WORK: _site_work,
        Owed.FOLLOW_UP_SITE_WORK: _site_work,
        Owed.REQUEST_MATERIALS: _materials,
        Owed.ACCEPT_QUOTE: quote,
        Owed.SETTLE_QUOTE: quote,
        Owed.REVIEW_INSTALLATION: _review,
        Owed.SETTLE_METRES: _disputed,
        Owed.CALL_FOR_CONFIRMATION: _confirmation_call,
        Owed.CONFIRM_INSTALLATION: _confirmation_call,
        Owed.SETTLE_SILENCE: _confirmation_call,
        Owed.SETTLE_PROBLEM: _confirmation_call,
        Owed.SUBMIT_PACK: _pack,
    }
)


def steps(reading: Reading) -> Rows:
    """What the present state of the lead lets Ops do, the owed step first."""
    yield from payouts.of_ops(reading)
    yield from _erasure(reading)
    yield from wants_to_end(reading)
    yield from _call_asked(reading)
    yield from spending(reading)
    if reading.owed is not None and reading.owed in _OWED:
        yield from _OWED[reading.owed](reading)
    yield from changes(reading)
    yield from way_to_bill(reading)
    yield from _payable(reading)
    yield from _bill(reading)
    if reading.owed is Owed.REVIEW_HOLD and reading.lead is not None:
        yield (
            Choice(say("Resume"), Action.RESUME, reading.lead.id),
            Choice(say("Cancel the lead"), Action.CANCEL, reading.lead.id),
        )


def _call_asked(reading: Reading) -> Rows:
    """It is still to be made when a team has been found meanwhile, and outside an emergency as well."""
    lead = reading.lead
    if lead is not None and lead.call_asked_at is not None:
        yield (Choice(say("Customer was called"), Action.CALLED, lead.id),)


def _bill(reading: Reading) -> Rows:
    """On the phone Ops asks for what the customer has not said."""
    bill, lead = reading.view.bill, reading.lead
    asked = bill is not None and bill.state in {BillState.READ, BillState.UNREADABLE}
    if bill is not None and asked and lead is not None and lead.stage in BEFORE_SURVEY and lead.consent_at:
        yield (Choice(say("Bill: check or enter"), Action.OPEN, bill.id),)


def _payable(reading: Reading) -> Rows:
    """At any stage, and also for a cancelled lead: what its crew has earned stands."""
    lead = reading.lead
    if lead is None:
        return
    if any(
        earning.state is EarningState.EARNED and earning.lead == lead.id for earning in reading.view.earnings
    ):
        yield (Choice(say("Mark payable"), Action.PAYABLE, lead.id),)
