"""The ports of the unit of work in memory: what they promise, without a database.

A `House` outlives its inputs, as a database does; each input gets a unit of work of its own from it.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar, cast

from pydantic import TypeAdapter

from domain.checklists.model import Checklist
from domain.draft import Draft
from domain.errors import Refused, VersionConflict
from domain.events import Event
from domain.evidence import ALIKE_ELSEWHERE, Looks, Shown, is_like
from domain.leads.bill import Bill
from domain.leads.imports import Import
from domain.leads.lead import Lead
from domain.leads.newcomers import Newcomer
from domain.leads.stages import Stage
from domain.leads.trial import TrialLead
from domain.materials.count import Count
from domain.materials.movement import Held, Level, Movement, Piece, Place, held_of
from domain.materials.purchase import Purchase
from domain.materials.quote import Quote
from domain.materials.request import MaterialRequest
from domain.materials.stock import Stock
from domain.materials.stock_file import StockFile
from domain.materials.store import Store
from domain.materials.vendor import Vendor
from domain.media import Picture
from domain.money.amount import Money
from domain.money.books import Account, Entry, Position
from domain.money.earning import Earning
from domain.money.name_match import name_key
from domain.money.outlay import Outlay
from domain.money.payment import Payment
from domain.money.payout_run import PayoutRun
from domain.money.rate_card import RateCard
from domain.owed import NextAction
from domain.people.endpoint import Endpoint, Post
from domain.people.key import ApiKey
from domain.people.person import Chat, Invite, Oem, Person
from domain.people.roles import Role
from domain.people.session import Session, SignIn
from domain.reactions import Lane
from domain.reporting.content import Content
from domain.reporting.pack import Pack
from domain.reporting.period_report import PeriodReport
from domain.rules import Timer
from domain.serials import plain_serial
from domain.slot import Slot
from domain.unit_of_work import CardRefresh, Key, Notice, Shelf, Taken, Traces, UnitOfWork
from domain.visits.day_off import DaysOff
from domain.visits.day_steps import LAPSING
from domain.visits.form import Form
from domain.visits.installed import serial_of
from domain.visits.marks import Mark, Sort, kept_once
from domain.visits.team import Team
from domain.visits.visit import Visit
from domain.words import say

T = TypeVar("T")
NOW: Final = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
"""Monday 23 November 2026, 10:00 in India."""


def _staff(person: Person) -> bool:
    return any(grant.role is not Role.CUSTOMER for grant in person.grants)


def _derived(**more: Callable[[Any], object]) -> dict[str, Callable[[Any], object]]:
    return more


def _named(*names: str) -> dict[str, Callable[[Any], object]]:
    return {name: attrgetter(name) for name in names}


# What `where` may be asked about each kind; a question that no key answers is a KeyError.
KEYS: Final[Mapping[type[Any], Mapping[str, Callable[[Any], object]]]] = {
    Lead: _named("oem", "oem_reference", "stage") | _derived(phone=lambda lead: lead.customer.phone),
    Visit: _named("lead", "state", "team")
    | _derived(starts_at=lambda visit: visit.slot.start if visit.slot else None, serial=serial_of),
    Team: {},
    Store: {},
    Count: _named("state"),
    StockFile: _named("state", "booked_content"),
    DaysOff: {},
    Checklist: _named("name"),
    Form: _named("lead"),
    MaterialRequest: _named("lead", "serial"),
    Quote: _named("lead"),
    Purchase: _named("lead", "state"),
    Vendor: _named("known_as") | _derived(name=lambda vendor: name_key(vendor.name)),
    Payment: _named("lead", "state", "team", "method", "reference", "intent")
    | _derived(
        payee=lambda payment: payment.payee.text, payee_name=lambda payment: name_key(payment.payee_name)
    ),
    Outlay: {},
    PayoutRun: {},
    Earning: _named("lead", "visit", "team", "state", "payout"),
    Pack: _named("lead") | _derived(wanted=lambda pack: "yes" if pack.is_wanted else None),
    RateCard: {},
    PeriodReport: _named("oem", "state", "occasion")
    | _derived(on_its_way=lambda report: report.is_on_its_way),
    Person: _named("telegram_id") | _derived(staff=_staff),
    Chat: _named("role", "team", "oem"),
    Invite: _derived(lead=lambda invite: invite.grant.lead),
    Oem: {},
    ApiKey: _named("oem", "sha256"),
    Endpoint: _named("oem", "is_on"),
    SignIn: _named("person"),
    Session: _named("person"),
    TrialLead: _derived(
        oem=lambda trial: trial.as_lead.oem, oem_reference=lambda trial: trial.as_lead.oem_reference
    ),
    Import: _named("oem", "state"),
    Bill: _named("lead", "state", "consumer"),
    Draft: _named("person", "chat", "open"),
}
UNIQUE: Final[Mapping[type[Any], tuple[tuple[str, ...], ...]]] = {
    Lead: (("oem", "oem_reference"),),
    TrialLead: (("oem", "oem_reference"),),
    ApiKey: (("sha256",),),
    MaterialRequest: (("serial",),),
    StockFile: (("booked_content",),),
    Vendor: (("known_as",),),
    Payment: (("method", "reference"), ("intent",)),
    Earning: (("visit", "team"),),
    PeriodReport: (("occasion",),),
    Person: (("telegram_id",),),
}


_CODECS: Final[Mapping[type[Any], TypeAdapter[Any]]] = {kind: TypeAdapter(kind) for kind in KEYS}


class FakeShelf(Generic[T]):
    """Keeps things as JSON, as the database does, so that nobody holds on to what somebody else changes."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._codec = _CODECS[kind]
        self._bodies: dict[Key, bytes] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "FakeShelf[T]":
        """How things are written never changes, and is dear to copy."""
        again = FakeShelf(self._kind)
        again._bodies = dict(self._bodies)
        memo[id(self)] = again
        return again

    async def find(self, key: Key) -> T | None:
        body = self._bodies.get(key)
        return None if body is None else self._read(body)

    async def some(self, keys: Collection[Key]) -> list[T]:
        return [self._read(body) for key, body in self._bodies.items() if key in keys]

    async def where(self, **keys: str | int | Slot | None) -> list[T]:
        known = KEYS[self._kind]
        wanted = [(known[name], value) for name, value in keys.items()]
        return [
            thing
            for thing in self.everything()
            if all(_matches(read(thing), value) for read, value in wanted)
        ]

    async def add(self, thing: T) -> None:
        key = cast("Any", thing).id
        if key in self._bodies:
            raise VersionConflict(f"there is a {key} already")
        self._expect_unique(thing)
        self._bodies[key] = self._codec.dump_json(thing)

    async def save(self, thing: T) -> T:
        kept = await self.find(cast("Any", thing).id)
        seen = cast("Any", thing).version
        if kept is None or cast("Any", kept).version != seen:
            raise VersionConflict(f"{cast('Any', thing).id} was changed since it was read")
        self._expect_unique(thing)
        saved = cast("T", replace(cast("Any", thing), version=seen + 1))
        self._bodies[cast("Any", saved).id] = self._codec.dump_json(saved)
        return saved

    def everything(self) -> list[T]:
        return [self._read(body) for body in self._bodies.values()]

    def _read(self, body: bytes) -> T:
        return cast("T", self._codec.validate_json(body))

    def _expect_unique(self, thing: T) -> None:
        for names in UNIQUE.get(self._kind, ()):
            mine = [KEYS[self._kind][name](thing) for name in names]
            for other in () if None in mine else self.everything():
                theirs = [KEYS[self._kind][name](other) for name in names]
                if mine == theirs and cast("Any", other).id != cast("Any", thing).id:
                    raise VersionConflict(f"{mine} is taken")


