"""A line bought from a local vendor because stock has none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.contact import line, mobile
from domain.errors import Refused
from domain.events import Event, Happening
from domain.materials.vendor_code import VendorCode, mark_of
from domain.media import Picture
from domain.money.amount import NOTHING, Money
from domain.money.payee import Payee
from domain.money.tax_numbers import gstin as checked_gstin
from domain.people.actor import By, Scope
from domain.words import say

LONGEST_VENDOR: Final = 120


class PurchaseState(StrEnum):
    DETAILS_WANTED = "details_wanted"
    APPROVAL_WANTED = "approval_wanted"
    PAYMENT_PENDING = "payment_pending"
    PAID = "paid"
    BILL_DIFFERS = "bill_differs"
    RECEIVED = "received"
    CANCELLED = "cancelled"


_P = PurchaseState
PURCHASE_MOVES: Final[Mapping[PurchaseState, frozenset[PurchaseState]]] = MappingProxyType(
    {
        _P.DETAILS_WANTED: frozenset({_P.APPROVAL_WANTED, _P.PAYMENT_PENDING, _P.CANCELLED}),
        _P.APPROVAL_WANTED: frozenset({_P.PAYMENT_PENDING, _P.DETAILS_WANTED, _P.CANCELLED}),
        _P.PAYMENT_PENDING: frozenset({_P.PAID, _P.DETAILS_WANTED, _P.CANCELLED}),
        _P.PAID: frozenset({_P.RECEIVED, _P.BILL_DIFFERS, _P.DETAILS_WANTED, _P.CANCELLED}),
        _P.BILL_DIFFERS: frozenset({_P.RECEIVED, _P.DETAILS_WANTED}),
        _P.RECEIVED: frozenset({_P.DETAILS_WANTED}),
        _P.CANCELLED: frozenset(),
    }
)
"""→ details_wanted: the payment was rejected, failed or came back, the last also after the goods came;
nothing is bought any more where its lead has ended meanwhile; approval_wanted →: not allowed."""
_OVER: Final = frozenset({_P.RECEIVED, _P.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """`qr` is the photo of the vendor's code by which he is paid, `code` one that is read or to be checked, `bill` the proof that the goods came.

    `phone` (E.164) and `gstin` are the vendor's. `quantities` by item where the team buys beside the request, which is then empty.
    `estimate` is what was allowed to be spent, `asked_by` the person who asks for more or for the payment, `declined` why he
    was not allowed to; `billed` what the vendor's bill says, by `goods_by`, and `bill_reason` why another amount is right.
    """

    id: str
    version: int = 0
    lead: str
    oem: str
    request: str
    team: str | None
    items: frozenset[str]
    quantities: Mapping[str, int] = field(default_factory=dict)
    state: PurchaseState = PurchaseState.DETAILS_WANTED
    state_since: datetime
    vendor: str = ""
    phone: str = ""
    gstin: str = ""
    payee: Payee | None = None
    amount: Money = NOTHING
    qr: Picture | None = None
    quote: Picture | None = None
    code: VendorCode | None = None
    estimate: Money | None = None
    asked_by: str | None = None
    declined: str = ""
    billed: Money | None = None
    goods_by: str | None = None
    bill_reason: str = ""
    bill: Picture | None = None

    @property
    def scope(self) -> Scope:
        return Scope(lead=self.lead, oem=self.oem, team=self.team)

    @property
    def shown(self) -> Picture | None:
        """What whoever pays would like to see: the vendor's code, else his quote."""
        return self.qr or self.quote

    @property
    def is_open(self) -> bool:
        return self.state not in _OVER

    @property
    def goods_are_in(self) -> bool:
        """Also while the vendor is to be paid once more, because the bank gave the money back."""
        return self.bill is not None

    @property
    def mark(self) -> str:
        """Eight hex digits over what whoever allows it has before him."""
        payee = self.payee.text if self.payee is not None else ""
        return mark_of(payee, self.vendor, self.amount.paise)

    def sold_by(self, vendor: str, *, phone: str = "", gstin: str = "") -> Self:
        """`Invalid` for a name, number or GSTIN that cannot be; the last two may be empty."""
        return replace(
            self,
            vendor=line(vendor, longest=LONGEST_VENDOR),
            phone=phone and mobile(phone),
            gstin=gstin and checked_gstin(gstin),
        )

    def expect_shown(self, mark: str) -> None:
        if mark != self.mark:
            raise Refused(
                say("{purchase} has changed since you saw it: look at its card again.", purchase=self.id)
            )

    def expect(self, *states: PurchaseState) -> None:
        if self.state not in states:
            raise Refused(say("{purchase} is already “{state}”.", purchase=self.id, state=self.state.value))

    def to(self, state: PurchaseState, now: datetime) -> Self:
        if state not in PURCHASE_MOVES[self.state]:
            raise Refused(say("{purchase} is already “{state}”.", purchase=self.id, state=self.state.value))
        return replace(self, state=state, state_since=now)

    def tells(self, kind: Happening, by: By, now: datetime, **facts: str) -> Event:
        return Event(
            kind=kind, lead=self.lead, subject=self.id, by=by, at=now, after=self.state.value, facts=facts
        )
