"""Makes a valid thing of each kind; `but` says what is special about it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Checklist
from domain.leads.bill import Bill, BillReading, BillState, Found, Way
from domain.leads.blocker import Application, Area, Blocker, BlockerKind, Claim, Owner
from domain.leads.consent import CURRENT, Channel, ConsentEntry, Reply
from domain.leads.lead import Customer, Documents, Electrician, Lead, Location, Source
from domain.leads.sign_off import ExtraMetres, SignedHow, SignOff
from domain.leads.stages import Stage
from domain.leads.trial import TrialLead
from domain.materials.count import Count
from domain.materials.delivery import Delivery
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote, QuoteLine
from domain.materials.request import Line, MaterialRequest
from domain.materials.stock_file import StockFile, StockFileState
from domain.materials.vendor import Vendor
from domain.materials.vendor_code import VendorCode
from domain.media import Picture
from domain.money.amount import Money, Signed
from domain.money.earning import Dispute, Earning, EarningState
from domain.money.flag import FlagKind, PayeeFlag
from domain.money.inquiry import Inquiry
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentKind
from domain.money.payout_run import PayoutRun
from domain.money.rate_card import RateCard, Rates, RatesVersion, VisitRate, card_of
from domain.money.statement import Statement, StatementLine
from domain.money.tds import Taxpayer, YearSoFar, withhold
from domain.people.actor import By
from domain.people.endpoint import Endpoint, SigningSecret
from domain.people.key import ApiKey
from domain.people.person import Chat, Grant, Oem, Person
from domain.people.roles import Role
from domain.reporting.edition import Edition, Filed
from domain.reporting.pack import Pack, PackState
from domain.situation import Situation
from domain.slot import Slot
from domain.view import View
from domain.visits.emergency import BackupOffer, Emergency
from domain.visits.form import Form, Given, Shot
from domain.visits.marks import Mark, Sort
from domain.visits.ranking import Candidate, Nearness
from domain.visits.report import Report
from domain.visits.rework import Rework
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import PaymentSchedule, Team
from domain.visits.visit import Visit

NOW: Final = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Monday 11:30 in India."""
TOMORROW: Final = Slot(start=NOW + timedelta(hours=22, minutes=30), end=NOW + timedelta(hours=24, minutes=30))
"""Tuesday 10:00 to 12:00 in India."""
OPS: Final = By(person="p-ops", name="Om Desk", role=Role.OPS)
PROCUREMENT: Final = By(person="p-buy", name="Pia Stores", role=Role.PROCUREMENT)


def a_picture(**but: Any) -> Picture:  # noqa: ANN401  fields of Picture
    return replace(Picture(kind="photo", unique_id="u1", file_id="f1", size=1000), **but)


def an_oem(**but: Any) -> Oem:  # noqa: ANN401  fields of Oem
    return replace(Oem(id="volt", name="Volt Motors"), **but)


def an_api_key(**but: Any) -> ApiKey:  # noqa: ANN401  fields of ApiKey
    key = ApiKey(id="a1b2c3d4e5", oem="volt", sha256="0" * 64, name="Volt Motors", created_at=NOW)
    return replace(key, **but)


