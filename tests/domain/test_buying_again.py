"""A reservation has ended and no store has the item any more: it is bought while the installation is being arranged."""

from dataclasses import replace

from domain.leads.stages import Stage
from domain.materials.duties import GOODS, duties
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.supply import confirm_goods, open_purchase
from domain.owed import Owed, own_purchase_action
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.settle import settle, situation_of
from domain.visits.states import VisitKind, VisitState
from tests.build import NOW, a_picture, a_request, a_team, a_visit, an_oem, at_stage
from tests.fakes import House

FARIDA = Actor(person="p-proc", name="Farida", roles=frozenset({Role.PROCUREMENT}))
RAVI = Actor(person="p-crew", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))


async def test_what_is_bought_late_is_owed_by_itself_and_then_handed_out() -> None:
    house = House()
    uow = house.uow(NOW)
    visit = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.ACKNOWLEDGED)
    lead = at_stage(Stage.INSTALLATION_SCHEDULED, visits_made=1)
    asked = a_request(lines=(Line(item="cable", quantity=20, state=LineState.OPEN),))
    for thing in (an_oem(), a_team(), lead, visit, asked):
        await uow.add(thing)
    opened = await open_purchase(uow, asked.id, FARIDA)
    await settle(uow)
    action = own_purchase_action(opened, lead, DEFAULT)
    assert action is not None
    assert (action.what, action.role) == (Owed.SHARE_VENDOR_DETAILS, Role.FIELD)

    uow = house.uow(NOW)
    bought = await uow.get(Purchase, opened.id)
    await uow.save(replace(bought, state=PurchaseState.PAID))
    await confirm_goods(uow, opened.id, a_picture(), RAVI)
    await settle(uow)
    request = await uow.get(MaterialRequest, asked.id)
    assert request.covered
    due = duties(request, await situation_of(uow, lead.id))
    assert (due[GOODS].what, due[GOODS].role) == (Owed.HAND_OUT_MATERIALS, Role.PROCUREMENT)
