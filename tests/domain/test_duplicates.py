"""Two leads of one request: found on arrival, decided by Ops, merged without losing either history."""

from dataclasses import replace
from typing import Final

import pytest

from domain.errors import NotAllowed, NotFound, Refused
from domain.events import Happening
from domain.leads.call import Call, CallOutcome
from domain.leads.calling import correct_phone
from domain.leads.cancelling import cancel_lead
from domain.leads.duplicates import keep_both, merge_leads
from domain.leads.intake import NewLead, receive_lead
from domain.leads.keeping import reopen_lead, resume_lead
from domain.leads.lead import Documents, Electrician, Lead, Question, Twin, Twinning
from domain.leads.likeness import keys_of
from domain.leads.stages import Stage
from domain.owed import Owed, next_action
from domain.people.actor import Actor
from domain.people.person import Grant, Invite, InviteKind, Person
from domain.people.roles import Role
from domain.settle import settle, situation_of
from domain.visits.states import VisitState
from domain.visits.visit import Former, Visit
from tests.build import NOW, a_customer, a_lead, a_person, a_picture, a_visit, an_oem, at_stage
from tests.fakes import House

DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
VOLT: Final = Actor(person=None, name="Volt", roles=frozenset({Role.OEM}), oem="volt")
NEW: Final = NewLead(oem="volt", reference="VM-78", name="A. Rao", phone="98765 43210", pin_code="411045")
OLD: Final = "L-1030"
FRESH: Final = "L-1042"


async def a_house(*leads: Lead) -> House:
    house = House()
    uow = house.uow()
    for oem in (an_oem(), an_oem(id="kaveri", name="Kaveri")):
        await uow.add(oem)
    for lead in leads:
        await uow.add(lead)
    return house


async def two(old: Lead | None = None, fresh: Lead | None = None) -> House:
    """L-1030, and L-1042 that resembles it."""
    twin = Twin(lead=OLD, because=("phone",))
    return await a_house(
        old or a_lead(id=OLD, oem_reference="VM-30"), replace(fresh or a_lead(), twins=(twin,))
    )


async def test_the_same_phone_is_noticed_and_is_to_be_decided_before_anybody_calls() -> None:
    house = await a_house()
    for reference in ("VM-1", "VM-2", "VM-3"):
        uow = house.uow()
        lead, fresh = await receive_lead(uow, replace(NEW, reference=reference), VOLT)
        await settle(uow)
        assert fresh
    assert [(twin.lead, twin.because) for twin in lead.twins] == [
        ("L-1043", ("phone",)),
        ("L-1042", ("phone",)),
    ]
    assert house.ledger.owed["L-1044"].what is Owed.DECIDE_DUPLICATE
    assert house.ledger.owed["L-1042"].what is Owed.CALL_CUSTOMER
    (told,) = (e for e in house.ledger.events if e.kind is Happening.LEAD_RESEMBLES and e.lead == "L-1044")
    assert told.facts == {"leads": "L-1043, L-1042", "because": "phone"}


async def test_somebody_else_and_a_cancelled_lead_resemble_nobody() -> None:
    house = await a_house()
    uow = house.uow()
    first, _ = await receive_lead(uow, NEW, VOLT)
    await cancel_lead(uow, first.id, "sold the car", DESK)
    again, _ = await receive_lead(uow, replace(NEW, reference="VM-79"), VOLT)
    other, _ = await receive_lead(uow, replace(NEW, reference="VM-80", phone="98765 43219"), VOLT)
    assert again.twins == other.twins == ()


async def test_kept_both_both_go_on_and_the_customer_is_to_be_called() -> None:
    house = await two()
    uow = house.uow()
    await keep_both(uow, FRESH, OLD, DESK)
    await settle(uow)
    assert house.ledger.owed[FRESH].what is Owed.CALL_CUSTOMER
    with pytest.raises(Refused, match="Om Desk has kept L-1042 and L-1030 apart"):
        await merge_leads(house.uow(), FRESH, OLD, DESK)


async def test_merged_the_older_goes_on_with_what_the_newer_knew() -> None:
    busy = Call(at=NOW, by="Om Desk", outcome=CallOutcome.BUSY)
    old = a_lead(id=OLD, oem_reference="VM-30", customer=a_customer(address="", city=""), vehicle="")
    fresh = a_lead(vin="MALC381CLNM123456", calls=(busy,), documents=Documents(bill=a_picture()))
    house = await two(old, fresh)
    uow = house.uow()
    stays = await merge_leads(uow, FRESH, OLD, DESK)
    await settle(uow)
    assert (stays.id, stays.merged) == (OLD, (FRESH,))
    assert (stays.customer.city, stays.vin, stays.vehicle) == ("Pune", "MALC381CLNM123456", "Volt One")
    assert stays.calls == (busy,)
    assert stays.documents.bill == a_picture()
    gone = await uow.get(Lead, FRESH)
    assert (gone.stage, gone.merged_into, gone.reason) == (Stage.CANCELLED, OLD, "merged into L-1030")
    assert FRESH not in house.ledger.owed
    assert house.ledger.owed[OLD].what is Owed.CALL_CUSTOMER
    with pytest.raises(Refused, match="Om Desk has merged"):
        await merge_leads(house.uow(), FRESH, OLD, DESK)


async def test_the_one_that_has_come_further_goes_on() -> None:
    house = await two(fresh=at_stage(Stage.SURVEY_SCHEDULING))
    stays = await merge_leads(house.uow(), FRESH, OLD, DESK)
    assert stays.id == FRESH
    assert (await house.uow().get(Lead, OLD)).merged_into == FRESH
    assert [(twin.lead, twin.state) for twin in stays.twins] == [(OLD, Twinning.MERGED)]


