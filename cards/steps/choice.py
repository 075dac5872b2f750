"""What a step that a reader can take is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cards.actions import Action
from domain.leads.lead import Lead
from domain.leads.sign_off import ExtraMetres
from domain.leads.signing import BUILT, SIGNABLE
from domain.owed import Owed
from domain.reactions import Audience
from domain.slot import Slot
from domain.view import View
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import Words, say


@dataclass(frozen=True, slots=True)
class Choice:
    """Two choices are the same if they do the same, whatever they are called."""

    label: Words = field(compare=False)
    action: Action
    subject: str
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who looks at what. `team` is the reader's own, where he reads in a team's chat and that is known."""

    audience: Audience
    view: View
    team: str | None = None

    @property
    def lead(self) -> Lead | None:
        return self.view.lead

    @property
    def open_visit(self) -> Visit | None:
        return self.view.situation.open_visit if self.view.situation else None

    @property
    def owed(self) -> Owed | None:
        action = self.view.action
        return action.what if action else None

    @property
    def overdue(self) -> bool:
        action = self.view.action
        return action is not None and self.view.now > action.due

    @property
    def customer_writes(self) -> bool:
        return self.view.customer is not None and self.view.customer.telegram_id is not None

    @property
    def for_customer(self) -> bool:
        """Ops takes the customer's step where he has no Telegram, or has let the time pass."""
        return not self.customer_writes or self.overdue

    def visit_in(self, *states: VisitState) -> Visit | None:
        visit = self.open_visit
        return visit if visit is not None and visit.state in states else None


Row = tuple[Choice, ...]
Rows = Iterator[Row]
Steps = Callable[[Reading], Rows]


def pairs(choices: list[Choice]) -> Rows:
    for start in range(0, len(choices), 2):
        yield tuple(choices[start : start + 2])


def grid(choices: list[Choice], *, rows: int) -> Rows:
    """Two beside each other; more only where the rows would not do."""
    width = max(2, -(-len(choices) // rows))
    for start in range(0, len(choices), width):
        yield tuple(choices[start : start + width])


def route_of(reading: Reading, visit: Visit) -> Row:
    """The team's day that the visit belongs to."""
    if visit.team is None or visit.slot is None:
        return ()
    day = reading.view.policy.calendar.local(visit.slot.start).date().isoformat()
    return (Choice(say("Route"), Action.ROUTE, visit.team, day),)


def starting(slot: Slot) -> str:
    """The argument of a slot button: its start in minutes since 1970."""
    return str(int(slot.start.timestamp()) // 60)


def propose(label: Words, lead: Lead, visit: Visit | None) -> Choice:
    """Whoever is shown that times are on offer, or that the customer has one, may propose others all the same."""
    return Choice(label, Action.PROPOSE, lead.id, str(visit.version) if visit is not None else "")


def to_sign(reading: Reading) -> bool:
    """The customer is asked to sign for what stands at his site, and has not yet."""
    lead, visit = reading.lead, reading.view.situation.visit if reading.view.situation else None
    if lead is None or visit is None or lead.stage not in SIGNABLE or visit.state not in BUILT:
        return False
    return lead.is_asked_to_sign(visit.id) and lead.sign_off is None


def metres_to_answer(reading: Reading) -> ExtraMetres | None:
    """What was used beyond what was agreed, as long as the customer has not said a word to it."""
    lead = reading.lead
    metres = lead.extra_metres if lead is not None and lead.stage in SIGNABLE else None
    return metres if metres is not None and metres.accepted is None else None


def stars(lead: Lead) -> Row:
    return tuple(
        Choice(say("{stars} ★", stars=count), Action.RATE, lead.id, str(count)) for count in range(1, 6)
    )


def slots(reading: Reading, visit: Visit) -> list[Choice]:
    """One choice for each offered time that can still be taken, but the one that is held."""
    held = visit.hold.slot if visit.hold else None
    return [
        Choice(say("{slot}", slot=slot), Action.SLOT, visit.id, starting(slot))
        for slot in reading.view.open_slots
        if slot != held
    ]
