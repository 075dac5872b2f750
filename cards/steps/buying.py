"""What the team that buys, or Procurement, can do with a local purchase."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Row, Rows
from cards.text import harmless
from domain.materials.allowing import is_large
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.vendor_code import VendorCode, mark_of
from domain.reactions import Audience
from domain.words import N_, Words, say

_BILLS: Final = frozenset({Audience.PROCUREMENT, Audience.FINANCE})
NAME_SHOWN: Final = 30
_NEXT: Final[Mapping[PurchaseState, tuple[str, Action]]] = MappingProxyType(
    {
        PurchaseState.DETAILS_WANTED: (N_("Vendor's details"), Action.VENDOR),
        PurchaseState.PAID: (N_("Goods are here"), Action.GOODS),
    }
)


def purchase_step(purchase: Purchase) -> Rows:
    if purchase.state is PurchaseState.DETAILS_WANTED and purchase.code is not None:
        yield from _code(purchase, purchase.code)
    if purchase.state in _NEXT:
        label, action = _NEXT[purchase.state]
        row: Row = (Choice(Words(label), action, purchase.id),)
        yield row


def spending(reading: Reading) -> Rows:
    """Procurement allows what is not large, Ops and Finance all; a bill is Procurement's or Finance's."""
    for purchase in purchases_of(reading):
        if purchase.state is PurchaseState.APPROVAL_WANTED and _decides(purchase, reading):
            allow = say("Allow {amount}", amount=purchase.amount)
            yield (Choice(allow, Action.ALLOW_PURCHASE, purchase.id, purchase.mark),)
            yield (Choice(say("Do not allow"), Action.DECLINE_PURCHASE, purchase.id),)
        if purchase.state is PurchaseState.BILL_DIFFERS and reading.audience in _BILLS:
            yield (Choice(say("The bill is right"), Action.SETTLE_BILL, purchase.id),)


def purchases_of(reading: Reading) -> tuple[Purchase, ...]:
    """The one on the card, else those that the lead waits for."""
    view = reading.view
    if view.purchase is not None:
        return (view.purchase,)
    return view.situation.purchases if view.situation is not None else ()


def _decides(purchase: Purchase, reading: Reading) -> bool:
    return reading.audience is not Audience.PROCUREMENT or not is_large(purchase.amount, reading.view.policy)


def _code(purchase: Purchase, code: VendorCode) -> Rows:
    """One is to be confirmed, of several the vendor's is to be chosen."""
    paying = {text: read.payee for text, read in code.codes.items() if read.payee is not None}
    for text, payee in paying.items():
        mark = mark_of(text, purchase.vendor, purchase.amount.paise)
        if len(paying) == 1:
            yield (Choice(say("Right: ask for the payment"), Action.CODE_RIGHT, purchase.id, mark),)
        else:
            name = harmless(payee.name or payee.masked, NAME_SHOWN)
            yield (Choice(say("It is {name}", name=name), Action.WHICH_CODE, purchase.id, mark),)