async def test_the_reference_of_a_merged_lead_answers_with_the_one_that_goes_on() -> None:
    house = await two(fresh=a_lead(oem_reference="VM-78"))
    await merge_leads(house.uow(), FRESH, OLD, DESK)
    lead, is_new = await receive_lead(house.uow(), NEW, VOLT)
    assert (lead.id, is_new) == (OLD, False)


async def test_the_customer_of_the_merged_lead_goes_on_with_the_other() -> None:
    house = await two(fresh=a_lead(customer_person="p-asha", consent_at=NOW))
    uow = house.uow()
    await uow.add(a_person())
    stays = await merge_leads(uow, FRESH, OLD, DESK)
    assert (stays.customer_person, stays.consent_at) == ("p-asha", NOW)
    assert (await uow.get(Person, "p-asha")).grants == (Grant(role=Role.CUSTOMER, lead=OLD),)


async def test_an_unopened_link_of_the_merged_lead_leads_to_the_other() -> None:
    house = await two()
    uow = house.uow()
    grant = Grant(role=Role.CUSTOMER, lead=FRESH)
    await uow.add(Invite(id="token", kind=InviteKind.CUSTOMER, grant=grant, made_by=None, expires_at=NOW))
    await merge_leads(uow, FRESH, OLD, DESK)
    assert (await uow.get(Invite, "token")).grant.lead == OLD


async def test_two_oems_an_ended_lead_and_a_lead_with_a_visit_are_not_merged() -> None:
    twin = (Twin(lead=OLD, because=("phone",)),)
    house = await a_house(a_lead(id=OLD, oem="kaveri"), a_lead(twins=twin))
    with pytest.raises(Refused, match="Two OEMs"):
        await merge_leads(house.uow(), FRESH, OLD, DESK)
    house = await two(at_stage(Stage.CLOSED, id=OLD, oem_reference="VM-30"))
    with pytest.raises(Refused, match="L-1030 has come to its end"):
        await merge_leads(house.uow(), FRESH, OLD, DESK)
    house = await two(
        at_stage(Stage.SURVEY_SCHEDULED, id=OLD, oem_reference="VM-30"), at_stage(Stage.MATERIALS)
    )
    await house.uow().add(a_visit(id="S-1030-1", lead=OLD))
    with pytest.raises(Refused, match="L-1030 has a visit already"):
        await merge_leads(house.uow(), FRESH, OLD, DESK)
    uow = house.uow()
    waits = replace(await uow.get(Visit, "S-1030-1"), state=VisitState.UNASSIGNED, team=None)
    await uow.save(replace(waits, former=Former(team="sunrise", reason="on leave")))
    with pytest.raises(Refused, match="L-1030 has a visit already"):
        await merge_leads(house.uow(), FRESH, OLD, DESK)


async def test_nobody_but_ops_decides_and_only_about_what_was_compared() -> None:
    house = await two()
    with pytest.raises(NotAllowed):
        await keep_both(house.uow(), FRESH, OLD, VOLT)
    with pytest.raises(NotFound, match="never compared"):
        await merge_leads(house.uow(), FRESH, "L-7", DESK)


async def test_a_merged_lead_that_is_reopened_is_on_its_own_again() -> None:
    house = await two(fresh=a_lead(documents=Documents(electrician=Electrician(name="R"))))
    uow = house.uow()
    await merge_leads(uow, FRESH, OLD, DESK)
    again = await reopen_lead(uow, FRESH, "two chargers after all", DESK)
    assert (again.merged_into, again.stage) == (None, Stage.NEW)
    assert (await uow.get(Lead, OLD)).merged == ()
    action = next_action(await situation_of(uow, FRESH))
    assert action is not None
    assert action.what is Owed.CALL_CUSTOMER


async def test_a_lead_that_took_over_two_is_not_compared_with_what_it_is_already() -> None:
    twins = (Twin(lead="L-1031", because=("phone",)), Twin(lead=OLD, because=("phone",)))
    house = await a_house(
        at_stage(Stage.DOCUMENTS, id=OLD, oem_reference="VM-30", merged=("L-1031",)),
        at_stage(Stage.CANCELLED, id="L-1031", oem_reference="VM-31", merged_into=OLD),
        at_stage(Stage.SURVEY_SCHEDULING, twins=twins),
    )
    stays = await merge_leads(house.uow(), FRESH, OLD, DESK)
    assert (stays.id, stays.merged, stays.undecided) == (FRESH, (OLD, "L-1031"), ())


async def test_what_was_decided_stays_decided_when_the_number_changes() -> None:
    asked = Question(said="+919876543211", asked_at=NOW)
    apart = Twin(lead=OLD, because=("phone",), state=Twinning.APART, decided_by="Om Desk")
    house = await a_house(a_lead(id=OLD, oem_reference="VM-30"), a_lead(twins=(apart,), question=asked))
    uow = house.uow()
    await uow.lookalikes.note(OLD, keys_of(await uow.get(Lead, OLD)))
    lead = await correct_phone(uow, FRESH, "98765 43210", VOLT)
    assert (lead.twins, lead.undecided) == ((apart,), ())
    assert Happening.LEAD_RESEMBLES not in {event.kind for event in uow.events}


async def test_a_lead_that_is_resumed_forgets_the_call_that_was_set_before() -> None:
    house = await a_house(at_stage(Stage.ON_HOLD, stage_before=Stage.NEW, call_at=NOW))
    assert (await resume_lead(house.uow(), FRESH, DESK)).call_at is None