def an_endpoint(**but: Any) -> Endpoint:  # noqa: ANN401  fields of Endpoint
    endpoint = Endpoint(
        id="W-a1b2c3d4e5",
        oem="volt",
        url="https://hooks.volt.example/chargeops",
        secrets=(SigningSecret(value="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),),
        created_at=NOW,
    )
    return replace(endpoint, **but)


def a_trial(**but: Any) -> TrialLead:  # noqa: ANN401  fields of Lead
    lead = replace(a_lead(id="T-1"), **but)
    return TrialLead(id=lead.id, as_lead=lead)


def a_customer(**but: Any) -> Customer:  # noqa: ANN401  fields of Customer
    customer = Customer(
        name="Asha Rao",
        phone="+919876543210",
        address="12 Hill Road, Baner",
        city="Pune",
        pin_code="411045",
    )
    return replace(customer, **but)


def documents(**but: Any) -> Documents:  # noqa: ANN401  fields of Documents
    """All three given."""
    given = Documents(
        bill=a_picture(),
        location=Location(latitude=18.5590, longitude=73.7868, address="12 Hill Road, Baner, Pune"),
        electrician=Electrician(name="Ravi", phone="+919812345678"),
    )
    return replace(given, **but)


def a_bill_reading(**but: str) -> BillReading:
    """All of it read from a PDF; an empty text is not found. 10 kW is enough for the charger of `a_lead`."""
    texts = {"consumer": "152608268", "name": "ASHA RAO", "load": "10 kW", "phase": "1", **but}
    discom = texts.pop("discom", "brpl")
    found = {name: Found(value=text, way=Way.TEXT, page=1, line=3) for name, text in texts.items() if text}
    return BillReading(discom=discom, **found)


def a_bill(**but: Any) -> Bill:  # noqa: ANN401  fields of Bill
    """Read, and not looked at by the customer yet."""
    bill = Bill(
        id="E-1042",
        lead="L-1042",
        picture="u1",
        state=BillState.READ,
        state_since=NOW,
        reading=a_bill_reading(),
    )
    return replace(bill, **but)


def a_consent(**but: Any) -> ConsentEntry:  # noqa: ANN401  fields of ConsentEntry
    """The customer agrees in chat, in English."""
    entry = ConsentEntry(
        reply=Reply.AGREED, version=CURRENT, language="en", at=NOW, channel=Channel.CHAT, by="p-asha"
    )
    return replace(entry, **but)


def a_blocker(**but: Any) -> Blocker:  # noqa: ANN401  fields of Blocker
    blocker = Blocker(kind=BlockerKind.EARTHING, owner=Owner.CUSTOMER, target=NOW + timedelta(days=15))
    return replace(blocker, **but)


def an_application(**but: Any) -> Application:  # noqa: ANN401  fields of Application
    application = Application(number="LE/2411/00871", applied_on=NOW.date(), area=Area.METRO)
    return replace(application, **but)


def claimed(at: datetime = NOW, **but: Any) -> Blocker:  # noqa: ANN401  fields of Blocker
    """The customer says that it is done."""
    return a_blocker(claims=(Claim(at=at, proofs=(a_picture(),)),), **but)


def a_sign_off(**but: Any) -> SignOff:  # noqa: ANN401  fields of SignOff
    """The customer signed for the first installation by a tap in his chat."""
    return replace(SignOff(visit="I-1042-1", how=SignedHow.CHAT, at=NOW, by="Asha Rao"), **but)


def a_rework(**but: Any) -> Rework:  # noqa: ANN401  fields of Rework
    return replace(Rework(of="I-1042-1", reason="the RCBO trips", opened_at=NOW, by="Om Desk"), **but)


def extra_metres(**but: Any) -> ExtraMetres:  # noqa: ANN401  fields of ExtraMetres
    """3.5 m more than the survey measured; the customer has not said anything."""
    return replace(ExtraMetres(visit="I-1042-1", used=21.5, included=18.0), **but)


def a_lead(**but: Any) -> Lead:  # noqa: ANN401  fields of Lead
    """New, an hour old, no customer in the bot yet."""
    lead = Lead(
        id="L-1042",
        oem="volt",
        oem_reference="VM-77",
        source=Source(channel="api", dealer="Hill Cars"),
        customer=a_customer(),
        vehicle="Volt One",
        created_at=NOW - timedelta(hours=1),
        stage_since=NOW - timedelta(hours=1),
    )
    return replace(lead, **but)


def a_team(**but: Any) -> Team:  # noqa: ANN401  fields of Team
    team = Team(
        id="sunrise",
        name="Sunrise Crew",
        skills=frozenset(VisitKind),
        zones=("411",),
        schedule=PaymentSchedule.PER_JOB,
        payee="sunrise@okbank",
        phone="+919800000001",
    )
    return replace(team, **but)


def a_mark(**but: Any) -> Mark:  # noqa: ANN401  fields of Mark
    """The Sunrise Crew came to the first survey in time."""
    return replace(Mark(visit="S-1042-1", team="sunrise", sort=Sort.ON_TIME, at=NOW), **but)


def a_candidate(**but: Any) -> Candidate:  # noqa: ANN401  fields of Candidate
    """The Sunrise Crew, 3 km from the site, with one visit that day."""
    candidate = Candidate(
        team=a_team(), nearness=Nearness.IN_ZONE, visits_that_day=1, distance_km=3.1, detour_km=2.2
    )
    return replace(candidate, **but)


def a_visit(**but: Any) -> Visit:  # noqa: ANN401  fields of Visit
    """A survey, booked for tomorrow with the Sunrise Crew."""
    visit = Visit(
        id="S-1042-1",
        lead="L-1042",
        oem="volt",
        kind=VisitKind.SURVEY,
        state=VisitState.BOOKED,
        state_since=NOW - timedelta(minutes=30),
        offered=(TOMORROW,),
        slot=TOMORROW,
        team="sunrise",
    )
    return replace(visit, **but)


def an_emergency(*asked: str, **but: Any) -> Emergency:  # noqa: ANN401  fields of Emergency
    """The Sunrise Crew's vehicle broke down; these teams have been asked."""
    ends = NOW + timedelta(minutes=10)
    emergency = Emergency(
        cause="vehicle",
        opened_at=NOW,
        deadline=NOW + timedelta(minutes=30),
        lost_team="sunrise",
        offers=tuple(BackupOffer(team=team, asked_at=NOW, expires_at=ends) for team in asked),
    )
    return replace(emergency, **but)


SURVEY_ANSWERS: Final = {
    "supply_phase": "1",
    "sanctioned_load_kw": "10",
    "cable_metres": "18",
    "neutral_earth_v": "1.2",
    "earth_ohm": "6.5",
}


def a_report(**but: Any) -> Report:  # noqa: ANN401  fields of Report
    report = Report(
        answers=SURVEY_ANSWERS,
        photos=(a_picture(), a_picture(unique_id="u2", file_id="f2")),
        submitted_at=NOW,
        by="Ravi Kumar",
    )
    return replace(report, **but)


def short_checklists(*oems: str) -> list[Checklist]:
    """Own checklists of these car makers that ask little: what the program's first versions asked."""
    return [
        replace(BUILT_IN[f"{kind}@1"], id=f"{oem}-{kind}@1", name=f"{oem}-{kind}", oem=oem)
        for oem in oems
        for kind in VisitKind
    ]


def a_form(**but: Any) -> Form:  # noqa: ANN401  fields of Form
    """Whole: only to be submitted."""
    form = Form(
        id="F-S-1042-1",
        visit="S-1042-1",
        lead="L-1042",
        checklist="survey@1",
        given={
            key: Given(answer=answer, by="Ravi Kumar", person=None, at=NOW, word="wet after the rain")
            for key, answer in SURVEY_ANSWERS.items()
        },
        shots={"photos": (Shot(picture=a_picture(), by="Ravi Kumar", at=NOW),)},
        begun_at=NOW,
    )
    return replace(form, **but)


def a_request(**but: Any) -> MaterialRequest:  # noqa: ANN401  fields of MaterialRequest
    request = MaterialRequest(
        id="M-1042",
        lead="L-1042",
        oem="volt",
        team="sunrise",
        requested_at=NOW,
        lines=(Line(item="charger", quantity=1), Line(item="cable", quantity=18)),
    )
    return replace(request, **but)


def a_quote(**but: Any) -> Quote:  # noqa: ANN401  fields of Quote
    """25 m where the package has 20."""
    quote = Quote(
        id="Q-1042-1",
        lead="L-1042",
        oem="volt",
        request="M-1042",
        state_since=NOW,
        made_at=NOW,
        metres=25,
        free_metres=20,
        lines=(QuoteLine(item="cable", quantity=5, price=Money(350_00)),),
        gst_percent=18,
    )
    return replace(quote, **but)


def a_purchase(**but: Any) -> Purchase:  # noqa: ANN401  fields of Purchase
    purchase = Purchase(
        id="B-1042-1",
        lead="L-1042",
        oem="volt",
        request="M-1042",
        team="sunrise",
        items=frozenset({"cable"}),
        state_since=NOW,
    )
    return replace(purchase, **but)


def a_coded_purchase(*texts: str, **but: Any) -> Purchase:  # noqa: ANN401  fields of Purchase
    """The photo of its vendor's code is read."""
    texts = texts or ("upi://pay?pa=shree@okbank&pn=Shree",)
    code = VendorCode(picture=a_picture(unique_id="u-qr"), by=PROCUREMENT, read_at=NOW, texts=texts)
    return a_purchase(**{"vendor": "Shree", "amount": Money(2450_00), "code": code, **but})


def a_vendor(**but: Any) -> Vendor:  # noqa: ANN401  fields of Vendor
    """Known in Pune since yesterday."""
    vendor = Vendor(
        id="0" * 12,
        name="Shree Electricals, Baner",
        phone="+919822012345",
        payee=Payee(vpa="shree@okbank"),
        zone="411",
        used_at=NOW - timedelta(days=1),
    )
    return replace(vendor, **but)


def a_payment(**but: Any) -> Payment:  # noqa: ANN401  fields of Payment
    """To a vendor, just requested by the team."""
    payment = Payment(
        id="V-1042-1",
        kind=PaymentKind.VENDOR,
        lead="L-1042",
        purchase="B-1042-1",
        team="sunrise",
        payee_name="Shree Electricals",
        payee=Payee(vpa="shreeelectricals@okbank"),
        amount=Money(2450_00),
        intent="0" * 32,
        state_since=NOW,
        requested_by="p-crew",
    )
    return replace(payment, **but)


def an_inquiry(**but: Any) -> Inquiry:  # noqa: ANN401  fields of Inquiry
    """Finance has asked, nobody has answered."""
    return replace(Inquiry(person="p-fin", name="Farah", question="why two kits?", at=NOW), **but)


def a_flag(**but: Any) -> PayeeFlag:  # noqa: ANN401  fields of PayeeFlag
    """Nothing was paid to this vendor before; he waits for two hours."""
    return replace(PayeeFlag(kind=FlagKind.NEW, until=NOW + timedelta(hours=2)), **but)


def a_statement(**but: Any) -> Statement:  # noqa: ANN401  fields of Statement
    """One survey of Sunrise's, made today and stated today."""
    line = StatementLine(
        earning="E-S-1042-1",
        lead="L-1042",
        visit="S-1042-1",
        kind=VisitKind.SURVEY,
        day=NOW.date(),
        amount=Signed(500_00),
        parts=an_earning().lines,
    )
    withheld = withhold(Money(500_00), Taxpayer(), YearSoFar(), NOW.date())
    until = NOW + timedelta(hours=24)
    return replace(Statement(version=1, made_at=NOW, until=until, lines=(line,), withheld=withheld), **but)


def a_payout(**but: Any) -> Payment:  # noqa: ANN401  fields of Payment
    payout = a_payment(
        id="P-7",
        kind=PaymentKind.PAYOUT,
        purchase=None,
        earnings=("E-S-1042-1",),
        payee_name="Sunrise Crew",
        payee=Payee(name="Sunrise Crew", vpa="sunrise@okbank"),
        amount=Money(500_00),
        requested_by="p-ops",
        team="sunrise",
        statement=a_statement(),
    )
    return replace(payout, **but)


def some_rates(**but: Any) -> Rates:  # noqa: ANN401  fields of Rates
    """A survey ₹500, an installation ₹2,500, whatever the place and the charger."""
    visits = (
        VisitRate(kind=VisitKind.SURVEY, amount=Money(500_00)),
        VisitRate(kind=VisitKind.INSTALLATION, amount=Money(2500_00)),
    )
    return replace(Rates(visits=visits), **but)


def a_rate_card(team: str = "sunrise", *, since: date = date(2026, 1, 1), **but: Any) -> RateCard:  # noqa: ANN401  fields of Rates
    """With one version that holds from `since` on; `team` empty: the company's."""
    version = RatesVersion(number=1, valid_from=since, rates=some_rates(**but), set_at=NOW, by="Ada")
    return RateCard(id=card_of(team), team=team, versions=(version,))


def an_earning(**but: Any) -> Earning:  # noqa: ANN401  fields of Earning
    earning = Earning(
        id="E-S-1042-1",
        lead="L-1042",
        visit="S-1042-1",
        team="sunrise",
        amount=Signed(500_00),
        earned_at=NOW,
    )
    return replace(earning, **but)


def a_disputed_earning(**but: Any) -> Earning:  # noqa: ANN401  fields of Earning
    """The crew holds that cable is missing."""
    dispute = Dispute(payout="P-7", name="Meena", reason="12 m of cable are missing", at=NOW)
    return replace(an_earning(state=EarningState.DISPUTED, disputes=(dispute,)), **but)


def a_run(**but: Any) -> PayoutRun:  # noqa: ANN401  fields of PayoutRun
    run = PayoutRun(
        id="D-2026-12-01",
        day=date(2026, 12, 1),
        schedules=frozenset({PaymentSchedule.MONTHLY}),
        payouts=("P-7",),
        opened_at=NOW,
    )
    return replace(run, **but)


def a_pack(**but: Any) -> Pack:  # noqa: ANN401  fields of Pack
    """Compiled, and sent where it has gone to the OEM, unless `editions` says otherwise."""
    sent_at = NOW if but.get("state", PackState.SUBMITTED) is not PackState.SUBMITTED else None
    pack = Pack(id="C-1042", lead="L-1042", oem="volt", state_since=NOW, facts_at=NOW)
    return replace(pack, **{"editions": (an_edition(sent_at=sent_at),), **but})


def an_edition(**but: Any) -> Edition:  # noqa: ANN401  fields of Edition
    edition = Edition(
        number=1,
        facts_at=NOW,
        made_at=NOW,
        paper=Filed(name="Volt_L-1042_Pune.pdf", sha256="a" * 64, size=11_400_000),
        folder=Filed(name="Volt_L-1042_Pune.zip", sha256="b" * 64, size=22_800_000),
    )
    return replace(edition, **but)


def a_person(**but: Any) -> Person:  # noqa: ANN401  fields of Person
    """The customer, on Telegram."""
    person = Person(
        id="p-asha", telegram_id=700, name="Asha", grants=(Grant(role=Role.CUSTOMER, lead="L-1042"),)
    )
    return replace(person, **but)


def a_chat(**but: Any) -> Chat:  # noqa: ANN401  fields of Chat
    return replace(Chat(id=-1001, title="Ops", role=Role.OPS), **but)


def a_situation(**but: Any) -> Situation:  # noqa: ANN401  fields of Situation
    return replace(Situation(lead=a_lead()), **but)


def a_view(situation: Situation | None = None, **but: Any) -> View:  # noqa: ANN401  fields of View
    """Everything set as `view_of` sets it for the lead itself; the customer is on Telegram unless said otherwise."""
    visit = situation.visit if situation else None
    choosing = visit is not None and visit.state is VisitState.PROPOSED and visit.slot is None
    view = View(
        subject=situation.lead.id if situation else "",
        now=NOW,
        situation=situation,
        oem=an_oem() if situation else None,
        customer=a_person() if situation else None,
        teams={team.id: team for team in (a_team(), a_team(id="dawn", name="Dawn Crew", zones=("422",)))},
        reports={},
        visit=visit,
        open_slots=visit.offered if visit is not None and choosing else (),
        request=situation.request if situation else None,
        quote=situation.quote if situation else None,
        pack=situation.pack if situation else None,
        stock={},
    )
    return replace(view, **but)


def at_stage(stage: Stage, **but: Any) -> Lead:  # noqa: ANN401  fields of Lead
    """A lead as it is at that stage: reached, agreed, documents in."""
    early = stage in {Stage.NEW, Stage.DOCUMENTS}
    lead = a_lead(
        stage=stage,
        customer_person=None if stage is Stage.NEW else "p-asha",
        consent_at=None if stage is Stage.NEW else NOW,
        documents=Documents() if early else documents(),
    )
    return replace(lead, **but)


def a_count(**but: Any) -> Count:  # noqa: ANN401  fields of Count
    count = Count(
        id="K-1",
        store="pune",
        item="charger",
        counted=4,
        booked=5,
        reason="monthly count",
        value=Money(32_000_00),
        counted_by=PROCUREMENT,
        counted_at=NOW,
    )
    return replace(count, **but)


def a_stock_file(**but: Any) -> StockFile:  # noqa: ANN401  fields of StockFile
    file = StockFile(
        id="F-1",
        file_name="deliveries.csv",
        picture=a_picture(),
        state=StockFileState.CHECKED,
        state_since=NOW,
        made_by=PROCUREMENT,
        rows=(Delivery(store="pune", item="rcbo", quantity=12, document="INV-7"),),
        content="ab" * 32,
    )
    return replace(file, **but)
