"""The tables of the business's things: the columns that questions and constraints need, the rest as one document.

An aggregate is read and written whole, so its body is JSON made by pydantic from the dataclass; adding a field with a
default needs no migration. ADR 0005 has the reasons.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from domain.checklists.model import Checklist
from domain.draft import Draft
from domain.leads.bill import Bill
from domain.leads.imports import Import
from domain.leads.lead import Lead
from domain.leads.stages import OPEN
from domain.leads.trial import TrialLead
from domain.materials.count import Count
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote
from domain.materials.request import MaterialRequest
from domain.materials.stock_file import StockFile
from domain.materials.store import Store
from domain.materials.vendor import Vendor
from domain.money.earning import Earning
from domain.money.name_match import name_key
from domain.money.outlay import Outlay
from domain.money.payment import Payment
from domain.money.payout_run import PayoutRun
from domain.money.rate_card import RateCard
from domain.people.endpoint import Endpoint
from domain.people.key import ApiKey
from domain.people.person import Chat, Invite, Oem, Person
from domain.people.roles import Role
from domain.people.session import Session, SignIn
from domain.reporting.pack import Pack
from domain.reporting.period_report import PeriodReport
from domain.visits.day_off import DaysOff
from domain.visits.form import Form
from domain.visits.installed import serial_of
from domain.visits.team import Team
from domain.visits.visit import Visit
from storage.schema import BigId, UtcDateTime, metadata

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """How one kind of thing lies in its table; `keys` are the columns beside id, version and body."""

    table: Table
    codec: TypeAdapter[T]
    keys: Callable[[T], Mapping[str, Any]]


def _table(name: str, *columns: SchemaItem, id_type: Any = None) -> Table:  # noqa: ANN401  a column type
    return Table(
        name,
        metadata,
        Column("seq", BigId, primary_key=True, autoincrement=True),
        Column("id", id_type or String(64), nullable=False, unique=True),
        Column("version", Integer, nullable=False),
        Column("body", Text, nullable=False),
        *columns,
    )


def _text(name: str, *, index: bool = True) -> Column[Any]:
    return Column(name, String(128), index=index)


def _leads(name: str) -> Table:
    """`changed_at`: when anything of the lead last changed; kept by the shelf and by the ledger."""
    return _table(
        name,
        _text("oem", index=False),
        _text("oem_reference", index=False),
        _text("stage"),
        _text("phone"),
        _text("channel", index=False),
        _text("dealer", index=False),
        _text("campaign", index=False),
        Column("stage_since", UtcDateTime, nullable=False),
        Column("created_at", UtcDateTime, nullable=False),
        Column("changed_at", UtcDateTime, nullable=False),
        # None as long as it is open
        Column("ended_at", UtcDateTime),
        UniqueConstraint("oem", "oem_reference"),
        Index(None, "oem", "changed_at", "seq"),
        Index(None, "oem", "seq"),
        Index(None, "oem", "ended_at", "created_at"),
    )


leads: Final = _leads("leads")
trial_leads: Final = _leads("trial_leads")
visits: Final = _table(
    "visits",
    _text("lead"),
    _text("state"),
    _text("team"),
    Column("starts_at", UtcDateTime, index=True),
    _text("serial"),
)
teams: Final = _table("teams")
stores: Final = _table("stores")
stock_files: Final = _table("stock_files", _text("state"), Column("booked_content", String(64), unique=True))
stock_counts: Final = _table("stock_counts", _text("state"))
days_off: Final = _table("days_off")
checklists: Final = _table("checklists", _text("name"))
forms: Final = _table("forms", _text("lead"))
requests: Final = _table(
    "material_requests", _text("lead"), Column("serial", String(128), unique=True, index=True)
)
quotes: Final = _table("quotes", _text("lead"))
purchases: Final = _table("purchases", _text("lead"), _text("state"))
vendors: Final = _table(
    "vendors", _text("name"), Column("known_as", String(128), unique=True, nullable=False)
)
payments: Final = _table(
    "payments",
    _text("lead"),
    _text("state"),
    _text("team"),
    _text("payee"),
    _text("payee_name"),
    Column("method", String(8)),
    Column("rail", String(16)),
    Column("reference", String(64)),
    Column("intent", String(64), unique=True, nullable=False),
    UniqueConstraint("method", "reference"),
)
outlays: Final = _table("outlays")
payout_runs: Final = _table("payout_runs")
earnings: Final = _table(
    "earnings",
    _text("lead"),
    Column("visit", String(64), index=True, nullable=False),
    _text("team"),
    _text("state"),
    _text("payout"),
    UniqueConstraint("visit", "team"),
)
packs: Final = _table("packs", _text("lead"), _text("wanted"))
rate_cards: Final = _table("rate_cards")
period_reports: Final = _table(
    "period_reports",
    _text("oem"),
    _text("state"),
    Column("occasion", String(128), unique=True, nullable=False),
    Column("on_its_way", Boolean, nullable=False),
)
Index(
    "ix_period_reports_on_its_way",
    period_reports.c.seq,
    sqlite_where=period_reports.c.on_its_way,
    postgresql_where=period_reports.c.on_its_way,
)
people: Final = _table(
    "people",
    Column("telegram_id", BigInteger, unique=True),
    Column("staff", Boolean, nullable=False, index=True),
)
chats: Final = _table("chats", _text("role"), _text("team"), _text("oem"), id_type=BigInteger)
invites: Final = _table("invites", _text("lead"))
oems: Final = _table("oems")
api_keys: Final = _table("api_keys", _text("oem"), Column("sha256", String(64), unique=True, nullable=False))
webhook_endpoints: Final = _table("webhook_endpoints", _text("oem"), Column("is_on", Boolean, nullable=False))
sign_ins: Final = _table(
    "sign_ins", _text("person"), Column("expires_at", UtcDateTime, nullable=False, index=True)
)
sessions: Final = _table(
    "sessions", _text("person"), Column("ends_at", UtcDateTime, nullable=False, index=True)
)
imports: Final = _table("imports", _text("oem"), _text("state"))
bills: Final = _table("bills", _text("lead"), _text("state"), _text("consumer"))
drafts: Final = _table(
    "drafts",
    _text("person"),
    Column("chat", BigInteger, nullable=False),
    Column("open", Boolean, nullable=False),
)


def _lead(lead: Lead) -> Mapping[str, Any]:
    return {
        "oem": lead.oem,
        "oem_reference": lead.oem_reference,
        "stage": lead.stage.value,
        "phone": lead.customer.phone,
        "channel": lead.source.channel,
        "dealer": lead.source.dealer,
        "campaign": lead.source.campaign,
        "stage_since": lead.stage_since,
        "created_at": lead.created_at,
        "ended_at": None if lead.stage in OPEN else lead.stage_since,
    }


def _visit(visit: Visit) -> Mapping[str, Any]:
    start = visit.slot.start if visit.slot else None
    return {
        "lead": visit.lead,
        "state": visit.state.value,
        "team": visit.team,
        "starts_at": start,
        "serial": serial_of(visit),
    }


def _yes(answer: bool) -> str | None:  # noqa: FBT001  one value of a column
    return "yes" if answer else None


def _payment(payment: Payment) -> Mapping[str, Any]:
    return {
        "lead": payment.lead,
        "state": payment.state.value,
        "team": payment.team,
        "payee": payment.payee.text[:128],
        "payee_name": name_key(payment.payee_name),
        "method": payment.method.value if payment.method else None,
        "rail": payment.rail.value,
        "reference": payment.reference,
        "intent": payment.intent,
    }


def _earning(earning: Earning) -> Mapping[str, Any]:
    return {
        "lead": earning.lead,
        "visit": earning.visit,
        "team": earning.team,
        "state": earning.state.value,
        "payout": earning.payout,
    }


def _person(person: Person) -> Mapping[str, Any]:
    staff = any(grant.role is not Role.CUSTOMER for grant in person.grants)
    return {"telegram_id": person.telegram_id, "staff": staff}


RECORDS: Final[Mapping[type[Any], Record[Any]]] = {
    Lead: Record(leads, TypeAdapter(Lead), _lead),
    Visit: Record(visits, TypeAdapter(Visit), _visit),
    Team: Record(teams, TypeAdapter(Team), lambda _: {}),
    StockFile: Record(
        stock_files,
        TypeAdapter(StockFile),
        lambda it: {"state": it.state.value, "booked_content": it.booked_content},
    ),
    Count: Record(stock_counts, TypeAdapter(Count), lambda it: {"state": it.state.value}),
    Store: Record(stores, TypeAdapter(Store), lambda _: {}),
    Checklist: Record(checklists, TypeAdapter(Checklist), lambda it: {"name": it.name}),
    Form: Record(forms, TypeAdapter(Form), lambda it: {"lead": it.lead}),
    DaysOff: Record(days_off, TypeAdapter(DaysOff), lambda _: {}),
    MaterialRequest: Record(
        requests, TypeAdapter(MaterialRequest), lambda it: {"lead": it.lead, "serial": it.serial}
    ),
    Quote: Record(quotes, TypeAdapter(Quote), lambda it: {"lead": it.lead}),
    Purchase: Record(purchases, TypeAdapter(Purchase), lambda it: {"lead": it.lead, "state": it.state.value}),
    Vendor: Record(
        vendors,
        TypeAdapter(Vendor),
        lambda it: {"name": name_key(it.name), "known_as": it.known_as},
    ),
    Payment: Record(payments, TypeAdapter(Payment), _payment),
    PayoutRun: Record(payout_runs, TypeAdapter(PayoutRun), lambda _: {}),
    Outlay: Record(outlays, TypeAdapter(Outlay), lambda _: {}),
    Earning: Record(earnings, TypeAdapter(Earning), _earning),
    PeriodReport: Record(
        period_reports,
        TypeAdapter(PeriodReport),
        lambda it: {
            "oem": it.oem,
            "state": it.state.value,
            "occasion": it.occasion,
            "on_its_way": it.is_on_its_way,
        },
    ),
    Pack: Record(packs, TypeAdapter(Pack), lambda it: {"lead": it.lead, "wanted": _yes(it.is_wanted)}),
    RateCard: Record(rate_cards, TypeAdapter(RateCard), lambda _: {}),
    Person: Record(people, TypeAdapter(Person), _person),
    Chat: Record(
        chats, TypeAdapter(Chat), lambda it: {"role": it.role.value, "team": it.team, "oem": it.oem}
    ),
    Invite: Record(invites, TypeAdapter(Invite), lambda it: {"lead": it.grant.lead}),
    Oem: Record(oems, TypeAdapter(Oem), lambda _: {}),
    ApiKey: Record(api_keys, TypeAdapter(ApiKey), lambda it: {"oem": it.oem, "sha256": it.sha256}),
    Endpoint: Record(webhook_endpoints, TypeAdapter(Endpoint), lambda it: {"oem": it.oem, "is_on": it.is_on}),
    SignIn: Record(
        sign_ins, TypeAdapter(SignIn), lambda it: {"person": it.person, "expires_at": it.expires_at}
    ),
    Session: Record(sessions, TypeAdapter(Session), lambda it: {"person": it.person, "ends_at": it.ends_at}),
    TrialLead: Record(trial_leads, TypeAdapter(TrialLead), lambda it: _lead(it.as_lead)),
    Import: Record(imports, TypeAdapter(Import), lambda it: {"oem": it.oem, "state": it.state.value}),
    Bill: Record(
        bills,
        TypeAdapter(Bill),
        lambda it: {"lead": it.lead, "state": it.state.value, "consumer": it.consumer},
    ),
    Draft: Record(
        drafts,
        TypeAdapter(Draft),
        lambda it: {"person": it.person, "chat": it.chat, "open": it.open},
    ),
}
