"""Commands around the portal."""

from typing import Any, Final

from domain.leads.stages import Stage
from domain.people import sessions
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.people.session import LONGEST, Session, SignIn
from tests.build import NOW
from tests.domain.deed import Deed, deed


def olga(**but: Any) -> Person:  # noqa: ANN401  fields of Person
    """Of Volt Motors; she acts as the OEM in the tests of permissions."""
    person: dict[str, Any] = {
        "id": "p-oem",
        "telegram_id": None,
        "name": "Olga Nair",
        "grants": (Grant(role=Role.OEM, oem="volt"),),
    }
    return Person(**{**person, **but})


def a_sign_in(**but: Any) -> SignIn:  # noqa: ANN401  fields of SignIn
    link: dict[str, Any] = {
        "id": "a" * 64,
        "person": "p-oem",
        "oem": "volt",
        "made_by": "Ravi",
        "made_at": NOW,
        "expires_at": NOW + sessions.GIVEN_LINK_LIVES,
    }
    return SignIn(**{**link, **but})


def a_session(**but: Any) -> Session:  # noqa: ANN401  fields of Session
    session: dict[str, Any] = {
        "id": "b" * 64,
        "person": "p-oem",
        "oem": "volt",
        "made_at": NOW,
        "seen_at": NOW,
        "ends_at": NOW + LONGEST,
    }
    return Session(**{**session, **but})


IN_THE_PORTAL: Final[dict[str, Deed]] = {
    "open_portal": deed(
        sessions.open_portal,
        "oem ops admin",
        Stage.NEW,
        lambda u, who: sessions.open_portal(u, who, oem="volt"),
        olga(),
    ),
    "open_desk": deed(
        sessions.open_desk,
        "finance ops",
        Stage.NEW,
        sessions.open_desk,
        olga(id="p-ops", grants=(Grant(role=Role.OPS),)),
        olga(id="p-finance", telegram_id=903, grants=(Grant(role=Role.FINANCE),)),
    ),
}
