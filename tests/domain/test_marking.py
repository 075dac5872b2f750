"""Marking payable: what speaks against it, one or many, and what happens when two do it at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.errors import Refused, VersionConflict
from domain.events import Happening
from domain.leads.confirmation import Confirmation, Heard
from domain.leads.lead import Lead
from domain.leads.sign_off import Signing
from domain.leads.stages import Stage
from domain.money.amount import Signed
from domain.money.earning import Earning, EarningLine, EarningState, LineKind
from domain.money.marking import mark_clear, mark_earning, mark_payable, waiting
from domain.money.objections import OBJECTIONS, Objection, Standing, objections
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentState
from domain.next_action import Owed
from domain.owed import earning_action
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.reporting.pack import PackState
from domain.timers import earning_timers
from domain.unit_of_work import Kept, UnitOfWork
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import PaymentSchedule
from tests.build import (
    a_lead,
    a_pack,
    a_payout,
    a_rework,
    a_sign_off,
    a_team,
    a_visit,
    an_earning,
    at_stage,
)
from tests.fakes import NOW, House, a_uow

MEERA: Final = Actor(person="p-meera", name="Meera", roles=frozenset({Role.OPS}))
VISIT: Final = "I-1042-1"
MADE: Final = a_visit(id=VISIT, kind=VisitKind.INSTALLATION, state=VisitState.APPROVED)
EARNED: Final = an_earning(id=f"E-{VISIT}", visit=VISIT)


def standing(**but: Any) -> Standing:  # noqa: ANN401  fields of Standing
    given: dict[str, Any] = {"earning": EARNED, "lead": a_lead(), "team": a_team(), "visits": (MADE,)}
    return Standing(**{**given, **but})


def signed(rating: int, **heard: Any) -> Lead:  # noqa: ANN401  fields of Confirmation
    """The customer's stars at the signature, and what he said in the call."""
    signing, signed = Signing(visit=VISIT), (a_sign_off(rating=rating),)
    return a_lead(signing=signing, sign_offs=signed, confirmation=Confirmation(**heard))


AGAIN: Final = a_visit(
    id="I-1042-2", kind=VisitKind.INSTALLATION, state=VisitState.APPROVED, rework=a_rework(of=VISIT)
)
TO_REWORK: Final = a_lead(rework=a_rework(of=VISIT))
ELSEWHERE: Final = a_payout(payee=Payee(name="Sunrise Crew", vpa="old@okbank"), state=PaymentState.PAID)


@pytest.mark.parametrize(
    ("but", "found"),
    [
        ({}, ()),
        ({"lead": TO_REWORK}, (Objection.REWORK,)),
        ({"lead": TO_REWORK, "visits": (MADE, AGAIN)}, ()),
        ({"lead": a_lead(rework=a_rework(of="I-1042-7"))}, ()),
        ({"visits": (replace(MADE, state=VisitState.ON_SITE, redo="photos"),)}, (Objection.REPORT,)),
        ({"pack": a_pack(state=PackState.RETURNED)}, (Objection.PACK,)),
        ({"pack": a_pack(state=PackState.SENT)}, ()),
        ({"team": a_team(payee=" ")}, (Objection.PAYEE_MISSING,)),
        ({"paid": ELSEWHERE}, (Objection.PAYEE_CHANGED,)),
        ({"paid": a_payout(state=PaymentState.PAID)}, ()),
        (
            {"paid": ELSEWHERE, "pack": a_pack(state=PackState.RETURNED)},
            (Objection.PACK, Objection.PAYEE_CHANGED),
        ),
        ({"lead": signed(2)}, (Objection.UNCONTENT,)),
        ({"lead": signed(2, score=4)}, ()),
        ({"lead": signed(5, score=2)}, (Objection.UNCONTENT,)),
        ({"lead": signed(5, problem="it hums", problem_at=NOW)}, (Objection.UNCONTENT,)),
        ({"lead": signed(5, problem_at=NOW, heard=Heard.SATISFIED)}, ()),
        ({"lead": replace(signed(2), signing=Signing(visit="I-1042-2"))}, ()),
        ({"earning": an_earning(amount=Signed(-1), lines=()), "team": a_team(payee="")}, ()),
    ],
)
def test_what_speaks_against_an_earning(but: dict[str, Any], found: tuple[Objection, ...]) -> None:
    assert objections(standing(**but)) == found


def test_every_objection_has_its_words() -> None:
    assert set(OBJECTIONS) == set(Objection)


