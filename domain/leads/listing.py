"""A list of leads: what is asked for, in which order it comes, and where to go on."""

from dataclasses import dataclass
from datetime import datetime

from domain.leads.lead import Lead
from domain.leads.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """All that is given must fit. `created_to` is exclusive; `updated_since` also turns the order.

    Without it the newest come first; with it the longest unchanged come first, so that a lead which
    changes while somebody goes through the list comes (again) at its end and none is missed. `text` is part of the
    lead's number, the OEM's reference, or the customer's phone or name.
    """

    stage: Stage | None = None
    text: str | None = None
    reference: str | None = None
    phone: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    channel: str | None = None
    dealer: str | None = None
    campaign: str | None = None
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a lead stands in a list: its number in the order of arrival, and when anything of it last changed."""

    seq: int
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    place: Place
    lead: Lead
