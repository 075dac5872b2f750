"""What a shelf promises, in memory and on both databases."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from domain.checklists.built_in import BUILT_IN
from domain.draft import Draft
from domain.errors import NotFound, VersionConflict
from domain.leads.bill import BillState, Problem
from domain.leads.imports import ImportState
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.charger import Charger
from domain.materials.count import CountState
from domain.materials.quote import QuoteState
from domain.materials.stock_file import StockFileState
from domain.materials.store import Store
from domain.money.amount import Money
from domain.money.methods import Method
from domain.money.outlay import Outlay
from domain.money.payment import Payment, PaymentState
from domain.people.key import KeyScope
from domain.people.person import Grant, Invite, InviteKind, Person
from domain.people.roles import Role
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.day_off import DaysOff
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from tests.build import (
    NOW,
    OPS,
    TOMORROW,
    a_bill,
    a_chat,
    a_count,
    a_customer,
    a_flag,
    a_form,
    a_lead,
    a_pack,
    a_payment,
    a_person,
    a_picture,
    a_purchase,
    a_quote,
    a_rate_card,
    a_report,
    a_request,
    a_run,
    a_stock_file,
    a_team,
    a_trial,
    a_vendor,
    a_visit,
    an_api_key,
    an_earning,
    an_emergency,
    an_endpoint,
    an_inquiry,
    an_oem,
    at_stage,
)
from tests.domain.import_deeds import an_import
from tests.domain.period_deeds import a_period_report
from tests.domain.portal_deeds import a_session, a_sign_in
from tests.fakes import KEYS
from tests.storage.kept import Kept

HOUR: Final = timedelta(hours=1)
LATER: Final = Slot(start=TOMORROW.end, end=TOMORROW.end + HOUR)


@dataclass(frozen=True)
class Kind:
    """A thing, the same thing changed, and questions that find it or do not."""

    thing: Any
    changed: Any
    found_by: list[dict[str, Any]] = field(default_factory=list)
    missed_by: list[dict[str, Any]] = field(default_factory=list)


def a_draft(**but: Any) -> Draft:  # noqa: ANN401  fields of Draft
    draft = Draft(
        id="d1",
        dialogue="survey",
        subject="S-1042-1",
        person="p1",
        chat=-5,
        question="earth_ohm",
        answers={"cable_metres": "18"},
        pictures={"photos": (a_picture(),)},
        touched_at=NOW,
    )
    return replace(draft, **but)


def an_invite(**but: Any) -> Invite:  # noqa: ANN401  fields of Invite
    grant = Grant(role=Role.CUSTOMER, lead="L-1042")
    invite = Invite(
        id="t" * 22, kind=InviteKind.CUSTOMER, grant=grant, made_by="p-ops", expires_at=NOW + HOUR
    )
    return replace(invite, **but)


ALARMED: Final = a_visit(state=VisitState.EMERGENCY, emergency=an_emergency("dawn"), report=a_report())
HEAD: Final = a_person(grants=(Grant(role=Role.OPS, lead_of_desk=True),))
CHARGER: Final = Charger(serial="AC74-1", by=OPS, at=NOW)
KINDS: Final = {
    "endpoint": Kind(
        an_endpoint(),
        an_endpoint(url="https://other.volt.example/in"),
        [{"oem": "volt", "is_on": 1}],
        [{"oem": "kaveri"}, {"is_on": 0}],
    ),
    "a count": Kind(
        a_count(),
        a_count(state=CountState.BOOKED, decided_by=OPS, decided_at=NOW),
        found_by=[{"state": "waiting"}],
        missed_by=[{"state": "booked"}],
    ),
    "a file of stock": Kind(
        a_stock_file(),
        a_stock_file(state=StockFileState.CANCELLED, decided_by=OPS),
        found_by=[{"state": "checked"}],
        missed_by=[{"state": "booked"}, {"booked_content": "x"}],
    ),
    "import": Kind(
        an_import(),
        an_import(state=ImportState.IMPORTING, confirmed_by=an_import().made_by, passed=2, added=2),
        found_by=[{"oem": "volt"}, {"state": "checked"}],
        missed_by=[{"oem": "kaveri"}, {"state": "importing"}],
    ),
    "lead": Kind(
        at_stage(Stage.SITE_WORK),
        at_stage(Stage.MATERIALS),
        [{"oem": "volt", "oem_reference": "VM-77"}, {"stage": "site_work"}, {"phone": "+919876543210"}],
        [{"oem": "volt", "oem_reference": "VM-78"}, {"stage": "new"}, {"phone": "+919876543211"}],
    ),
    "visit": Kind(
        ALARMED,
        a_visit(state=VisitState.CANCELLED, slot=None, team=None),
        [{"lead": "L-1042"}, {"state": "emergency"}, {"team": "sunrise"}, {"starts_at": TOMORROW}],
        [{"lead": "L-1"}, {"lead": "L-1042", "state": "booked"}, {"team": None}, {"starts_at": LATER}],
    ),
    "team": Kind(a_team(), a_team(active=False), [{}]),
    "days off": Kind(
        DaysOff(id="MH", days={date(2026, 11, 24): "Guru Nanak Jayanti"}),
        DaysOff(id="MH", days={}),
        [{}],
    ),
    "checklist": Kind(
        BUILT_IN["survey@1"],
        replace(BUILT_IN["survey@1"], oem="volt"),
        [{"name": "survey"}],
        [{"name": "installation"}],
    ),
    "form": Kind(a_form(), a_form(given={}), [{"lead": "L-1042"}], [{"lead": "L-1"}]),
    "request": Kind(
        a_request(charger=CHARGER),
        a_request(charger=CHARGER, released=True),
        [{"lead": "L-1042"}, {"serial": "AC741"}],
        [{"lead": "L-1"}, {"serial": "AC74-1"}],
    ),
    "store": Kind(
        Store(id="pune", title="Pune", zones=("411",)),
        Store(id="pune", title="Pune", zones=("411", "412")),
        [{}],
    ),
    "quote": Kind(a_quote(), a_quote(state=QuoteState.ACCEPTED), [{"lead": "L-1042"}], [{"lead": "L-1"}]),
    "purchase": Kind(a_purchase(), a_purchase(team=None), [{"state": "details_wanted"}], [{"state": "paid"}]),
    "vendor": Kind(
        a_vendor(),
        a_vendor(gstin="27AAPFU0939F1ZV"),
        [{"name": "shree electricals, baner"}, {"known_as": "shree electricals, baner"}],
        [{"name": "Shree Electricals, Baner"}, {"known_as": "27AAPFU0939F1ZV"}],
    ),
    "payment": Kind(
        a_payment(),
        a_payment(
            state=PaymentState.PAID,
            method=Method.UPI,
            reference="523223155921",
            flag=a_flag(),
            inquiries=(an_inquiry(),),
            requested_as=Role.FIELD,
        ),
        [
            {"team": "sunrise"},
            {"intent": "0" * 32},
            {"lead": "L-1042", "state": "requested"},
            {"payee": "shreeelectricals@okbank"},
            {"payee_name": "shree electricals"},
        ],
        [{"method": "upi", "reference": "523223155921"}, {"team": "dawn"}, {"payee_name": "shree"}],
    ),
    "outlay": Kind(Outlay(id="2026-11-23"), Outlay(id="2026-11-23", paid={"p-fin": Money(2450_00)}), [{}]),
    "payout_run": Kind(a_run(), a_run(payouts=("P-7", "P-8")), [{}]),
    "earning": Kind(
        an_earning(),
        an_earning(payout="P-7"),
        [{"visit": "S-1042-1"}, {"team": "sunrise", "state": "earned"}],
        [{"payout": "P-7"}, {"state": "paid"}],
    ),
    "rate card": Kind(a_rate_card(), a_rate_card(metre=Money(80_00), free_metres=15), [{}]),
    "bill": Kind(
        a_bill(same_as=("L-1030",), told=("bill_load_short",)),
        a_bill(state=BillState.UNREADABLE, reading=None, problem=Problem.LOCKED),
        [{"lead": "L-1042"}, {"state": "read"}, {"consumer": "152608268"}],
        [{"state": "waiting"}, {"consumer": ""}],
    ),
    "pack": Kind(a_pack(), a_pack(edition=2), [{"lead": "L-1042"}], [{"lead": "L-1"}]),
    "report of a period": Kind(
        a_period_report(),
        a_period_report(edition=2),
        [{"oem": "volt"}, {"state": "compiled"}],
        [{"oem": "kaveri"}, {"state": "wanted"}],
    ),
    "person": Kind(HEAD, a_person(), [{"telegram_id": 700}, {"staff": 1}], [{"telegram_id": 701}]),
    "chat": Kind(a_chat(), a_chat(role=Role.FIELD, team="dawn"), [{"role": "ops"}], [{"team": "dawn"}]),
    "invite": Kind(an_invite(), an_invite(used_by="p1"), [{"lead": "L-1042"}], [{"lead": "L-1"}]),
    "oem": Kind(an_oem(), an_oem(policy={"included_metres": "30"}), [{}]),
    "key": Kind(
        an_api_key(scopes=frozenset({KeyScope.LEADS_READ}), expires_at=NOW + HOUR),
        an_api_key(sandbox=True, revoked_at=NOW),
        [{"oem": "volt"}, {"sha256": "0" * 64}],
        [{"oem": "kaveri"}, {"sha256": "1" * 64}],
    ),
    "sign-in link": Kind(
        a_sign_in(),
        a_sign_in(used_at=NOW),
        [{"person": "p-oem"}],
        [{"person": "p-ops"}],
    ),
    "session": Kind(a_session(), a_session(ended_at=NOW), [{"person": "p-oem"}], [{"person": "p-ops"}]),
    "trial lead": Kind(
        a_trial(),
        a_trial(stage=Stage.DOCUMENTS),
        [{"oem": "volt", "oem_reference": "VM-77"}],
        [{"oem": "volt", "oem_reference": "VM-78"}],
    ),
    "draft": Kind(
        a_draft(),
        a_draft(open=False, answers={}),
        [{"person": "p1", "chat": -5, "open": 1}],
        [{"person": "p1", "open": 0}, {"chat": 5}],
    ),
}
EACH: Final = pytest.mark.parametrize("kind", list(KINDS))
TWINS: Final = {
    "a lead's OEM reference": (a_lead(), a_lead(id="L-7")),
    "a trial lead's OEM reference": (a_trial(), a_trial(id="T-7")),
    "a key's secret": (an_api_key(), an_api_key(id="0000000000")),
    "a vendor's name": (a_vendor(), a_vendor(id="1" * 12, name="SHREE Electricals,  Baner")),
    "a payment's intent": (a_payment(), a_payment(id="V-7")),
    "a bank reference": (
        a_payment(method=Method.UPI, reference="523223155921"),
        a_payment(id="V-7", intent="1" * 32, method=Method.UPI, reference="523223155921"),
    ),
    "the charger that is out": (a_request(charger=CHARGER), a_request(id="M-7", charger=CHARGER)),
    "the same rows of stock": (
        a_stock_file(state=StockFileState.BOOKED),
        a_stock_file(id="F-7", state=StockFileState.BOOKED),
    ),
    "an earning's visit and team": (an_earning(), an_earning(id="E-7")),
    "a person's Telegram id": (a_person(), a_person(id="p-7")),
    "an id": (a_team(), a_team(name="Other Crew")),
}


async def the(kept: Kept, thing: Any) -> Any:  # noqa: ANN401  what lies on the shelf
    async with kept.begin() as uow:
        return await uow.find(type(thing), thing.id)


async def put(kept: Kept, *things: Any) -> None:  # noqa: ANN401  things of any kind
    async with kept.begin() as uow:
        for thing in things:
            await uow.add(thing)


def test_every_kind_is_tried() -> None:
    assert {type(kind.thing) for kind in KINDS.values()} == set(KEYS)


@EACH
async def test_what_is_added_is_found_as_it_was(kept: Kept, kind: str) -> None:
    thing = KINDS[kind].thing
    assert await the(kept, thing) is None
    await put(kept, thing)
    assert await the(kept, thing) == thing


@EACH
async def test_what_is_saved_has_a_new_version(kept: Kept, kind: str) -> None:
    thing, changed = KINDS[kind].thing, KINDS[kind].changed
    await put(kept, thing)
    async with kept.begin() as uow:
        saved = await uow.save(changed)
    assert saved == replace(changed, version=1)
    assert await the(kept, thing) == saved


@EACH
async def test_a_stale_version_is_not_saved(kept: Kept, kind: str) -> None:
    thing, changed = KINDS[kind].thing, KINDS[kind].changed
    await put(kept, thing)
    async with kept.begin() as uow:
        saved = await uow.save(changed)
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.save(thing)
    assert await the(kept, thing) == saved


@EACH
async def test_what_was_never_added_cannot_be_saved(kept: Kept, kind: str) -> None:
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.save(KINDS[kind].thing)


@EACH
async def test_a_question_finds_what_it_asks_for(kept: Kept, kind: str) -> None:
    sample = KINDS[kind]
    await put(kept, sample.thing)
    async with kept.begin() as uow:
        for keys in sample.found_by:
            assert await uow.all(type(sample.thing), **keys) == [sample.thing], keys
        for keys in sample.missed_by:
            assert await uow.all(type(sample.thing), **keys) == [], keys


@EACH
async def test_a_question_follows_a_change(kept: Kept, kind: str) -> None:
    sample = KINDS[kind]
    await put(kept, sample.thing)
    async with kept.begin() as uow:
        await uow.save(sample.changed)
        everything = await uow.all(type(sample.thing))
    assert everything == [replace(sample.changed, version=1)]


async def test_things_come_oldest_first(kept: Kept) -> None:
    visits = [a_visit(id=f"S-1042-{number}") for number in (3, 1, 2)]
    await put(kept, *visits)
    async with kept.begin() as uow:
        await uow.save(replace(visits[0], reason="changed later"))
        assert [visit.id for visit in await uow.all(type(visits[0]), lead="L-1042")] == [
            "S-1042-3",
            "S-1042-1",
            "S-1042-2",
        ]


async def test_a_span_takes_in_its_first_moment_and_not_its_last(kept: Kept) -> None:
    starts = [TOMORROW.start + hours * HOUR for hours in (-1, 0, 1, 2)]
    visits = [
        a_visit(id=f"S-{number}", slot=Slot(start=start, end=start + HOUR))
        for number, start in enumerate(starts)
    ]
    await put(kept, *visits, a_visit(id="S-7", slot=None))
    async with kept.begin() as uow:
        found = await uow.all(Visit, starts_at=TOMORROW, team="sunrise")
        assert [visit.id for visit in found] == ["S-1", "S-2"]
        assert await uow.all(Visit, starts_at=TOMORROW, team="dawn") == []


async def test_several_are_read_at_once(kept: Kept) -> None:
    leads = [a_lead(id=f"L-{number}", oem_reference=f"VM-{number}") for number in (3, 1, 2)]
    await put(kept, *leads)
    async with kept.begin() as uow:
        assert [lead.id for lead in await uow.some(Lead, {"L-1", "L-3", "L-9", "L-\x00"})] == ["L-3", "L-1"]
        assert await uow.some(Lead, ()) == []


@pytest.mark.parametrize("what", list(TWINS))
async def test_there_is_only_one(kept: Kept, what: str) -> None:
    first, twin = TWINS[what]
    await put(kept, first)
    with pytest.raises(VersionConflict):
        await put(kept, twin)


async def test_a_reference_is_entered_once_in_all_the_books(kept: Kept) -> None:
    paid = a_payment(method=Method.UPI, reference="523223155921")
    await put(kept, paid, a_payment(id="V-7", intent="1" * 32))
    async with kept.begin() as uow:
        other = await uow.get(Payment, "V-7")
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await uow.save(replace(other, method=Method.UPI, reference="523223155921"))
    async with kept.begin() as uow:
        await uow.save(replace(other, method=Method.IMPS, reference="523223155921"))


async def test_many_may_have_no_reference_and_no_telegram(kept: Kept) -> None:
    await put(kept, a_payment(), a_payment(id="V-7", intent="1" * 32))
    await put(kept, a_person(telegram_id=None), a_person(id="p-7", telegram_id=None))
    async with kept.begin() as uow:
        assert len(await uow.all(Payment)) == len(await uow.all(Person)) == 2


async def test_what_fails_leaves_nothing_behind(kept: Kept) -> None:
    await put(kept, a_lead())
    with pytest.raises(VersionConflict):
        async with kept.begin() as uow:
            await _change_and_fail(uow)
    async with kept.begin() as uow:
        assert (await uow.get(Lead, "L-1042")).stage is Stage.NEW
        assert await uow.find(type(a_visit()), "S-1042-1") is None


async def _change_and_fail(uow: UnitOfWork) -> None:
    await uow.save(a_lead(stage=Stage.DOCUMENTS))
    await uow.add(a_visit())
    await uow.add(a_visit())


@pytest.mark.parametrize("key", ["L-9999", "", "L-\x00", "' OR 1=1 --", "आशा"])
async def test_what_is_not_there_is_not_found(kept: Kept, key: str) -> None:
    await put(kept, a_lead())
    async with kept.begin() as uow:
        assert await uow.all(Lead, phone=key) == []
        with pytest.raises(NotFound):
            await uow.get(Lead, key)


@pytest.mark.parametrize(
    "name", ["<b>Asha</b>", "आशा \u202e राव", "a\x00b", "👨‍👩‍👧" * 50, "'; DROP TABLE leads;--", "a" * 5000]
)
async def test_any_name_is_kept_as_it_is(kept: Kept, name: str) -> None:
    lead = a_lead(customer=a_customer(name=name))
    await put(kept, lead)
    assert await the(kept, lead) == lead


async def test_two_people_who_change_the_same_lead_do_so_one_after_the_other(kept: Kept) -> None:
    """Twenty at once: each change that was accepted is there, none is overwritten."""
    await put(kept, a_lead())

    async def rename(number: int) -> bool:
        try:
            async with kept.begin() as uow:
                lead = await uow.get(Lead, "L-1042")
                await uow.save(replace(lead, vehicle=f"{lead.vehicle} {number}"))
        except VersionConflict:
            return False
        return True

    done = await asyncio.gather(*(rename(number) for number in range(20)))
    lead = await the(kept, a_lead())
    assert lead.version == sum(done) == len(lead.vehicle.removeprefix("Volt One ").split())
