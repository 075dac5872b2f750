"""In which states a payment can be, and which follows which."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.words import N_


class PaymentKind(StrEnum):
    VENDOR = "vendor"
    PAYOUT = "payout"


class PaymentState(StrEnum):
    """A payout begins `proposed`: the team has its statement and may dispute a line before Finance is asked."""

    PROPOSED = "proposed"
    REQUESTED = "requested"
    CHECKED = "checked"
    APPROVED = "approved"
    PAYING = "paying"
    UNKNOWN = "unknown"
    PAID = "paid"
    FAILED = "failed"
    REVERSED = "reversed"
    REJECTED = "rejected"


_P = PaymentState
_AFTER_CHECK: Final[Mapping[PaymentState, frozenset[PaymentState]]] = {
    _P.CHECKED: frozenset({_P.APPROVED, _P.REJECTED}),
    _P.APPROVED: frozenset({_P.PAYING, _P.REJECTED}),
    _P.PAYING: frozenset({_P.PAID, _P.FAILED, _P.REVERSED, _P.UNKNOWN}),
    _P.UNKNOWN: frozenset({_P.PAID, _P.FAILED, _P.REVERSED}),
    _P.PAID: frozenset({_P.REVERSED}),
    _P.FAILED: frozenset(),
    _P.REVERSED: frozenset(),
    _P.REJECTED: frozenset(),
}
MOVES: Final[Mapping[PaymentKind, Mapping[PaymentState, frozenset[PaymentState]]]] = MappingProxyType(
    {
        PaymentKind.VENDOR: {
            _P.PROPOSED: frozenset(),
            _P.REQUESTED: frozenset({_P.CHECKED, _P.REJECTED}),
            **_AFTER_CHECK,
        },
        PaymentKind.PAYOUT: {
            _P.PROPOSED: frozenset({_P.REQUESTED, _P.REJECTED}),
            _P.REQUESTED: frozenset({_P.APPROVED, _P.REJECTED}),
            **_AFTER_CHECK,
        },
    }
)
"""A payout is computed from approved visits, so nobody checks it before Finance; a vendor's bill Procurement does.

A rail may say that the money came back before it has said that it went: paying → reversed.
"""

STATE_TITLES: Final[Mapping[PaymentState, str]] = {
    _P.PROPOSED: N_("with the team"),
    _P.REQUESTED: N_("requested"),
    _P.CHECKED: N_("checked"),
    _P.APPROVED: N_("approved"),
    _P.PAYING: N_("being paid"),
    _P.UNKNOWN: N_("outcome not known"),
    _P.PAID: N_("paid"),
    _P.FAILED: N_("failed"),
    _P.REVERSED: N_("reversed"),
    _P.REJECTED: N_("rejected"),
}
ON_ITS_WAY: Final = frozenset({_P.PAYING, _P.UNKNOWN})
"""Money may have left; only the bank knows."""
