"""What a card or notice is drawn from: one subject with everything a reader may need to see beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Checklist
from domain.checklists.which import checklist_id, checklists_of
from domain.leads.aftermath import Consequence, aftermath_of
from domain.leads.bill import Bill, bill_of
from domain.leads.imports import Import
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.allocating import shelf_of
from domain.materials.charger import Charger
from domain.materials.count import Count
from domain.materials.duties import duties
from domain.materials.handing_out import Unit, leads_with, unit_of
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote
from domain.materials.readiness import quote_of
from domain.materials.request import MaterialRequest
from domain.materials.sources import Source, open_lines, suggested
from domain.materials.stock_file import StockFile
from domain.materials.store import Store
from domain.money.earning import Earning
from domain.money.flagging import paid_before
from domain.money.owing import duty_of, owed_to_team
from domain.money.payment import Payment
from domain.money.payout_run import PayoutRun
from domain.money.rails import BY_HAND, Line
from domain.named import Named, named_by
from domain.owed import (
    NextAction,
    Owed,
    cancelling_action,
    earning_action,
    next_action,
    payment_action,
    report_action,
)
from domain.people.person import Oem, Person
from domain.policy import DEFAULT, Policy
from domain.reporting.pack import Pack
from domain.reporting.period_report import PeriodReport
from domain.settle import situation_of
from domain.situation import Situation
from domain.slot import Slot
from domain.unit_of_work import UnitOfWork
from domain.visits.form import Form, form_of
from domain.visits.picking import places_for
from domain.visits.ranking import Candidate, candidates_for, others_for
from domain.visits.scheduling import KIND_OF
from domain.visits.slots import Place, places_on_offer
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import Team, owed_team
from domain.visits.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`subject` is the id the card was asked for; the thing of that id is set, the others as far as they matter.

    `candidates` are the teams that could take the open visit, best first, where it has none or waits too long for the
    word of its own; `open_slots` those of the offered times that can still be taken, what the customer holds included;
    `places` what is free for the lead while the desk has its calendar open; `reports` the last report of each kind;
    `aftermath` is what follows if the lead is cancelled, while its customer asks for that, and afterwards what is left of
    it; `twin` is the lead to compare it with, the first that nobody has decided about; `upload` a file of leads, and `oems`
    those of which it may be; `stock` what the stores have free of each item of the request, nearest first, and `sources`
    where each open line (by its number) had best come from; `charger` the unit that an installation is given, and
    `elsewhere` the other leads from which it, or what the report says was installed, is known; `paid_before` the last
    payment to the payee of `payment`; `payouts` are those of the `run`, `duty` what is owed about what a team has earned.
    """

    subject: str
    now: datetime
    situation: Situation | None = None
    oem: Oem | None = None
    oems: tuple[Oem, ...] = ()
    customer: Person | None = None
    teams: Mapping[str, Team]
    candidates: tuple[Candidate, ...] = ()
    open_slots: tuple[Slot, ...] = ()
    places: tuple[Place, ...] = ()
    reports: Mapping[VisitKind, Visit]
    visit: Visit | None = None
    request: MaterialRequest | None = None
    materials: MaterialRequest | None = None
    quote: Quote | None = None
    purchase: Purchase | None = None
    payment: Payment | None = None
    line: Line = BY_HAND
    paid_before: Payment | None = None
    pack: Pack | None = None
    report: PeriodReport | None = None
    twin: Lead | None = None
    upload: Import | None = None
    bill: Bill | None = None
    count: Count | None = None
    stock_file: StockFile | None = None
    stores: Mapping[str, str] = field(default_factory=dict)
    earnings: tuple[Earning, ...] = ()
    aftermath: tuple[Consequence, ...] = ()
    earning: Earning | None = None
    run: PayoutRun | None = None
    payouts: tuple[Payment, ...] = ()
    duty: NextAction | None = None
    stock: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    sources: Mapping[int, tuple[Source, ...]] = field(default_factory=dict)
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    form: Form | None = None
    charger: Charger | None = None
    elsewhere: tuple[str, ...] = ()

    def checklist(self, visit: Visit) -> Checklist:
        """Which the visit's report was filled with."""
        asked = checklist_id(visit)
        return self.checklists.get(asked) or BUILT_IN[asked]

    @property
    def lead(self) -> Lead | None:
        return self.situation.lead if self.situation else None

    @property
    def policy(self) -> Policy:
        return self.situation.policy if self.situation else DEFAULT

    @property
    def action(self) -> NextAction | None:
        """What is owed now: for the lead, or for what stands alone: a payout, the report of a period."""
        if self.report is not None:
            return report_action(self.report, DEFAULT.desk)
        if self.situation is not None:
            return next_action(self.situation)
        return payment_action(self.payment, DEFAULT) if self.payment else None

    @property
    def about_materials(self) -> Mapping[str, NextAction]:
        """What is owed about the request beside the lead's next action, by aspect."""
        if self.request is None or self.situation is None:
            return {}
        return duties(self.request, self.situation)

    def owed_as(self, what: str) -> NextAction | None:
        """What is owed now and called so: the next action, or what is owed beside it."""
        beside = cancelling_action(self.situation) if self.situation is not None else None
        earned = (earning_action(earning) for earning in self.earnings)
        owed = [self.action, self.duty, beside, *self.about_materials.values(), *earned]
        return next((action for action in owed if action is not None and action.what == what), None)

    def store_name(self, store: str) -> str:
        return self.stores.get(store, store)

    @property
    def is_to_schedule(self) -> bool:
        return self.lead is not None and self.lead.stage in KIND_OF

    def team_name(self, team: str | None) -> str:
        known = self.teams.get(team or "")
        return known.name if known else (team or "–")