async def a_desk(*things: Kept, house: House | None = None) -> UnitOfWork:
    """The closed lead of an installation, and a team that is paid by the fortnight."""
    uow = house.uow(NOW) if house is not None else a_uow()
    team = a_team(schedule=PaymentSchedule.FORTNIGHTLY)
    given = {thing.id for thing in things}
    usual: tuple[Kept, ...] = (at_stage(Stage.CLOSED), team, MADE)
    for thing in (*(one for one in usual if one.id not in given), *things):
        await uow.add(thing)
    return uow


async def test_an_objection_wants_a_reason_and_the_timeline_keeps_both() -> None:
    uow = await a_desk(EARNED, a_pack(state=PackState.RETURNED))
    with pytest.raises(Refused, match="the closure pack was returned"):
        await mark_earning(uow, EARNED.id, MEERA)
    marked = await mark_earning(uow, EARNED.id, MEERA, "the OEM wants other photos only")
    facts = uow.events[-1].facts
    assert marked.state is EarningState.PAYABLE
    assert (facts["against"], facts["reason"]) == ("pack", "the OEM wants other photos only")


async def test_what_is_marked_already_is_answered_so() -> None:
    uow = await a_desk(EARNED)
    await mark_earning(uow, EARNED.id, MEERA)
    with pytest.raises(Refused, match="already"):
        await mark_earning(uow, EARNED.id, MEERA)
    with pytest.raises(Refused, match="Nothing of L-1042 waits"):
        await mark_payable(uow, "L-1042", MEERA)


async def test_of_two_who_mark_at_once_one_wins() -> None:
    house = House()
    uow = await a_desk(EARNED, house=house)
    stale = await uow.get(Earning, EARNED.id)
    await mark_earning(house.uow(NOW), EARNED.id, MEERA)
    with pytest.raises(VersionConflict):
        await uow.save(stale.to(EarningState.PAYABLE))


async def test_all_that_nothing_speaks_against_is_marked_with_one_total() -> None:
    survey = an_earning(id="E-S-1042-1", visit="S-1042-1", amount=Signed(600_00), lines=())
    against = an_earning(id="E-I-7-1", visit="I-7-1", lead="L-7")
    lead = at_stage(Stage.CLOSED, id="L-7", oem_reference="VM-7")
    uow = await a_desk(EARNED, survey, against, lead, a_pack(id="C-7", lead="L-7", state=PackState.RETURNED))
    found = await waiting(uow)
    assert (found.count, [entry.earning.id for entry in found.clear], found.total) == (
        3,
        [EARNED.id, survey.id],
        Signed(1100_00),
    )
    with pytest.raises(Refused, match="look at the list again"):
        await mark_clear(uow, MEERA, count=2, paise=1)
    marked = await mark_clear(uow, MEERA, count=2, paise=1100_00)
    assert [earning.id for earning in marked] == [EARNED.id, survey.id]
    assert [event.kind for event in uow.events] == [Happening.MARKED_PAYABLE] * 2
    with pytest.raises(Refused, match="look at the list again"):
        await mark_clear(uow, MEERA, count=2, paise=1100_00)
    with pytest.raises(Refused, match="Nothing waits"):
        await mark_clear(uow, MEERA, count=0, paise=0)


def a_deduction(rupees: int) -> Earning:
    line = EarningLine(kind=LineKind.REWORK, amount=Signed(-rupees * 100), note="I-7-2")
    return Earning.of(line, id="E-I-7-2-sunrise", lead="L-1042", visit="I-7-2", team="sunrise", earned_at=NOW)


@pytest.mark.parametrize(("rupees", "paid"), [(200, ["₹300.00"]), (500, []), (900, [])])
async def test_a_deduction_comes_off_the_next_payout_and_waits_where_nothing_is_left(
    rupees: int, paid: list[str]
) -> None:
    uow = await a_desk(EARNED, a_deduction(rupees), a_team())
    await mark_payable(uow, "L-1042", MEERA)
    assert [str(payment.amount) for payment in await uow.all(Payment)] == paid
    state = EarningState.IN_PAYOUT if paid else EarningState.PAYABLE
    assert [earning.state for earning in await uow.all(Earning)] == [state] * 2


def test_what_waits_too_long_is_owed_by_ops() -> None:
    action = earning_action(EARNED)
    assert action is not None
    assert (action.role, action.what, action.subject) == (Role.OPS, Owed.MARK_PAYABLE, "L-1042")
    assert action.due == EARNED.earned_at + timedelta(days=14)
    assert len(earning_timers(EARNED)) == 2
    marked = EARNED.to(EarningState.PAYABLE)
    assert (earning_action(marked), earning_timers(marked)) == (None, frozenset())
