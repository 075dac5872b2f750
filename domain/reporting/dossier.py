"""What a closure pack is made of: the facts of one lead as they stood when Ops handed it over.

What the customer accepted to pay beyond his package is in it; nothing of what teams and vendors are paid, and no bank
details (`product.md` section 9).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final

from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.leads.sign_off import SignOff
from domain.materials.movement import Place, Where
from domain.materials.quote import Quote, QuoteState
from domain.materials.request import MaterialRequest
from domain.media import Picture
from domain.people.person import Oem
from domain.people.roles import Role
from domain.reporting.edition import Change
from domain.reporting.pack import Pack
from domain.reporting.template import DEFAULT, Template, with_wishes
from domain.serials import plain_serial
from domain.unit_of_work import UnitOfWork
from domain.visits.installed import installed_by
from domain.visits.reviewing import Review, report_read
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit

_RATED: Final = frozenset(
    {Happening.CUSTOMER_SIGNED_OFF, Happening.CUSTOMER_RATED, Happening.CUSTOMER_REMARKED}
)
"""A signature of the early days carries its rating with it."""
_METRES: Final = frozenset({Happening.METRES_ACCEPTED, Happening.METRES_DISPUTED, Happening.METRES_SETTLED})
_HEARD: Final = frozenset({Happening.CUSTOMER_SATISFIED, Happening.SILENCE_ACCEPTED})
CHARGER: Final = "charger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What was built in. `quantity` in the item's own unit; `serials` of its pieces, where they are known by them."""

    item: str
    quantity: int
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraCharge:
    """The quote that the customer accepted, and the event of it; None where the timeline does not have it."""

    quote: Quote
    accepted: Event | None = None

    @property
    def by_himself(self) -> bool:
        """Else our desk has noted what he said."""
        return self.accepted is not None and self.accepted.by.role is Role.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`oem` is its name. `reviews`: the survey that counts, then every installation visit that counts, oldest first.

    `handed_out` is the number of the charger that Procurement gave; `call` the event of the confirmation call. `changes`
    are against the edition before, `returned` is why that one came back. `files_at` is the address below which the OEM finds
    what cannot stand on paper; empty if there is none.
    """

    pack: Pack
    lead: Lead
    oem: str
    template: Template = DEFAULT
    reviews: tuple[Review, ...] = ()
    materials: tuple[Used, ...] = ()
    extra: ExtraCharge | None = None
    handed_out: str = ""
    sign_off: SignOff | None = None
    metres: Event | None = None
    call: Event | None = None
    changes: tuple[Change, ...] = ()
    returned: str = ""
    files_at: str = ""

    def of(self, kind: VisitKind) -> tuple[Review, ...]:
        return tuple(review for review in self.reviews if review.visit.kind is kind)

    @property
    def photos(self) -> tuple[Picture, ...]:
        """In the order of the visits; what the customer drew comes last."""
        of_visits = tuple(chain.from_iterable(review.report.photos for review in self.reviews))
        drawn = self.sign_off.signature if self.sign_off is not None else None
        return (*of_visits, drawn) if drawn is not None else of_visits

    @property
    def serial(self) -> str:
        """Of the charger that stands there, by the last report that names one."""
        return _reported(self.of(VisitKind.INSTALLATION))


def _reported(installations: Sequence[Review]) -> str:
    named = [installed_by(review.visit).serial for review in installations]
    return next((serial for serial in reversed(named) if serial), "")


async def dossier_of(uow: UnitOfWork, pack_id: str, timeline: Sequence[Event]) -> Dossier:
    """`timeline` of the pack's lead, oldest first."""
    pack = await uow.get(Pack, pack_id)
    lead = await uow.get(Lead, pack.lead)
    oem = await uow.get(Oem, lead.oem)
    told = [event for event in timeline if event.at <= pack.facts_at]
    requests = [request for request in await uow.all(MaterialRequest, lead=lead.id) if not request.released]
    charger = requests[-1].charger if requests else None
    handed_out = charger.serial if charger is not None else ""
    reviews = await _reviews(uow, lead.id)
    reported = _reported([one for one in reviews if one.visit.kind is VisitKind.INSTALLATION])
    return Dossier(
        pack=pack,
        lead=lead,
        oem=oem.name,
        template=with_wishes(oem.pack),
        reviews=reviews,
        materials=await _materials(uow, lead.id, requests, (handed_out, reported)),
        extra=await _extra(uow, lead.id, told),
        handed_out=handed_out,
        sign_off=_signed(lead, told, pack.facts_at),
        metres=next((event for event in told[::-1] if event.kind in _METRES), None),
        call=next((event for event in told[::-1] if event.kind in _HEARD), None),
    )


