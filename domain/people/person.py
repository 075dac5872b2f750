"""People and chats: who somebody is comes from the database alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.people.roles import Role
from domain.reporting.period_wishes import ReportWishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role of a person; `oem`, `team` or `lead` narrow it. `lead_of_desk`: the one told when a clock runs out twice."""

    role: Role
    oem: str | None = None
    team: str | None = None
    lead: str | None = None
    lead_of_desk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`telegram_id` is the identity; names and usernames are for display only. `on_call`: first to hear of an emergency."""

    id: str
    version: int = 0
    telegram_id: int | None
    name: str
    language: str = "en"
    grants: tuple[Grant, ...] = ()
    active: bool = True
    on_call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A group bound to a role by an admin; `team` or `oem` narrow it. Private chats are not listed here."""

    id: int
    version: int = 0
    title: str
    role: Role
    team: str | None = None
    oem: str | None = None
    is_forum: bool = False
    language: str = "en"


class InviteKind(StrEnum):
    CLAIM = "claim"
    PERSON = "person"
    CUSTOMER = "customer"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A single-use deep link; `id` is the token itself, at least 128 random bits.

    A PAGE is opened as often as the customer likes, so its `id` is the token's SHA-256 alone; `language` is the one he
    chose there, `files` how many he has uploaded.
    `turned_away` tells apart, without naming them, those who opened it after it had been used.
    """

    id: str
    version: int = 0
    kind: InviteKind
    grant: Grant
    made_by: str | None
    expires_at: datetime
    used_by: str | None = None
    revoked: bool = False
    turned_away: tuple[str, ...] = ()
    language: str | None = None
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Oem:
    """`headings` is what its files' headings (`columns.plain`) were taken for last: a name in `fields.py`, or nothing.

    `policy` are its own clocks and limits, by the field of `Policy`, written as `with_overrides` reads them; `pack` is how
    it wishes its closure packs, as `with_wishes` reads it.
    """

    id: str
    version: int = 0
    name: str
    headings: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, str] = field(default_factory=dict)
    pack: Mapping[str, str] = field(default_factory=dict)
    reports: ReportWishes = field(default_factory=ReportWishes)
