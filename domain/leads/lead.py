"""A lead: one request to install one charger for one customer, from intake to closure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from domain.errors import Refused
from domain.events import Event, Happening
from domain.instant import aware
from domain.leads.blocker import USUALLY, Blocker, BlockerKind
from domain.leads.call import Call
from domain.leads.confirmation import Confirmation
from domain.leads.consent import ConsentEntry, Reply
from domain.leads.parting import Parting
from domain.leads.picking import Picking
from domain.leads.sign_off import ExtraMetres, Signing, SignOff
from domain.leads.site import MAY_BE_NEEDED, Paper, SiteKind
from domain.leads.stages import MOVES, OPEN, STAGES, Stage, Step
from domain.leads.wish import Wish
from domain.media import Picture
from domain.people.actor import By, Scope
from domain.visits.rework import Rework
from domain.words import say


class Document(StrEnum):
    """What the customer owes before the survey can be scheduled."""

    BILL = "bill"
    LOCATION = "location"
    ELECTRICIAN = "electrician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """`phone` is E.164 (`+919876543210`), `pin_code` six digits."""

    name: str
    phone: str
    email: str | None = None
    address: str = ""
    city: str = ""
    state: str = ""
    pin_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a lead came from; `channel` is api, portal, import or ops; `file` the import it came with."""

    channel: str
    dealer: str | None = None
    campaign: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The OEM is asked for the customer's right number; `said` is the one that was wrong."""

    said: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """`found` is where a geocoder puts the typed address, not confirmed by anybody; `sought`: it has been asked."""

    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    sought: bool = False
    found: tuple[float, float] | None = None

    @property
    def point(self) -> tuple[float, float] | None:
        """Where it is as the customer says, else where the geocoder puts the typed address."""
        if self.latitude is not None and self.longitude is not None:
            return (self.latitude, self.longitude)
        return self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Electrician:
    """`name` empty: the customer has none, which is an answer."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    bill: Picture | None = None
    location: Location | None = None
    electrician: Electrician | None = None
    waived: Mapping[Document, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Document, ...]:
        given = {
            Document.BILL: self.bill,
            Document.LOCATION: self.location,
            Document.ELECTRICIAN: self.electrician,
        }
        return tuple(kind for kind, value in given.items() if value is None and kind not in self.waived)


class Twinning(StrEnum):
    OPEN = "open"
    APART = "apart"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another lead that may be the same request; `because` are `Likeness` values (`phone`, `vin`, `address`)."""

    lead: str
    because: tuple[str, ...]
    state: Twinning = Twinning.OPEN
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """`merged_into` is the lead that goes on in its place; `merged` are those it goes on for.

    `wish` is what the customer said of the times that suit him, until one is chosen. Until the review is over `blockers`
    are only noted; `opened_blocker` is the one that the desk has open on its card of them. `signing` says for which
    installation he is asked to sign, `sign_offs` what he has signed, the last one last; `rework` is what the next
    installation visit puts right, `confirmation` what he says of the one that stands. `partings` are his own words that he
    wants to end it, the last one last.
    """

    id: str
    version: int = 0
    oem: str
    oem_reference: str
    source: Source
    customer: Customer
    vehicle: str = ""
    vin: str = ""
    charger_kw: float = 7.4
    created_at: datetime
    stage: Stage = Stage.NEW
    stage_since: datetime
    stage_before: Stage | None = None
    reason: str = ""
    review_at: datetime | None = None
    calls: tuple[Call, ...] = ()
    call_at: datetime | None = None
    question: Question | None = None
    customer_person: str | None = None
    consent_at: datetime | None = None
    consents: tuple[ConsentEntry, ...] = ()
    call_asked_at: datetime | None = None
    documents: Documents = field(default_factory=Documents)
    site_kind: SiteKind | None = None
    papers: Mapping[Paper, Picture] = field(default_factory=dict)
    erasure_asked_at: datetime | None = None
    erased_at: datetime | None = None
    blockers: tuple[Blocker, ...] = ()
    opened_blocker: BlockerKind | None = None
    priority: bool = False
    wish: Wish | None = None
    picking: Picking | None = None
    visits_made: int = 0
    signing: Signing | None = None
    sign_offs: tuple[SignOff, ...] = ()
    extra_metres: ExtraMetres | None = None
    rework: Rework | None = None
    partings: tuple[Parting, ...] = ()
    confirmation: Confirmation = field(default_factory=Confirmation)
    twins: tuple[Twin, ...] = ()
    merged_into: str | None = None
    merged: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.created_at)
        aware(self.stage_since)

    @property
    def number(self) -> str:
        return self.id.removeprefix("L-")

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.id, oem=self.oem)

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def area(self) -> str:
        """`Pune 411045`: as much of the address as a list may show."""
        return f"{self.customer.city} {self.customer.pin_code}".strip()

    @property
    def site_address(self) -> str:
        """The pin's or the typed address, else what the OEM gave."""
        typed = self.documents.location.address if self.documents.location is not None else ""
        return typed or ", ".join(part for part in (self.customer.address, self.area) if part)

    def can(self, step: Step) -> bool:
        return step in MOVES[self.stage]

    def take(self, step: Step, *, now: datetime) -> Self:
        """The lead after the step; only this changes `stage`. `Refused` if the table has no such row."""
        self.expect_step(step)
        after = MOVES[self.stage][step] or self.stage_before or Stage.NEW
        before = None
        if after in {Stage.ON_HOLD, Stage.CANCELLED}:
            before = self.stage_before if self.stage is Stage.ON_HOLD else self.stage
        return replace(self, stage=after, stage_since=now, stage_before=before)

    def expect_step(self, step: Step) -> None:
        """`Refused` unless the step leads on from where the lead stands."""
        if not self.can(step):
            raise self._too_late()

    def tells(
        self, kind: Happening, by: By, now: datetime, *, was: Stage | None = None, **facts: str
    ) -> Event:
        return Event(
            kind=kind,
            lead=self.id,
            subject=self.id,
            by=by,
            at=now,
            before=was.value if was else None,
            after=self.stage.value,
            facts=facts,
        )

    def moved(self, step: Step, kind: Happening, by: By, now: datetime, **facts: str) -> tuple[Self, Event]:
        """`take`, with the event that tells of it."""
        after = self.take(step, now=now)
        return after, after.tells(kind, by, now, was=self.stage, **facts)

    def expect(self, *stages: Stage) -> None:
        """`Refused` unless the lead is at one of these stages."""
        if self.stage not in stages:
            raise self._too_late()

    def _too_late(self) -> Refused:
        return Refused(
            say(
                "{lead} is at “{stage}” since {since}, so this can no longer be done.",
                lead=self.id,
                stage=say(STAGES[self.stage].title),
                since=self.stage_since,
            )
        )

    @property
    def undecided(self) -> tuple[Twin, ...]:
        """The leads that may be the same one, as long as nobody has decided."""
        return tuple(twin for twin in self.twins if twin.state is Twinning.OPEN)

    @property
    def consent_reply(self) -> Reply | None:
        """What the customer answered last; None as long as he has not."""
        return self.consents[-1].reply if self.consents else None

    @property
    def consent_lost(self) -> ConsentEntry | None:
        """The answer by which nothing may be collected: refused, or withdrawn."""
        return self.consents[-1] if self.consents and self.consent_at is None else None

    @property
    def asked_since(self) -> datetime:
        """Since when the customer is asked for his documents: who agreed only later is not late."""
        again = self.consent_at if len(self.consents) > 1 else None
        return max(self.stage_since, again) if again else self.stage_since

    @property
    def papers_wanted(self) -> tuple[Paper, ...]:
        """What may be needed at such a site and has not come; nothing waits for it."""
        needed = MAY_BE_NEEDED[self.site_kind] if self.site_kind else ()
        return tuple(paper for paper in needed if paper not in self.papers)

    @property
    def wants_to_end(self) -> Parting | None:
        """The customer's request that the desk has not answered."""
        last = self.partings[-1] if self.partings else None
        return last if last is not None and last.settled_at is None and self.is_open else None

    def log_call(self, call: Call) -> Self:
        return replace(self, calls=(*self.calls, call))

    def is_asked_to_sign(self, visit: str) -> bool:
        return self.signing is not None and self.signing.visit == visit

    @property
    def sign_off(self) -> SignOff | None:
        """Of the installation that stands now; what came before a rework no longer speaks for it."""
        last = self.sign_offs[-1] if self.sign_offs else None
        return last if last is not None and self.is_asked_to_sign(last.visit) else None

    def with_sign_off(self, signed: SignOff) -> Self:
        """The last one, with more said in it."""
        return replace(self, sign_offs=(*self.sign_offs[:-1], signed))

    @property
    def rating(self) -> int | None:
        return self.sign_off.rating if self.sign_off is not None else None

    @property
    def open_blockers(self) -> tuple[Blocker, ...]:
        return tuple(blocker for blocker in self.blockers if blocker.is_open)

    def open_blocker(self, kind: BlockerKind) -> Blocker | None:
        """There is at most one of a kind."""
        return next((blocker for blocker in self.open_blockers if blocker.kind is kind), None)

    def with_blocker(self, changed: Blocker) -> Self:
        """Instead of the open one of its kind."""
        blockers = tuple(
            changed if one.is_open and one.kind is changed.kind else one for one in self.blockers
        )
        return replace(self, blockers=blockers)

    def lacking(self, kinds: Collection[BlockerKind], due: datetime) -> Self:
        """With these on the list of what is missing at the site, by the usual owner; what is on it stays as it is."""
        new = (
            Blocker(kind=kind, owner=USUALLY[kind], target=due)
            for kind in kinds
            if self.open_blocker(kind) is None
        )
        return replace(self, blockers=(*self.blockers, *new))

    def lacking_no_more(self, kinds: Collection[BlockerKind]) -> Self:
        """Without those of which nobody has said or heard anything yet."""
        return replace(
            self, blockers=tuple(one for one in self.blockers if one.kind not in kinds or one.is_spoken_of)
        )

    @property
    def waits_for_site(self) -> bool:
        """The work at the site is what it waits for, also while it is on hold because nothing came of it."""
        held = self.stage is Stage.ON_HOLD and self.stage_before is Stage.SITE_WORK
        return held or self.stage is Stage.SITE_WORK
