"""One input's transaction as the commands see it, and the ports it stands on.

Commands load, ask the model and record. When the input is done, `settle` derives what follows – timeline, notices,
cards, next actions, timers – so that all of it commits together with the change or not at all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar

from domain.checklists.model import Checklist
from domain.draft import Draft
from domain.errors import NotFound
from domain.events import Event
from domain.evidence import Album
from domain.leads.bill import Bill
from domain.leads.imports import Import
from domain.leads.lead import Lead
from domain.leads.newcomers import Newcomers
from domain.leads.stages import Stage
from domain.leads.trial import TrialLead
from domain.materials.count import Count
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote
from domain.materials.request import MaterialRequest
from domain.materials.stock import Stock
from domain.materials.stock_file import StockFile
from domain.materials.store import Store
from domain.materials.vendor import Vendor
from domain.media import Picture
from domain.money.books import Entry, Position
from domain.money.earning import Earning
from domain.money.outlay import Outlay
from domain.money.payment import Payment
from domain.money.payout_run import PayoutRun
from domain.money.rails import BY_HAND, Line
from domain.money.rate_card import RateCard
from domain.owed import NextAction
from domain.people.endpoint import Endpoint, Post
from domain.people.key import ApiKey
from domain.people.person import Chat, Invite, Oem, Person
from domain.people.session import Session, SignIn
from domain.reactions import Lane
from domain.reporting.content import Frozen
from domain.reporting.pack import Pack
from domain.reporting.period_report import PeriodReport
from domain.rules import Timer
from domain.slot import Slot
from domain.visits.day_off import DaysOff
from domain.visits.form import Form
from domain.visits.marks import Mark, Sort
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say

T = TypeVar("T")
Key = str | int
Kept = (
    Lead
    | Visit
    | MaterialRequest
    | Store
    | Quote
    | Count
    | StockFile
    | Purchase
    | Vendor
    | Payment
    | PayoutRun
    | Outlay
    | Earning
    | RateCard
    | Pack
    | PeriodReport
    | Team
    | DaysOff
    | Person
    | Chat
    | Invite
    | Oem
    | ApiKey
    | Endpoint
    | SignIn
    | Session
    | TrialLead
    | Import
    | Bill
    | Draft
    | Checklist
    | Form
)
K = TypeVar(
    "K",
    Lead,
    Visit,
    MaterialRequest,
    Store,
    Quote,
    Count,
    StockFile,
    Purchase,
    Vendor,
    Payment,
    PayoutRun,
    Outlay,
    Earning,
    RateCard,
    Pack,
    PeriodReport,
    Team,
    DaysOff,
    Person,
    Chat,
    Invite,
    Oem,
    ApiKey,
    Endpoint,
    SignIn,
    Session,
    TrialLead,
    Import,
    Bill,
    Draft,
    Checklist,
    Form,
)


class Shelf(Protocol[T]):
    """Where one kind of thing is kept; `where` answers for the key columns of that kind, oldest first.

    A `Slot` as the value of a column asks for its moments, without the last.
    """

    async def find(self, key: Key) -> T | None: ...
    async def some(self, keys: Collection[Key]) -> list[T]:
        """Those of these ids that there are, oldest first, read at once."""

    async def where(self, **keys: str | int | Slot | None) -> list[T]: ...
    async def add(self, thing: T) -> None: ...
    async def save(self, thing: T) -> T:
        """The thing with its new version; `VersionConflict` if somebody saved it since it was read."""


class Shelves(Protocol):
    def of(self, kind: type[T]) -> Shelf[T]:
        """The shelf of Lead, Visit, Team, MaterialRequest, Store, Purchase, Payment, Earning, RateCard, Pack, Person, Chat, Invite, Oem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The time that a visit takes of a team."""

    team: str
    visit: str
    slot: Slot


class Capacity(Protocol):
    """Which team is taken when, and how many of its places of a day are used: kept by constraints of the database."""

    async def take(self, team: str, slot: Slot, visit: str, *, day: date, most: int) -> None:
        """The team's time, and one of its `most` places of that day; `Refused` if it has another visit then or no place."""

    async def free(self, visit: str) -> None:
        """The visit does not take place: time and place are free again."""

    async def finish(self, visit: str) -> None:
        """The visit was made: the time is free again, its place of the day is used."""

    async def taken(self, teams: Collection[str], start: datetime, end: datetime) -> list[Taken]: ...
    async def places(self, teams: Collection[str], first: date, last: date) -> Mapping[tuple[str, date], int]:
        """How many places are used, by team and day, both days included; days without any are left out."""


class Marks(Protocol):
    """What the records of teams are counted from (`domain/visits/marks.py`)."""

    async def note(self, noted: Iterable[Mark]) -> None:
        """Those that are there already stay as they are, unless their sort can be turned over."""

    async def counted(
        self, teams: Collection[str], since: datetime
    ) -> Mapping[str, Mapping[tuple[Sort, bool], int]]:
        """How many of each sort, good and bad, were set since then; teams without any are left out."""


class Lookalikes(Protocol):
    """By what leads are found that may be the same request (`domain/leads/likeness.py`)."""

    async def note(self, lead: str, keys: Iterable[int]) -> None:
        """From now on the lead is found by these keys, and by no others."""

    async def sharing(self, keys: Iterable[int], *, but: str) -> list[str]:
        """Ids of leads with at least one of the keys, newest first, at most 50."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A fact to tell to one chat. `key` makes it unique; `topic` is the lead whose topic it belongs to."""

    key: str
    chat: int
    lane: Lane
    name: str
    subject: str
    topic: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRefresh:
    """Show the card there, or bring it up to date; several in a row become one.

    `anew`: as a new message; `instead`: so, too, and the one that stands there goes.
    """

    chat: int
    card: str
    subject: str
    topic: str | None = None
    anew: bool = False
    instead: bool = False
    lane: Lane = Lane.NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """By what a customer is found in whatever was written down: his leads, his person, his chat, and words (longest first).

    What he has `said` in his own words is sought in what is about his leads alone: others may say the same.
    """

    leads: tuple[str, ...]
    person: str | None
    chat: int | None
    needles: tuple[str, ...]
    said: tuple[str, ...] = ()


