"""What Ops can do while a visit has no team and its time comes near."""

from typing import Final

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows
from domain.visits.emergency import DelayAnswer, Emergency
from domain.visits.ranking import Candidate
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import say

BACKUPS_SHOWN: Final = 2


def emergency(reading: Reading) -> Rows:
    visit = reading.visit_in(VisitState.EMERGENCY)
    if visit is None or visit.emergency is None:
        return
    row = [Choice(say("Stop the search"), Action.STOP_SEARCH, visit.id)]
    if visit.emergency.taken_by is None:
        row.insert(0, Choice(say("I take it"), Action.TAKE, visit.id))
    yield tuple(row)
    for candidate in reading.view.candidates[:BACKUPS_SHOWN]:
        team = candidate.team
        yield (Choice(say("Assign {team}", team=team.name), Action.BACKUP, visit.id, team.id),)
    yield tuple(_by_hand(reading, visit))
    if not reading.customer_writes:
        yield tuple(_for_customer(visit, visit.emergency))


def _by_hand(reading: Reading, visit: Visit) -> list[Choice]:
    found = [Choice(say("Other teams …"), Action.BACKUPS, visit.id)]
    if visit.alarmed.deadline < visit.window.end:
        found.append(Choice(say("More time"), Action.EXTEND, visit.id))
    if visit.alarmed.lost_team in reading.view.teams:
        found.append(Choice(say("They can make it after all"), Action.CAN_MAKE, visit.id))
    return found


def _for_customer(visit: Visit, found: Emergency) -> list[Choice]:
    answers = {
        DelayAnswer.WAIT: say("Customer waits"),
        DelayAnswer.FIRST_SLOT: say("Customer wants a new time"),
    }
    return [
        Choice(label, Action.DELAY, visit.id, answer.value)
        for answer, label in answers.items()
        if answer is not found.customer_wants
    ]


def by_name(visit: Visit, candidates: tuple[Candidate, ...]) -> Rows:
    """Each team can be asked, or simply sent; one that has the question already is not asked again."""
    for candidate in candidates:
        team, asked = candidate.team, visit.alarmed.asked(candidate.team.id)
        row = [Choice(say("Assign {team}", team=team.name), Action.BACKUP, visit.id, team.id)]
        if asked is None or not asked.waits:
            row.insert(0, Choice(say("Ask {team}", team=team.name), Action.ASK_BACKUP, visit.id, team.id))
        yield tuple(row)
