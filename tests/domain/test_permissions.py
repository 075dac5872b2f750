"""The permission matrix, written out, and every command given by every role."""

from copy import deepcopy
from typing import Any, Final

import pytest

from domain.errors import NotAllowed, NotFound
from domain.leads.intake import lead_of_customer
from domain.people.actor import Actor
from domain.people.roles import MATRIX, Permission, Role
from domain.settle import settle
from tests.build import NOW, a_lead
from tests.domain.deeds import DEEDS, commands
from tests.fakes import House

TABLE: Final = {
    "send_lead": "oem ops",
    "see_lead": "customer field finance oem ops procurement reporting system",
    "try_out": "oem",
    "decide_duplicate": "ops",
    "log_call": "ops",
    "find_place": "system",
    "correct_phone": "oem ops",
    "invite_customer": "ops",
    "ask_call": "customer ops",
    "give_consent": "customer ops",
    "share_documents": "customer ops",
    "see_own_data": "customer ops",
    "ask_erasure": "customer ops",
    "erase_data": "admin ops",
    "clear_files": "system",
    "waive_document": "ops",
    "propose_slots": "ops",
    "choose_slot": "customer ops",
    "call_off_visit": "customer ops",
    "assign_team": "ops",
    "acknowledge_visit": "field",
    "confirm_visit": "field ops",
    "set_out": "field",
    "check_in": "field",
    "report_absent": "field",
    "answer_at_door": "customer ops",
    "record_absence": "field ops",
    "decide_fee": "ops",
    "submit_report": "field",
    "declare_emergency": "field ops system",
    "take_emergency": "ops",
    "answer_backup_offer": "field",
    "answer_delay": "customer ops",
    "reschedule_visit": "customer field ops system",
    "take_leave": "field ops",
    "keep_certificates": "admin ops system",
    "review_report": "ops",
    "report_site_work": "customer ops",
    "accept_site_work": "ops",
    "request_materials": "ops",
    "change_materials": "ops procurement",
    "answer_quote": "customer ops",
    "settle_quote": "ops",
    "allocate_materials": "procurement",
    "hand_out_charger": "procurement",
    "see_stock": "finance ops procurement",
    "keep_stock": "procurement",
    "confirm_count": "finance procurement",
    "hand_out_materials": "procurement",
    "receive_materials": "field",
    "hand_over_materials": "field procurement",
    "account_for_materials": "field procurement",
    "take_back_materials": "procurement",
    "settle_difference": "procurement",
    "keep_materials": "system",
    "open_local_purchase": "procurement",
    "buy_at_site": "field",
    "share_vendor_details": "field procurement",
    "confirm_goods": "field procurement",
    "allow_purchase": "finance ops procurement",
    "allow_large_purchase": "finance ops",
    "settle_bill": "finance procurement",
    "see_payment": "finance procurement",
    "check_payment": "procurement",
    "answer_finance": "field ops procurement",
    "approve_payment": "finance",
    "record_payment": "finance",
    "see_money": "finance ops",
    "see_books": "finance",
    "speak_for_rail": "system",
    "sign_off": "customer ops",
    "ask_to_sign": "field ops",
    "make_signing_code": "customer",
    "enter_signing_code": "field",
    "settle_metres": "ops",
    "log_confirmation_call": "ops",
    "confirm_installation": "customer ops",
    "open_rework": "ops",
    "submit_pack": "ops",
    "send_pack": "reporting",
    "acknowledge_pack": "oem reporting",
    "compile_reports": "system",
    "release_report": "reporting",
    "see_reports": "oem reporting",
    "fetch_report": "oem",
    "mark_payable": "ops",
    "open_payouts": "ops finance system",
    "agree_payout": "field system",
    "dispute_earning": "field ops",
    "answer_dispute": "ops",
    "see_earnings": "field finance ops",
    "see_rates": "finance ops",
    "see_day": "ops",
    "see_own_day": "field",
    "see_record": "field ops",
    "hold_lead": "ops system",
    "resume_lead": "ops",
    "cancel_lead": "customer oem ops system",
    "decide_cancelling": "ops",
    "take_back_cancelling": "customer ops",
    "reopen_lead": "ops",
    "set_on_call": "admin ops",
    "invite_person": "admin ops",
    "bind_group": "admin",
    "open_portal": "admin oem ops",
    "open_desk": "finance ops",
    "manage_webhooks": "admin oem",
    "set_up": "admin",
}
NARROW: Final = (Role.OEM, Role.FIELD, Role.CUSTOMER)
NOBODYS: Final = {
    "bind_group",
    "set_on_call",
    "revoke_person",
    "run_payouts",
    "open_again",
    "set_rates",
    "want_due_reports",
}
"""These belong to no lead."""