def _matches(found: object, wanted: str | int | Slot | None) -> bool:
    if isinstance(wanted, Slot):
        return isinstance(found, datetime) and wanted.start <= found < wanted.end
    return found == wanted


class FakeShelves:
    def __init__(self) -> None:
        self._shelves: dict[type[Any], FakeShelf[Any]] = {kind: FakeShelf(kind) for kind in KEYS}

    def of(self, kind: type[T]) -> Shelf[T]:
        return cast("FakeShelf[T]", self._shelves[kind])

    def all_of(self, kind: type[T]) -> list[T]:
        return cast("FakeShelf[T]", self._shelves[kind]).everything()


class FakeCapacity:
    def __init__(self) -> None:
        self.bookings: dict[str, tuple[str, Slot]] = {}
        self.used: dict[str, tuple[str, date]] = {}

    async def take(self, team: str, slot: Slot, visit: str, *, day: date, most: int) -> None:
        if any(team == other and slot.overlaps(taken) for other, taken in self.bookings.values()):
            raise Refused(say("This team has another visit at that time."))
        if list(self.used.values()).count((team, day)) >= most:
            raise Refused(say("This team has no free place left on that day."))
        self.bookings[visit] = (team, slot)
        self.used[visit] = (team, day)

    async def free(self, visit: str) -> None:
        self.bookings.pop(visit, None)
        self.used.pop(visit, None)

    async def finish(self, visit: str) -> None:
        self.bookings.pop(visit, None)

    async def taken(self, teams: Collection[str], start: datetime, end: datetime) -> list[Taken]:
        window = Slot(start=start, end=end)
        return [
            Taken(team=team, visit=visit, slot=slot)
            for visit, (team, slot) in self.bookings.items()
            if team in teams and slot.overlaps(window)
        ]

    async def places(self, teams: Collection[str], first: date, last: date) -> Mapping[tuple[str, date], int]:
        return Counter(
            (team, day) for team, day in self.used.values() if team in teams and first <= day <= last
        )


