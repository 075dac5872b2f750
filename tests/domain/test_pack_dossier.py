"""What a closure pack is made of: the extra charge that was accepted, and the serial number of the charger."""

from datetime import timedelta
from typing import Final

import pytest

from domain.events import Event, Happening
from domain.leads.stages import Stage
from domain.materials.charger import Charger
from domain.materials.quote import Quote, QuoteState
from domain.materials.request import MaterialRequest
from domain.people.actor import By
from domain.people.roles import Role
from domain.reporting.dossier import Dossier, dossier_of
from domain.visits.states import VisitKind, VisitState
from tests.build import NOW, a_pack, a_quote, a_report, a_request, a_visit, an_oem, at_stage
from tests.fakes import House

ASHA: Final = By(person="p-asha", name="Asha Rao", role=Role.CUSTOMER)
INSTALLED: Final = a_visit(
    id="I-1042-1",
    kind=VisitKind.INSTALLATION,
    state=VisitState.APPROVED,
    report=a_report(answers={"charger_serial": "AC74-2026-000123"}),
)


async def dossier(*things: Quote | MaterialRequest, timeline: tuple[Event, ...] = ()) -> Dossier:
    uow = House().uow(NOW)
    pack = a_pack(facts_at=NOW)
    for thing in (an_oem(), at_stage(Stage.CLOSURE), pack, INSTALLED, *things):
        await uow.add(thing)
    return await dossier_of(uow, pack.id, timeline)


async def test_the_quote_that_was_accepted_last_is_in_it_with_its_acceptance() -> None:
    before = a_quote(state=QuoteState.REPLACED)
    counts = a_quote(id="Q-1042-2", state=QuoteState.ACCEPTED)
    told = tuple(quote.tells(Happening.QUOTE_ACCEPTED, ASHA, NOW) for quote in (counts, before))
    extra = (await dossier(before, counts, timeline=told)).extra
    assert extra is not None
    assert (extra.quote.id, extra.accepted, extra.by_himself) == ("Q-1042-2", told[0], True)


@pytest.mark.parametrize("state", [state for state in QuoteState if state is not QuoteState.ACCEPTED])
async def test_a_quote_that_is_not_accepted_is_not_in_it(state: QuoteState) -> None:
    assert (await dossier(a_quote(state=state))).extra is None


@pytest.mark.parametrize(
    ("handed_out", "shown"), [("", "AC74-2026-000123"), ("AC74-2026-000777", "AC74-2026-000777")]
)
async def test_the_row_of_the_charger_has_the_reported_number_where_nothing_was_handed_out(
    handed_out: str, shown: str
) -> None:
    charger = Charger(serial=handed_out, at=NOW - timedelta(days=1), by=ASHA) if handed_out else None
    found = await dossier(a_request(charger=charger))
    assert [(used.item, used.serials) for used in found.materials] == [("charger", (shown,)), ("cable", ())]
    assert found.handed_out == handed_out