def an_actor(role: Role, *, oem: str = "volt", team: str = "sunrise", lead: str = "L-1042") -> Actor:
    return Actor(
        person=None if role is Role.SYSTEM else f"p-{role}",
        name=f"{role} person",
        roles=frozenset({role}),
        oem=oem,
        teams=frozenset({team}),
        leads=frozenset({lead}),
    )


def kept(house: House) -> dict[str, Any]:
    """All that the house holds, to compare."""
    return deepcopy(
        {
            "shelves": {kind.__name__: shelf._bodies for kind, shelf in house.shelves._shelves.items()},
            "bookings": house.capacity.bookings,
            "stock": vars(house.stock.book),
            "marks": house.marks.kept,
            "ledger": house.ledger,
        }
    )


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_the_table_says(permission: Permission, role: Role) -> None:
    assert (role in MATRIX[permission]) is (role.value in TABLE[permission.value].split())


def test_every_permission_has_its_row() -> None:
    assert set(TABLE) == {permission.value for permission in Permission} == set(MATRIX)


def test_every_command_has_its_row() -> None:
    assert commands() == {deed.of for deed in DEEDS.values()}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(DEEDS))
async def test_a_command_is_for_its_roles_only(name: str, role: Role) -> None:
    deed = DEEDS[name]
    house = await deed.house()
    before = kept(house)
    uow = house.uow(NOW)
    if role in deed.roles:
        await deed.give(uow, an_actor(role))
        assert uow.touched or uow.events
        assert all(event.by.role is role for event in uow.events)
        await settle(uow)
        return
    with pytest.raises(NotAllowed):
        await deed.give(uow, an_actor(role))
    assert (kept(house), uow.events, uow.touched) == (before, [], {})


@pytest.mark.parametrize("role", NARROW)
@pytest.mark.parametrize("name", [name for name in DEEDS if name not in NOBODYS])
async def test_other_peoples_things_are_out_of_reach(name: str, role: Role) -> None:
    deed = DEEDS[name]
    house = await deed.house()
    before = kept(house)
    uow = house.uow(NOW)
    with pytest.raises(NotAllowed):
        await deed.give(uow, an_actor(role, oem="kaveri", team="moon", lead="L-7"))
    assert (kept(house), uow.events, uow.touched) == (before, [], {})


@pytest.mark.parametrize("name", list(DEEDS))
async def test_a_stranger_may_do_nothing(name: str) -> None:
    house = await DEEDS[name].house()
    with pytest.raises(NotAllowed):
        await DEEDS[name].give(house.uow(NOW), Actor(person=None, name="", roles=frozenset()))


async def test_a_customer_finds_his_own_open_lead_only() -> None:
    house = House()
    uow = house.uow(NOW)
    await uow.add(a_lead())
    await uow.add(a_lead(id="L-7", oem_reference="VM-7"))
    assert (await lead_of_customer(uow, an_actor(Role.CUSTOMER))).id == "L-1042"
    with pytest.raises(NotFound):
        await lead_of_customer(uow, Actor(person="p", name="", roles=frozenset({Role.CUSTOMER})))