async def _reviews(uow: UnitOfWork, lead: str) -> tuple[Review, ...]:
    """What was approved, without what was laid aside; of the early days, where nothing was, the last one of each kind."""
    visits = [visit for visit in await uow.all(Visit, lead=lead) if visit.report is not None]
    chosen = [*_counting(visits, VisitKind.SURVEY)[-1:], *_counting(visits, VisitKind.INSTALLATION)]
    read = [await report_read(uow, visit) for visit in chosen]
    return tuple(replace(review, report=replace(review.report, aside=())) for review in read)


def _counting(visits: Sequence[Visit], kind: VisitKind) -> list[Visit]:
    made = [visit for visit in visits if visit.kind is kind]
    return [visit for visit in made if visit.state is VisitState.APPROVED] or made[-1:]


async def _materials(
    uow: UnitOfWork, lead: str, requests: Sequence[MaterialRequest], charger: tuple[str, str]
) -> tuple[Used, ...]:
    """`charger`: its number as it was handed out, and as it was reported, which counts where no other is known."""
    book = uow.stock.book
    pieces = [
        piece for where in (Where.INSTALLED, Where.OUT) for piece in await book.pieces(Place(where, lead))
    ]
    known = {(piece.item, plain_serial(piece.serial)): piece.serial for piece in pieces}
    handed_out, reported = charger
    number = handed_out or ("" if _of_item(known, CHARGER) else reported)
    if number:
        known[CHARGER, plain_serial(number)] = number
    lines = [line for request in requests for line in request.lines]
    return tuple(
        Used(item=line.item, quantity=line.quantity, serials=_of_item(known, line.item)) for line in lines
    )


async def _extra(uow: UnitOfWork, lead: str, told: Sequence[Event]) -> ExtraCharge | None:
    quotes = [one for one in await uow.all(Quote, lead=lead) if one.state is QuoteState.ACCEPTED]
    if not quotes:
        return None
    quote = max(quotes, key=lambda one: one.state_since)
    said = [event for event in told if (event.kind, event.subject) == (Happening.QUOTE_ACCEPTED, quote.id)]
    return ExtraCharge(quote=quote, accepted=said[-1] if said else None)


def _of_item(known: Mapping[tuple[str, str], str], item: str) -> tuple[str, ...]:
    return tuple(serial for (of, _), serial in known.items() if of == item)


def _signed(lead: Lead, told: Sequence[Event], until: datetime) -> SignOff | None:
    """As it stood then: stars and a remark may have come later, and a rework may have begun since."""
    before = [one for one in lead.sign_offs if one.at <= until]
    if not before:
        return None
    said = [event for event in told if event.at >= before[-1].at and event.kind in _RATED]
    ratings = list(_named(said, "rating"))
    remarks = list(_named(said, "remark"))
    rating = int(ratings[-1]) if ratings else None
    return replace(before[-1], rating=rating, remark=remarks[-1] if remarks else "")


def _named(events: Sequence[Event], fact: str) -> Iterator[str]:
    return (event.facts[fact] for event in events if event.facts.get(fact))
