"""An API key of an OEM as it is kept: never the secret itself, only its SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.instant import aware


class KeyScope(StrEnum):
    """What a key may be used for."""

    LEADS_WRITE = "leads:write"
    LEADS_READ = "leads:read"
    PACKS_READ = "packs:read"
    PACKS_WRITE = "packs:write"
    REPORTS_READ = "reports:read"
    WEBHOOKS = "webhooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """`id` is the part by which a key is recognised; `sha256` is of the whole secret, in hexadecimal.

    A `sandbox` key makes and sees trial leads only. `expires_at` None: until it is revoked.
    """

    id: str
    version: int = 0
    oem: str
    sha256: str
    name: str
    scopes: frozenset[KeyScope] = frozenset(KeyScope)
    sandbox: bool = False
    made_by: str = ""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.created_at)

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
