"""The state of a visit whose team cannot make it, from the alarm to a backup or a priority reschedule."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from domain.reactions import Audience
from domain.visits.states import VisitState

LADDER: Final = (Audience.ON_CALL, Audience.OPS_LEAD, Audience.ADMIN)
"""Whom the alarm tells privately, one after the other. The group of Ops hears of the emergency, and of each new round."""


class DelayAnswer(StrEnum):
    """What the customer wants when his team cannot make it."""

    WAIT = "wait"
    FIRST_SLOT = "first_slot"
    CALL_ME = "call_me"


class OfferState(StrEnum):
    """Withdrawn is an offer that has become pointless before it was answered: nobody has failed to answer."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    OUTRUN = "outrun"
    WITHDRAWN = "withdrawn"


class Withdrawal(StrEnum):
    """Why an offer was withdrawn: its team is not free any more, the first team comes after all, the search is over."""

    BUSY = "busy"
    FIRST_TEAM = "first_team"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOffer:
    team: str
    asked_at: datetime
    expires_at: datetime
    state: OfferState = OfferState.ASKED
    withdrawn: Withdrawal | None = None

    @property
    def waits(self) -> bool:
        return self.state is OfferState.ASKED

    def ended(self, state: OfferState, withdrawn: Withdrawal | None = None) -> Self:
        return replace(self, state=state, withdrawn=withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """`cause` is the team's word or the program's; `deadline` is when the search ends and the visit is rescheduled.

    `was` is the state of the visit before. Of whoever took it: `handled` says that he has done something since.
    `climbed` levels of the alarm have been told, the last `climbed_at`. `exhausted`: nobody was left to be asked.
    """

    cause: str
    opened_at: datetime
    deadline: datetime
    lost_team: str
    was: VisitState = VisitState.ACKNOWLEDGED
    taken_by: str | None = None
    taken_at: datetime | None = None
    handled: bool = False
    climbed: int = 0
    climbed_at: datetime | None = None
    exhausted: bool = False
    customer_wants: DelayAnswer | None = None
    offers: tuple[BackupOffer, ...] = ()

    @property
    def waiting(self) -> tuple[BackupOffer, ...]:
        """Offers without an answer so far."""
        return tuple(offer for offer in self.offers if offer.waits)

    @property
    def refused_by(self) -> frozenset[str]:
        return frozenset(offer.team for offer in self.offers if offer.state is OfferState.DECLINED)

    def asked(self, team: str) -> BackupOffer | None:
        return next((offer for offer in self.offers if offer.team == team), None)

    def with_offer(self, team: str, state: OfferState, withdrawn: Withdrawal | None = None) -> Self:
        return self._changed(lambda offer: offer.ended(state, withdrawn) if offer.team == team else offer)

    def without_offers(self, state: OfferState, withdrawn: Withdrawal | None = None) -> Self:
        """Whatever still waits for an answer ends so."""
        return self._changed(lambda offer: offer.ended(state, withdrawn) if offer.waits else offer)

    def asking(self, *offers: BackupOffer) -> Self:
        """With these offers; a team that was asked before is asked anew."""
        teams = {offer.team for offer in offers}
        kept = tuple(offer for offer in self.offers if offer.team not in teams)
        return replace(self, offers=kept + offers)

    def until(self, deadline: datetime) -> Self:
        """With another deadline, which holds for the offers that end with the search as well."""
        moved = self._changed(
            lambda offer: (
                replace(offer, expires_at=deadline)
                if offer.waits and offer.expires_at == self.deadline
                else replace(offer, expires_at=min(offer.expires_at, deadline))
            )
        )
        return replace(moved, deadline=deadline)

    def _changed(self, change: Callable[[BackupOffer], BackupOffer]) -> Self:
        return replace(self, offers=tuple(change(offer) for offer in self.offers))
