"""The customer signs: by a code, a signature, a tap; once, in time, for his own installation."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.leads.cancelling import cancel_lead
from domain.leads.lead import Lead
from domain.leads.privacy import ERASED, erased_lead
from domain.leads.sign_off import SignedHow, Signing, read_code
from domain.leads.signing import (
    Signature,
    Tried,
    ask_to_sign,
    installation_is_in,
    make_code,
    rate,
    remark,
    sign_by_code,
    sign_off,
)
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.policy import DEFAULT
from domain.settle import settle
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    OPS,
    a_picture,
    a_report,
    a_sign_off,
    a_visit,
    an_oem,
    at_stage,
    extra_metres,
)
from tests.domain.signing_deeds import made, reviewed
from tests.fakes import House

ASHA: Final = Actor(
    person="p-asha", name="Asha Rao", roles=frozenset({Role.CUSTOMER}), leads=frozenset({"L-1042"})
)
MANOJ: Final = Actor(
    person="p-manoj", name="Manoj", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"})
)
DESK: Final = Actor(person="p-ops", name="Om Desk", roles=frozenset({Role.OPS}))
SURVEYED: Final = a_visit(
    state=VisitState.APPROVED, report=replace(a_report(), answers={"cable_metres": "18"})
)


async def a_house(lead: Lead | None = None, visit: Visit | None = None) -> House:
    house = House()
    uow = house.uow(NOW)
    for thing in (an_oem(), lead or reviewed(), SURVEYED, visit or made()):
        await uow.add(thing)
    return house


async def the_lead(house: House) -> Lead:
    return await house.uow(NOW).get(Lead, "L-1042")


def kinds(uow: UnitOfWork) -> list[Happening]:
    return [event.kind for event in uow.events]


async def test_a_tap_signs_and_a_second_one_says_since_when() -> None:
    house = await a_house()
    await sign_off(house.uow(NOW), "L-1042", ASHA)
    signed = (await the_lead(house)).sign_off
    assert signed is not None
    assert (signed.visit, signed.how, signed.at, signed.by) == ("I-1042-1", SignedHow.CHAT, NOW, "Asha Rao")
    with pytest.raises(Refused, match="signed already, since"):
        await sign_off(house.uow(NOW), "L-1042", ASHA)


async def test_what_he_drew_is_kept_and_fetched() -> None:
    house = await a_house()
    drawn = Signature(how=SignedHow.SIGNATURE, name="Asha Rao", picture=a_picture())
    await sign_off(house.uow(NOW), "L-1042", ASHA, drawn)
    signed = (await the_lead(house)).sign_off
    assert signed is not None
    assert (signed.how, signed.name, signed.signature) == (SignedHow.SIGNATURE, "Asha Rao", a_picture())
    assert [picture.unique_id for picture in house.ledger.media] == ["u1"]


async def test_the_desk_notes_what_he_said_in_a_call_on_his_behalf() -> None:
    house = await a_house(reviewed(stage=Stage.CONFIRMATION_CALL), made(state=VisitState.APPROVED))
    uow = house.uow(NOW)
    await sign_off(uow, "L-1042", DESK)
    signed = (await the_lead(house)).sign_off
    assert signed is not None
    assert (signed.how, signed.by) == (SignedHow.CALL, "Om Desk")
    [event] = uow.events
    assert event.by.on_behalf_of is Role.CUSTOMER


async def test_on_site_he_signs_once_he_is_asked() -> None:
    lead = reviewed(stage=Stage.INSTALLATION_SCHEDULED, signing=None)
    house = await a_house(lead, made(state=VisitState.ON_SITE, report=None))
    with pytest.raises(Refused, match="nothing to sign yet"):
        await sign_off(house.uow(NOW), "L-1042", ASHA)
    asked = house.uow(NOW)
    await ask_to_sign(asked, "I-1042-1", MANOJ)
    assert kinds(asked) == [Happening.SIGNING_ASKED]
    await sign_off(house.uow(NOW), "L-1042", ASHA)
    with pytest.raises(Refused, match="signed already"):
        await ask_to_sign(house.uow(NOW), "I-1042-1", MANOJ)


@pytest.mark.parametrize(
    "visit",
    [made(state=VisitState.CONFIRMED, report=None), made(id="S-1042-9", kind=VisitKind.SURVEY)],
)
async def test_nobody_is_asked_before_something_is_built(visit: Visit) -> None:
    house = await a_house(reviewed(stage=Stage.INSTALLATION_SCHEDULED), visit)
    with pytest.raises(Refused):
        await ask_to_sign(house.uow(NOW), visit.id, MANOJ)


async def test_only_the_last_visit_is_signed_for() -> None:
    house = await a_house()
    await house.uow(NOW).add(made(id="I-1042-2"))
    with pytest.raises(Refused, match="I-1042-2 has come after I-1042-1"):
        await ask_to_sign(house.uow(NOW), "I-1042-1", MANOJ)


async def test_after_cancelling_nothing_is_signed() -> None:
    house = await a_house(reviewed(stage=Stage.CONFIRMATION_CALL), made(state=VisitState.APPROVED))
    digits, _ = await make_code(house.uow(NOW), "L-1042", ASHA)
    await cancel_lead(house.uow(NOW), "L-1042", "moved away", DESK)
    for attempt in (
        lambda: sign_off(house.uow(NOW), "L-1042", ASHA),
        lambda: make_code(house.uow(NOW), "L-1042", ASHA),
        lambda: sign_by_code(house.uow(NOW), "I-1042-1", digits, MANOJ),
        lambda: ask_to_sign(house.uow(NOW), "I-1042-1", DESK),
    ):
        with pytest.raises(Refused, match="Cancelled"):
            await attempt()


async def test_the_code_that_he_reads_out_signs_on_his_behalf() -> None:
    house = await a_house()
    digits, code = await make_code(house.uow(NOW), "L-1042", ASHA)
    assert len(digits) == 6
    assert code.expires_at == NOW + DEFAULT.signing_code
    assert digits not in str(await the_lead(house))
    uow = house.uow(NOW)
    assert await sign_by_code(uow, "I-1042-1", digits, MANOJ) == Tried(right=True)
    [event] = uow.events
    assert (event.kind, event.by.name, event.by.on_behalf_of) == (
        Happening.CUSTOMER_SIGNED_OFF,
        "Manoj",
        Role.CUSTOMER,
    )
    lead = await the_lead(house)
    assert lead.sign_off is not None
    assert lead.sign_off.how is SignedHow.CODE
    assert lead.signing == Signing(visit="I-1042-1")
    with pytest.raises(Refused, match="signed already"):
        await sign_by_code(house.uow(NOW), "I-1042-1", digits, MANOJ)


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


async def test_a_third_wrong_code_spends_it_and_a_new_one_counts_again() -> None:
    house = await a_house()
    digits, _ = await make_code(house.uow(NOW), "L-1042", ASHA)
    told = []
    for _ in range(3):
        uow = house.uow(NOW)
        told.append(((await sign_by_code(uow, "I-1042-1", wrong(digits), MANOJ)).left, *kinds(uow)))
    assert told == [
        (2, Happening.SIGNING_CODE_WRONG),
        (1, Happening.SIGNING_CODE_WRONG),
        (0, Happening.SIGNING_CODE_SPENT),
    ]
    with pytest.raises(Refused, match="typed wrongly too often"):
        await sign_by_code(house.uow(NOW), "I-1042-1", digits, MANOJ)
    again, _ = await make_code(house.uow(NOW), "L-1042", ASHA)
    assert (await sign_by_code(house.uow(NOW), "I-1042-1", again, MANOJ)).right


async def test_an_expired_code_is_refused_and_costs_no_try() -> None:
    house = await a_house()
    digits, code = await make_code(house.uow(NOW), "L-1042", ASHA)
    with pytest.raises(Refused, match="has expired"):
        await sign_by_code(house.uow(code.expires_at), "I-1042-1", digits, MANOJ)
    in_time = house.uow(code.expires_at - timedelta(seconds=1))
    assert (await sign_by_code(in_time, "I-1042-1", digits, MANOJ)).right


async def test_a_code_of_another_lead_is_wrong_here() -> None:
    house = await a_house()
    other = reviewed(id="L-7", oem_reference="VM-7", signing=Signing(visit="I-7-1"))
    for thing in (other, made(id="I-7-1", lead="L-7")):
        await house.uow(NOW).add(thing)
    theirs, _ = await make_code(house.uow(NOW), "L-7", replace(ASHA, leads=frozenset({"L-7"})))
    await make_code(house.uow(NOW), "L-1042", ASHA)
    assert not (await sign_by_code(house.uow(NOW), "I-1042-1", theirs, MANOJ)).right


async def test_before_any_code_the_installer_is_told_what_to_ask_for() -> None:
    house = await a_house()
    with pytest.raises(Refused, match="Ask him to tap “Code for the installer”"):
        await sign_by_code(house.uow(NOW), "I-1042-1", "123456", MANOJ)


@pytest.mark.parametrize(("typed", "digits"), [("482 913", "482913"), (" 482-913 ", "482913")])
def test_a_code_is_read_however_it_is_grouped(typed: str, digits: str) -> None:
    assert read_code(typed) == digits


@pytest.mark.parametrize("typed", ["", "48291", "4829134", "48291a", "४८२९१३"])
def test_what_is_no_code_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid, match="Example: 482 913"):
        read_code(typed)


async def test_stars_and_words_come_after_the_signature() -> None:
    house = await a_house()
    with pytest.raises(Refused, match="Please sign first"):
        await rate(house.uow(NOW), "L-1042", 5, ASHA)
    await sign_off(house.uow(NOW), "L-1042", ASHA)
    with pytest.raises(Invalid, match="from 1 to 5"):
        await rate(house.uow(NOW), "L-1042", 6, ASHA)
    await rate(house.uow(NOW), "L-1042", 4, ASHA)
    await remark(house.uow(NOW), "L-1042", "on time", ASHA)
    signed = (await the_lead(house)).sign_off
    assert signed is not None
    assert (signed.rating, signed.remark) == (4, "on time")


async def submitted(house: House, used: str) -> UnitOfWork:
    """The report of the installation is in, once more perhaps."""
    uow = house.uow(NOW)
    visit = made(report=replace(a_report(), answers={"cable_metres_used": used}))
    await installation_is_in(uow, visit, OPS)
    return uow


async def test_the_card_comes_with_the_report_and_again_only_for_something_new() -> None:
    house = await a_house(reviewed(signing=None))
    assert kinds(await submitted(house, "17.5")) == [Happening.SIGNING_ASKED]
    await sign_off(house.uow(NOW), "L-1042", ASHA)
    assert kinds(await submitted(house, "17.5")) == []
    assert kinds(await submitted(house, "21.5")) == [Happening.SIGNING_ASKED]


async def test_a_customer_without_a_chat_is_asked_on_his_page_and_nobody_fails_to_tell_him() -> None:
    house = await a_house()
    uow = house.uow(NOW)
    await ask_to_sign(uow, "I-1042-1", MANOJ)
    await settle(uow)
    assert house.ledger.failures == []


async def test_what_was_signed_before_a_rework_no_longer_speaks_for_what_stands_there() -> None:
    house = await a_house()
    await sign_off(house.uow(NOW), "L-1042", ASHA)
    await rate(house.uow(NOW), "L-1042", 5, ASHA)
    lead = replace(await the_lead(house), signing=Signing(visit="I-1042-2"))
    assert (lead.sign_off, lead.rating, len(lead.sign_offs)) == (None, None, 1)
    assert at_stage(Stage.CLOSURE).sign_off is None


def test_an_erasure_leaves_that_he_signed_and_nothing_of_him() -> None:
    signed = a_sign_off(name="Asha Rao", signature=a_picture(), rating=4, remark="call 98200 10001")
    disputed = extra_metres(accepted=False, said_at=NOW, words="my neighbour said so")
    erased = erased_lead(reviewed(sign_offs=(signed,), extra_metres=disputed), ERASED)
    assert erased.sign_offs == (a_sign_off(by=ERASED, rating=4),)
    assert erased.extra_metres == replace(disputed, words="")
