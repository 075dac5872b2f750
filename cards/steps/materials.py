"""The bill of materials at the desks: the way to it, and what can be changed on it."""

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows
from domain.leads.stages import Stage
from domain.materials.request import LineState, MaterialRequest
from domain.words import say


def changeable(reading: Reading) -> MaterialRequest | None:
    request, lead = reading.view.request, reading.lead
    if request is None or lead is None or lead.stage is not Stage.MATERIALS or request.released:
        return None
    return request


def way_to_bill(reading: Reading) -> Rows:
    """On every other card of a lead that is at its materials."""
    request = changeable(reading)
    if request is not None and reading.view.subject != request.id:
        yield (Choice(say("Bill of materials"), Action.OPEN, request.id),)


def changes(reading: Reading) -> Rows:
    """On the bill's own card."""
    request = changeable(reading)
    if request is None or reading.view.subject != request.id:
        return
    waiting = request.in_state(LineState.OPEN)
    yield (
        Choice(say("Add an item …"), Action.ADD_ITEM, request.id),
        *((Choice(say("Another quantity …"), Action.SET_QUANTITY, request.id),) if waiting else ()),
    )
    if waiting:
        yield (
            Choice(say("Take a line out …"), Action.TAKE_OUT, request.id),
            *(
                (Choice(say("Another length …"), Action.SET_METRES, request.id),)
                if len(waiting) == len(request.lines) and request.basis is not None
                else ()
            ),
        )