async def view_of(uow: UnitOfWork, subject: str) -> View:
    """The view of a public id (`L-1042`, `S-1042-1`, `M-1042`, `B-1042-1`, `V-1042-1`, `P-7`, `C-1042`, `R-7`, `U-7`, `K-7`, `F-7`, `W-…`)."""
    if "/" in subject:
        return await _beside_leads(uow, subject)
    named = await named_by(uow, subject)
    situation = await situation_of(uow, named.lead) if named.lead else None
    request = named.request or (situation.request if situation else None)
    visit, reports = named.visit or (situation.visit if situation else None), await _reports(uow, situation)
    view = View(
        subject=subject,
        now=uow.now,
        situation=situation,
        oem=await _oem(uow, situation, named.upload or named.report),
        oems=tuple(await uow.all(Oem)) if named.upload and not named.upload.oem else (),
        upload=named.upload,
        customer=await _customer(uow, situation),
        teams={team.id: team for team in await uow.all(Team)},
        candidates=await _candidates(uow, situation),
        open_slots=await _open_slots(uow, situation),
        places=await _places(uow, situation),
        materials=await _materials(uow, situation),
        reports=reports,
        visit=visit,
        form=await _form(uow, visit),
        checklists=await checklists_of(uow, [*reports.values(), *([visit] if visit else [])]),
        request=request,
        quote=named.quote or await _quote(uow, situation),
        purchase=named.purchase,
        line=uow.line,
        pack=named.pack or (situation.pack if situation else None),
        report=named.report,
        twin=await _twin(uow, situation),
        bill=named.bill or await _bill(uow, situation),
        count=named.count,
        stock_file=named.stock_file,
        aftermath=await aftermath_of(uow, situation.lead) if situation and subject == named.lead else (),
    )
    return await _with_unit(uow, await _with_stores(uow, await _with_money(uow, view, named)), named)


async def _with_money(uow: UnitOfWork, view: View, named: Named) -> View:
    return replace(
        view,
        payment=named.payment,
        paid_before=await _paid_before(uow, named.payment),
        earnings=await _earnings(uow, view.situation, named.payment),
        earning=named.earning,
        run=named.run,
        payouts=tuple(await uow.some(Payment, named.run.payouts)) if named.run else (),
        duty=await duty_of(uow, named.payment, named.earning),
    )


async def _with_unit(uow: UnitOfWork, view: View, named: Named) -> View:
    unit = await _unit(uow, named)
    return replace(view, charger=unit.charger, elsewhere=unit.elsewhere)


async def _unit(uow: UnitOfWork, named: Named) -> Unit:
    """Where the thing is about it: the request, or an installation."""
    if named.visit is not None:
        return await unit_of(uow, named.visit)
    charger = named.request.charger if named.request is not None and not named.request.released else None
    if charger is None:
        return Unit()
    leads = await leads_with(uow, charger.serial, but=named.lead or "")
    return Unit(charger=charger, elsewhere=leads)


async def _beside_leads(uow: UnitOfWork, subject: str) -> View:
    """Of a team, what is payable to one, a store, or of a state's days off: the event that is told of carries all the rest."""
    teams = {team.id: team for team in await uow.all(Team)}
    stores = await _stores(uow) if subject.startswith("stock/") else {}
    owed = await owed_to_team(uow, owed_team(subject) or "")
    return View(subject=subject, now=uow.now, teams=teams, reports={}, stores=stores, duty=owed)


async def _stores(uow: UnitOfWork) -> Mapping[str, str]:
    """What people call them, by id."""
    return {store.id: store.title for store in await uow.all(Store)}


async def _materials(uow: UnitOfWork, situation: Situation | None) -> MaterialRequest | None:
    """What an installation was given that another team takes over."""
    visit = situation.open_visit if situation else None
    if visit is None or visit.kind is not VisitKind.INSTALLATION or not (visit.emergency or visit.former):
        return None
    kept = [request for request in await uow.all(MaterialRequest, lead=visit.lead) if not request.released]
    return kept[-1] if kept else None