class FakeMarks:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, Sort], Mark] = {}

    async def note(self, noted: Iterable[Mark]) -> None:
        self.kept = kept_once([*self.kept.values(), *noted])

    async def counted(
        self, teams: Collection[str], since: datetime
    ) -> Mapping[str, Mapping[tuple[Sort, bool], int]]:
        found: dict[str, Counter[tuple[Sort, bool]]] = {}
        for mark in self.kept.values():
            if mark.team in teams and mark.at >= since:
                found.setdefault(mark.team, Counter())[mark.sort, mark.good] += 1
        return found


class FakeStockBook:
    """`kept` is the level by store and item; `moved` the ledger, oldest first."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Level] = {}
        self.moved: list[Movement] = []
        self.numbered: dict[str, Piece] = {}

    async def levels(self, item: str | None = None) -> Mapping[tuple[str, str], Level]:
        return {key: level for key, level in sorted(self.kept.items()) if item in {None, key[1]}}

    async def level(self, store: str, item: str) -> Level:
        return self.kept.get((store, item), Level())

    async def held(self, lead: str) -> Mapping[tuple[str, str], Held]:
        return held_of((m.store, m.item, m.kind, m.quantity) for m in self.moved if m.lead == lead)

    async def write(self, movement: Movement) -> None:
        before, effect = self.kept.get((movement.store, movement.item), Level()), movement.effect
        after = Level(before.on_hand + effect.on_hand, before.reserved + effect.reserved)
        if not 0 <= after.reserved <= after.on_hand:
            raise VersionConflict(f"{movement.store} has no longer so much of {movement.item}")
        self.kept[movement.store, movement.item] = after
        self.moved.append(movement)

    async def movements(
        self,
        *,
        item: str | None = None,
        store: str | None = None,
        lead: str | None = None,
        document: str | None = None,
        limit: int = 50,
    ) -> list[Movement]:
        asked = {"item": item, "store": store, "lead": lead, "document": document}
        wanted = {name: value for name, value in asked.items() if value is not None}
        newest = reversed(self.moved)
        return [
            move for move in newest if all(getattr(move, name) == value for name, value in wanted.items())
        ][:limit]

    async def last_cost(self, item: str) -> Money | None:
        costs = [move.unit_cost for move in self.moved if move.item == item and move.unit_cost is not None]
        return costs[-1] if costs else None

    async def piece(self, serial: str) -> Piece | None:
        return self.numbered.get(serial)

    async def pieces(self, place: Place, item: str | None = None) -> list[Piece]:
        there = [piece for _, piece in sorted(self.numbered.items()) if piece.place == place]
        return [piece for piece in there if item in {None, piece.item}]

    async def put(self, piece: Piece) -> None:
        self.numbered[plain_serial(piece.serial)] = piece


class FakeLookalikes:
    def __init__(self) -> None:
        self.keys: dict[str, frozenset[int]] = {}

    async def note(self, lead: str, keys: Iterable[int]) -> None:
        self.keys[lead] = frozenset(keys)

    async def sharing(self, keys: Iterable[int], *, but: str) -> list[str]:
        found: set[str] = set()
        for key in keys:
            sharing = [lead for lead, known in self.keys.items() if key in known]
            found.update(sorted(sharing, key=_number, reverse=True)[:20])
        return sorted(found - {but}, key=_number, reverse=True)[:50]


@dataclass(slots=True)
class FakeAlbum:
    """`waiting` and `seen` by picture and visit; what is no picture is seen as None."""

    waiting: dict[tuple[str, str], Shown] = field(default_factory=dict)
    seen: dict[tuple[str, str], tuple[Shown, Looks | None]] = field(default_factory=dict)

    async def expect(self, pictures: Iterable[Picture], visit: str, lead: str) -> None:
        for picture in pictures:
            key = (picture.unique_id, visit)
            if key not in self.seen:
                self.waiting.setdefault(key, Shown(unique_id=picture.unique_id, visit=visit, lead=lead))

    async def note(self, unique_id: str, looks: Looks | None) -> list[Shown]:
        shown = [self.waiting.pop(key) for key in sorted(self.waiting) if key[0] == unique_id]
        self.seen |= {(one.unique_id, one.visit): (one, looks) for one in shown}
        return shown

    async def of(self, visit: str) -> Mapping[str, Looks]:
        return {
            shown.unique_id: looks for shown, looks in self.seen.values() if shown.visit == visit and looks
        }

    async def leads_like(self, looks: Looks, *, but: str) -> list[str]:
        found = {
            shown.lead: None
            for shown, other in reversed(self.seen.values())
            if other and shown.lead != but and is_like(looks, other, ALIKE_ELSEWHERE)
        }
        return list(found)[:20]


def _number(lead: str) -> int:
    return int(lead.removeprefix("L-"))


@dataclass(slots=True)
class FakeLedger:
    events: list[Event] = field(default_factory=list)
    owed: dict[str, NextAction] = field(default_factory=dict)
    timers: dict[str, frozenset[Timer]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    cards: list[CardRefresh] = field(default_factory=list)
    refreshed: list[CardRefresh] = field(default_factory=list)
    media: list[Picture] = field(default_factory=list)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    discarded: set[str] = field(default_factory=set)
    used: dict[str, datetime] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    stages: dict[tuple[str, datetime], Stage] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=lambda: {"lead": 1041})

    async def next_number(self, kind: str) -> int:
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return self.numbers[kind]

    async def append(self, events: Iterable[Event]) -> list[int]:
        first = len(self.events) + 1
        self.events.extend(events)
        return list(range(first, len(self.events) + 1))

    async def owe(self, item: str, lead: str | None, action: NextAction | None) -> None:  # noqa: ARG002  the port's
        self.owed.pop(item, None)
        if action is not None:
            self.owed[item] = action

    async def urgent(self) -> list[tuple[str, NextAction]]:
        found = [(item, action) for item, action in self.owed.items() if action.urgent]
        return sorted(found, key=lambda pair: pair[1].due)

    async def keep_timers(self, lead: str, wanted: frozenset[Timer], now: datetime) -> None:
        """Steps towards a visit that lie behind already are not set now; those that were set in time stay."""
        pending = {(timer.rule, timer.occurrence) for timer in self.timers.get(lead, ())}
        self.timers[lead] = frozenset(
            timer
            for timer in wanted
            if timer.rule not in LAPSING or timer.due_at > now or (timer.rule, timer.occurrence) in pending
        )

    async def note_stage(self, lead: str, stage: Stage, at: datetime) -> None:
        self.stages[lead, at] = stage

    async def tell(self, notices: Iterable[Notice]) -> None:
        """A notice whose key is known already is told no second time."""
        for notice in notices:
            if notice.key not in {told.key for told in self.notices}:
                self.notices.append(notice)

    async def show(self, cards: Iterable[CardRefresh]) -> None:
        """Once for each chat and subject: what comes again only brings it up to date."""
        shown = list(cards)
        known = {replace(card, lane=Lane.NOTICE) for card in self.cards}
        self.cards.extend(card for card in shown if replace(card, lane=Lane.NOTICE) not in known)
        self.refreshed.extend(shown)

    async def cards_of(self, subjects: Iterable[str]) -> list[CardRefresh]:
        wanted = set(subjects)
        return [replace(card, anew=False, instead=False) for card in self.cards if card.subject in wanted]

    async def want_media(self, pictures: Iterable[Picture], lead: str | None, at: datetime) -> None:  # noqa: ARG002  the port's
        known = {picture.unique_id for picture in self.media}
        self.media.extend(picture for picture in pictures if picture.unique_id not in known)

    async def discard(self, files: Iterable[str], picture: Picture | None, at: datetime) -> None:  # noqa: ARG002  the port's
        self.discarded.update(files)

    async def undelivered(self, what: str, subject: str, reason: str, at: datetime) -> None:  # noqa: ARG002  the port's
        self.failures.append((what, subject, reason))

    async def out_of_reach(self, chats: Collection[int]) -> set[int]:
        return self.blocked.intersection(chats)

    async def forget(self, traces: Traces) -> None:
        """Names and words in the timeline; a fake has no messages and no bytes."""

        def blank(text: str) -> str:
            for needle in traces.needles:
                text = text.replace(needle, "(erased)")
            return text

        self.events = [
            replace(
                event,
                by=replace(event.by, name=blank(event.by.name)),
                facts={key: blank(value) for key, value in event.facts.items()},
            )
            if event.lead in traces.leads
            else event
            for event in self.events
        ]
        self.media.clear()

    async def post(self, posts: Iterable[Post]) -> None:
        self.posts.extend(posts)

    async def post_again(self, endpoint: str, post: str | None, at: datetime) -> int:  # noqa: ARG002  the port's
        again = {
            one.id for one in self.posts if one.endpoint == endpoint and post in {None, one.id}
        } & self.dead
        self.dead -= again
        return len(again)

    async def forget_posts(self, endpoint: str) -> None:
        self.posts = [one for one in self.posts if one.endpoint != endpoint]

    async def endpoint_trusted(self, endpoint: str) -> None:
        self.failing.discard(endpoint)

    async def last_used(self, keys: Iterable[str]) -> Mapping[str, datetime]:
        return {key: self.used[key] for key in keys if key in self.used}


@dataclass(slots=True)
class FakePayoutLines:
    """Payout by earning."""

    taken: dict[str, str] = field(default_factory=dict)

    async def take(self, payout: str, earnings: Collection[str]) -> None:
        if self.taken.keys() & set(earnings):
            raise VersionConflict(f"somebody pays an earning of {payout} already")
        self.taken |= dict.fromkeys(earnings, payout)

    async def free(self, payout: str, earning: str | None = None) -> None:
        gone = [one for one, of in self.taken.items() if of == payout and earning in {None, one}]
        for one in gone:
            del self.taken[one]


@dataclass(slots=True)
class FakeBooks:
    entries: list[Entry] = field(default_factory=list)

    async def booked(self, subjects: Collection[str]) -> Mapping[str, Position]:
        found = {one: _sums(entry for entry in self.entries if entry.subject == one) for one in subjects}
        return {subject: position for subject, position in found.items() if position}

    async def write(self, entries: Sequence[Entry]) -> None:
        first = len(self.entries) + 1
        self.entries.extend(replace(entry, number=first + at) for at, entry in enumerate(entries))

    async def between(self, span: Slot) -> Sequence[Entry]:
        return [entry for entry in self.entries if span.start <= entry.at < span.end]

    async def balances(self, until: datetime) -> Position:
        return _sums(entry for entry in self.entries if entry.at < until)


class FakeFrozen:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], Content] = {}

    async def freeze(self, report: str, edition: int, content: Content) -> str:
        self.kept[report, edition] = content
        return hashlib.sha256(repr(content).encode()).hexdigest()

    async def content(self, report: str, edition: int) -> Content:
        return self.kept[report, edition]


def _sums(entries: Iterable[Entry]) -> Position:
    found: Counter[Account] = Counter()
    for entry in entries:
        for line in entry.lines:
            found[line.account] += line.paise
    return {account: paise for account, paise in found.items() if paise}


class FakeIds:
    """The same ids for the same seed, in the same order."""

    def __init__(self, seed: str = "fake") -> None:
        self._seed = seed
        self._count = 0

    def _next(self) -> bytes:
        self._count += 1
        return hashlib.sha256(f"{self._seed}:{self._count}".encode()).digest()

    def new(self) -> str:
        return self._next().hex()[:32]

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._next()[:16]).decode().rstrip("=")


@dataclass(slots=True)
class House:
    """Everything that is kept. `remembered` and `undo` are what a rollback is to a database."""

    shelves: FakeShelves = field(default_factory=FakeShelves)
    capacity: FakeCapacity = field(default_factory=FakeCapacity)
    marks: FakeMarks = field(default_factory=FakeMarks)
    stock: Stock = field(default_factory=lambda: Stock(FakeStockBook()))
    lookalikes: FakeLookalikes = field(default_factory=FakeLookalikes)
    album: FakeAlbum = field(default_factory=FakeAlbum)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    books: FakeBooks = field(default_factory=FakeBooks)
    frozen: FakeFrozen = field(default_factory=FakeFrozen)
    payout_lines: FakePayoutLines = field(default_factory=FakePayoutLines)
    ids: FakeIds = field(default_factory=FakeIds)

    @property
    def newcomers(self) -> "FakeNewcomers":
        return FakeNewcomers(self)

    def uow(self, now: datetime = NOW) -> UnitOfWork:
        return UnitOfWork(
            shelves=self.shelves,
            capacity=self.capacity,
            marks=self.marks,
            stock=Stock(self.stock.book),
            lookalikes=self.lookalikes,
            newcomers=self.newcomers,
            album=self.album,
            ledger=self.ledger,
            books=self.books,
            frozen=self.frozen,
            payout_lines=self.payout_lines,
            ids=self.ids,
            now=now,
        )

    def remembered(self) -> "House":
        return deepcopy(self)

    def undo(self, before: "House") -> None:
        self.shelves = before.shelves
        self.capacity = before.capacity
        self.marks = before.marks
        self.stock = before.stock
        self.lookalikes = before.lookalikes
        self.album = before.album
        self.ledger = before.ledger
        self.books = before.books
        self.frozen = before.frozen
        self.payout_lines = before.payout_lines


@dataclass(frozen=True, slots=True)
class FakeNewcomers:
    """One by one what the database takes at once."""

    house: House

    async def known(self, oem: str, references: Collection[str]) -> set[str]:
        leads = self.house.shelves.all_of(Lead)
        return {lead.oem_reference for lead in leads if lead.oem == oem} & set(references)

    async def numbers(self, count: int) -> list[int]:
        return [await self.house.ledger.next_number("lead") for _ in range(count)]

    async def shared(self, keys: Collection[int]) -> set[int]:
        return set(keys).intersection(*[set().union(*self.house.lookalikes.keys.values())])

    async def add(self, newcomers: Sequence[Newcomer]) -> None:
        for one in newcomers:
            await self.house.shelves.of(Lead).add(one.lead)
            await self.house.ledger.append(one.events)
            await self.house.ledger.owe(one.lead.id, one.lead.id, one.action)
            await self.house.ledger.keep_timers(one.lead.id, one.timers, one.lead.created_at)
            await self.house.lookalikes.note(one.lead.id, one.keys)


def a_uow(*, now: datetime = NOW) -> UnitOfWork:
    """One input on an empty house."""
    return House().uow(now)