class Ledger(Protocol):
    """What an input leaves behind beside the things themselves."""

    async def next_number(self, kind: str) -> int: ...
    async def append(self, events: Iterable[Event]) -> list[int]:
        """Write the timeline; answers each event's sequence number."""

    async def owe(self, item: str, lead: str | None, action: NextAction | None) -> None:
        """Replace what is owed for this item: a lead, or a payment that belongs to none."""

    async def urgent(self) -> list[tuple[str, NextAction]]:
        """What goes before everything else, soonest due first, each with the lead or item: at most 100."""

    async def keep_timers(self, lead: str, wanted: frozenset[Timer], now: datetime) -> None: ...
    async def note_stage(self, lead: str, stage: Stage, at: datetime) -> None:
        """Where the lead stands since that moment; what it went through within one moment is not kept."""

    async def tell(self, notices: Iterable[Notice]) -> None: ...
    async def show(self, cards: Iterable[CardRefresh]) -> None: ...
    async def cards_of(self, subjects: Iterable[str]) -> list[CardRefresh]: ...
    async def want_media(self, pictures: Iterable[Picture], lead: str | None, at: datetime) -> None: ...
    async def discard(self, files: Iterable[str], picture: Picture | None, at: datetime) -> None:
        """The bytes of these files (SHA-256), and of what was sent as this picture, are to be deleted."""

    async def undelivered(self, what: str, subject: str, reason: str, at: datetime) -> None: ...
    async def out_of_reach(self, chats: Collection[int]) -> set[int]:
        """Those of them that the bot cannot write to, as far as it has found out."""

    async def forget(self, traces: Traces) -> None:
        """Timeline, messages, inputs and files lose whatever names or shows this customer; the entries themselves stay."""

    async def post(self, posts: Iterable[Post]) -> None:
        """Messages to OEMs' endpoints, to go out once this is committed."""

    async def post_again(self, endpoint: str, post: str | None, at: datetime) -> int:
        """What is dead, or one message that is not on its way, is sent anew; how many there were."""

    async def forget_posts(self, endpoint: str) -> None: ...
    async def endpoint_trusted(self, endpoint: str) -> None:
        """Its failures so far no longer count."""

    async def last_used(self, keys: Iterable[str]) -> Mapping[str, datetime]:
        """When each of these API keys was last used, to about a minute; those never used are left out."""


class Books(Protocol):
    """Entries are only ever added; who adds them is `domain/money/bookkeeping.py`."""

    async def booked(self, subjects: Collection[str]) -> Mapping[str, Position]:
        """What stands there for each of them; one of which nothing stands there is left out."""

    async def write(self, entries: Sequence[Entry]) -> None: ...
    async def between(self, span: Slot) -> Sequence[Entry]:
        """In the order in which they were written."""

    async def balances(self, until: datetime) -> Position:
        """Of each account, over everything before that moment."""


class PayoutLines(Protocol):
    """Which payout has which earning: kept by a constraint of the database, so that none is in two."""

    async def take(self, payout: str, earnings: Collection[str]) -> None:
        """`VersionConflict` if one of them is in another payout that is not dead."""

    async def free(self, payout: str, earning: str | None = None) -> None:
        """That one is taken out, or without one all of them: the payout pays them no more."""


class Ids(Protocol):
    """Randomness from outside: seeded in tests and simulations."""

    def new(self) -> str:
        """A fresh id of 32 hex digits."""

    def token(self) -> str:
        """A fresh secret of 22 URL-safe characters (128 bits)."""


@dataclass(slots=True)
class Wrote:
    """Whether anything was written in this transaction: a refusal after that must be rolled back."""

    done: bool = False


@dataclass(slots=True, kw_only=True)
class UnitOfWork:
    shelves: Shelves
    capacity: Capacity
    marks: Marks
    stock: Stock
    lookalikes: Lookalikes
    newcomers: Newcomers
    album: Album
    ledger: Ledger
    books: Books
    frozen: Frozen
    payout_lines: PayoutLines
    ids: Ids
    now: datetime
    line: Line = BY_HAND
    events: list[Event] = field(default_factory=list)
    touched: dict[str, object] = field(default_factory=dict)
    wrote: Wrote = field(default_factory=Wrote)

    def record(self, *events: Event) -> None:
        self.events.extend(events)

    async def get(self, kind: type[T], key: Key) -> T:
        """The thing of this kind and id; `NotFound` if there is none."""
        thing = await self.shelves.of(kind).find(key)
        if thing is None:
            raise NotFound(say("There is no {key}.", key=key))
        return thing

    async def find(self, kind: type[T], key: Key) -> T | None:
        return await self.shelves.of(kind).find(key)

    async def some(self, kind: type[T], keys: Collection[Key]) -> list[T]:
        return await self.shelves.of(kind).some(keys) if keys else []

    async def all(self, kind: type[T], **keys: str | int | Slot | None) -> list[T]:
        return await self.shelves.of(kind).where(**keys)

    async def add(self, thing: Kept, *events: Event) -> None:
        await self.shelves.of(type(thing)).add(thing)
        self.touched[str(thing.id)] = thing
        self.record(*events)

    async def save(self, thing: K, *events: Event) -> K:
        saved = await self.shelves.of(type(thing)).save(thing)
        self.touched[str(saved.id)] = saved
        self.record(*events)
        return saved