async def _oem(uow: UnitOfWork, situation: Situation | None, of: Import | PeriodReport | None) -> Oem | None:
    oem = situation.lead.oem if situation else of.oem if of else ""
    return await uow.find(Oem, oem) if oem else None


async def _customer(uow: UnitOfWork, situation: Situation | None) -> Person | None:
    person = situation.lead.customer_person if situation else None
    return await uow.find(Person, person) if person else None


async def _twin(uow: UnitOfWork, situation: Situation | None) -> Lead | None:
    twins = situation.lead.undecided or situation.lead.twins[-1:] if situation else ()
    return await uow.find(Lead, twins[0].lead) if twins else None


async def _bill(uow: UnitOfWork, situation: Situation | None) -> Bill | None:
    """Only as long as it is the bill that counts."""
    given = situation.lead.documents.bill if situation else None
    bill = await uow.find(Bill, bill_of(situation.lead.id)) if situation and given else None
    return bill if bill is not None and given is not None and bill.picture == given.unique_id else None


_WITHOUT_TEAM = frozenset({VisitState.PROPOSED, VisitState.UNASSIGNED, VisitState.EMERGENCY})


async def _candidates(uow: UnitOfWork, situation: Situation | None) -> tuple[Candidate, ...]:
    visit = situation.open_visit if situation else None
    if situation is None or visit is None or visit.slot is None:
        return ()
    action = next_action(situation)
    if action is not None and action.what is Owed.ACKNOWLEDGE_VISIT and uow.now >= action.due:
        return (await others_for(uow, visit)).candidates
    if visit.state not in _WITHOUT_TEAM:
        return ()
    lost = visit.emergency.lost_team if visit.emergency else None
    return await candidates_for(uow, visit, but=lost)


async def _places(uow: UnitOfWork, situation: Situation | None) -> tuple[Place, ...]:
    if situation is None or situation.lead.picking is None or situation.lead.stage not in KIND_OF:
        return ()
    return tuple(await places_for(uow, situation.lead))


async def _open_slots(uow: UnitOfWork, situation: Situation | None) -> tuple[Slot, ...]:
    visit = situation.open_visit if situation else None
    if situation is None or visit is None or visit.slot is not None or visit.state is not VisitState.PROPOSED:
        return ()
    return tuple(place.slot for place in await places_on_offer(uow, situation.lead, visit))


async def _form(uow: UnitOfWork, visit: Visit | None) -> Form | None:
    """As long as its report is in review, and of an installation while it is filled: the customer may sign at the site."""
    if visit is None or visit.state not in {VisitState.REPORTED, VisitState.ON_SITE}:
        return None
    if visit.state is VisitState.ON_SITE and visit.kind is VisitKind.SURVEY:
        return None
    return await uow.find(Form, form_of(visit.id))


_WITH_REPORTS = frozenset(Stage) - {Stage.NEW, Stage.DOCUMENTS, Stage.SURVEY_SCHEDULING}


async def _reports(uow: UnitOfWork, situation: Situation | None) -> Mapping[VisitKind, Visit]:
    if situation is None or situation.lead.stage not in _WITH_REPORTS or not situation.lead.visits_made:
        return {}
    visits = await uow.all(Visit, lead=situation.lead.id)
    return {visit.kind: visit for visit in visits if visit.report is not None}


async def _quote(uow: UnitOfWork, situation: Situation | None) -> Quote | None:
    """What the customer was asked to pay, from the bill of materials on."""
    if situation is None or situation.lead.stage not in _WITH_REPORTS - {Stage.SURVEY_SCHEDULED}:
        return None
    return situation.quote or await quote_of(uow, situation.lead.id)


async def _earnings(
    uow: UnitOfWork, situation: Situation | None, payment: Payment | None
) -> tuple[Earning, ...]:
    if payment is not None:
        return tuple([await uow.get(Earning, earning) for earning in payment.earnings])
    if situation is None or not situation.lead.visits_made:
        return ()
    return tuple(await uow.all(Earning, lead=situation.lead.id))


async def _paid_before(uow: UnitOfWork, payment: Payment | None) -> Payment | None:
    return next(reversed(await paid_before(uow, payment)), None) if payment is not None else None


async def _with_stores(uow: UnitOfWork, view: View) -> View:
    """What Procurement sees of the stores beside a request."""
    request, situation = view.request, view.situation
    if view.count is not None or view.stock_file is not None:
        return replace(view, stores=await _stores(uow))
    if request is None or situation is None:
        return view
    shelves = {
        item: await shelf_of(uow, item, situation.lead) for item in {line.item for line in request.lines}
    }
    return replace(
        view,
        stock={item: dict(shelf.stocked()) for item, shelf in shelves.items()},
        sources={
            number: suggested(line, shelves[line.item], situation.policy)
            for number, line in open_lines(request)
        },
        stores={store.id: store.title for shelf in shelves.values() for store in shelf.near},
    )
