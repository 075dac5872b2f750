"""What can be done about the materials of an installation: by Procurement, and by the team that has them."""

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Row, Rows, pairs
from domain.leads.stages import Stage
from domain.materials.catalogue import title_of
from domain.materials.request import LineState, MaterialRequest
from domain.materials.sources import Way, open_lines
from domain.view import View
from domain.visits.states import HOLDS_CAPACITY
from domain.visits.visit import Visit
from domain.words import Words, say

DIFFERENCES_MOST = 3
_AGAIN = frozenset({Stage.INSTALLATION_SCHEDULING, Stage.INSTALLATION_SCHEDULED})


def is_about(reading: Reading) -> bool:
    """The request itself is what the reader looks at."""
    request = reading.view.request
    return request is not None and reading.view.subject == request.id


def in_stock(reading: Reading) -> bool:
    sources = (source for found in reading.view.sources.values() for source in found)
    return any(source.way is not Way.BUY for source in sources)


def covering(reading: Reading, request: MaterialRequest) -> Rows:
    """A local purchase takes every open line, so it is offered only where stock has given what it can."""
    waiting, has_any = request.in_state(LineState.OPEN), in_stock(reading)
    if has_any:
        yield from allocating(request)
    if waiting and (not has_any or request.in_state(LineState.ALLOCATED)):
        yield (Choice(say("Buy the rest locally"), Action.BUY, request.id),)


def allocating(request: MaterialRequest) -> Rows:
    yield (
        Choice(say("Allocate from stock"), Action.ALLOCATE, request.id),
        Choice(say("Line by line …"), Action.BY_LINE, request.id),
    )


def by_line(view: View, request: MaterialRequest) -> Rows:
    """Each open line from each store that has any of it, nearest first."""
    choices = [
        Choice(
            say("{item}: {store} ({free})", item=Words(title_of(line.item)), store=view.store_name(store), free=free),
            Action.ALLOCATE,
            request.id,
            f"{number}.{line.item}.{store}",
        )
        for number, line in open_lines(request)
        for store, free in view.stock.get(line.item, {}).items()
    ]  # fmt: skip
    yield from pairs(choices)


def _installation(reading: Reading) -> Visit | None:
    """The one to which a team goes."""
    visit = reading.open_visit
    on_time = visit is not None and visit.team is not None and visit.state in HOLDS_CAPACITY
    lead = reading.lead
    return visit if on_time and lead is not None and lead.stage is Stage.INSTALLATION_SCHEDULED else None


def _is_installed(reading: Reading, request: MaterialRequest) -> bool:
    visit = reading.view.situation.visit if reading.view.situation else None
    return visit is not None and visit.is_installed and not request.released


def of_procurement(reading: Reading) -> Rows:
    request = reading.view.request
    if request is None:
        return
    if reading.lead is not None and reading.lead.stage in _AGAIN and not request.released:
        yield from covering(reading, request)
    if request.on_the_way and not request.released:
        yield (Choice(say("The other store’s goods are here"), Action.TRANSFER_CAME, request.id),)
    yield from _hand_out(reading, request)
    yield from _back(reading, request)
    if request.left_bought:
        yield (Choice(say("What was bought is in the store"), Action.STORE_BOUGHT, request.id),)
    for number, found in enumerate(request.differences, start=1):
        if found.settled is None and number <= DIFFERENCES_MOST:
            label = say(
                "Settle: {item} × {quantity}", item=Words(title_of(found.item)), quantity=found.quantity
            )
            yield (Choice(label, Action.SETTLE_DIFFERENCE, request.id, str(number)),)


def _hand_out(reading: Reading, request: MaterialRequest) -> Rows:
    visit = _installation(reading)
    waits = request.in_state(LineState.ALLOCATED) or request.in_state(LineState.RECEIVED)
    named = request.numbered is None or request.charger is not None
    ready = request.covered and not request.on_the_way and named and not request.released
    if visit is not None and ready and waits and request.custody is None:
        team = reading.view.team_name(visit.team)
        yield (Choice(say("Hand out all to {team}", team=team), Action.HAND_OUT_ALL, request.id),)


def _back(reading: Reading, request: MaterialRequest) -> Rows:
    if request.custody is None:
        return
    if not _is_installed(reading, request):
        yield (Choice(say("All of it is back in the store"), Action.TAKEN_BACK, request.id),)
    elif request.accounted_at is not None:
        yield (
            Choice(say("All leftovers are here"), Action.LEFTOVERS, request.id),
            Choice(say("Less came back …"), Action.LESS_CAME, request.id),
        )


def of_team(reading: Reading) -> Rows:
    request = reading.view.request
    if request is None or request.custody is None or reading.team not in {None, request.custody.team}:
        return
    if request.to_return:
        if request.custody.brought_at is None:
            yield (Choice(say("We brought it back to the store"), Action.BROUGHT_BACK, request.id),)
        return
    if _is_installed(reading, request):
        yield _left(request)
        return
    if request.custody.received_at is None:
        yield (
            Choice(say("We have it all"), Action.HAVE_MATERIALS, request.id),
            Choice(say("Something is missing …"), Action.MISSING, request.id),
        )
    if request.custody.to is not None:
        team = reading.view.team_name(request.custody.to)
        yield (Choice(say("Handed over to {team}", team=team), Action.HANDED_OVER, request.id),)


def _left(request: MaterialRequest) -> Row:
    return (
        Choice(say("Nothing else is left over"), Action.NOTHING_LEFT, request.id),
        Choice(say("Something is left over …"), Action.LEFT_OVER, request.id),
    )
