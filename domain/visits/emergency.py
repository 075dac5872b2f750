"""The state of a visit whose team cannot make it, from the alarm to a backup or a priority reschedule."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self


class DelayAnswer(StrEnum):
    """What the customer wants when his team cannot make it."""

    WAIT = "wait"
    FIRST_SLOT = "first_slot"
    CALL_ME = "call_me"


class OfferState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    OUTRUN = "outrun"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOffer:
    team: str
    asked_at: datetime
    expires_at: datetime
    state: OfferState = OfferState.ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """`cause` is the team's word or "silence"; `deadline` is when the search ends and the visit is rescheduled."""

    cause: str
    opened_at: datetime
    deadline: datetime
    lost_team: str
    taken_by: str | None = None
    customer_wants: DelayAnswer | None = None
    offers: tuple[BackupOffer, ...] = ()

    def asked(self, team: str) -> BackupOffer | None:
        return next((offer for offer in self.offers if offer.team == team), None)

    def with_offer(self, team: str, state: OfferState) -> Self:
        offers = tuple(replace(offer, state=state) if offer.team == team else offer for offer in self.offers)
        return replace(self, offers=offers)
