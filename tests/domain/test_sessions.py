"""Sign-in links and sessions: once, for a while, for one OEM, and never longer than the role."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import Invalid, NotAllowed, Refused
from domain.people.access import actor_of, revoke_person
from domain.people.actor import Actor
from domain.people.person import Grant, Person
from domain.people.roles import Role
from domain.people.session import IDLE, LONGEST, Session, SignIn
from domain.people.sessions import (
    GIVEN_LINK_LIVES,
    OWN_LINK_LIVES,
    begin_session,
    end_session,
    end_sessions,
    note_visit,
    open_portal,
    visitor_of,
)
from domain.unit_of_work import UnitOfWork
from tests.build import NOW, an_oem
from tests.domain.portal_deeds import olga
from tests.fakes import House

OPS: Final = Actor(person="p-ops", name="Ravi", roles=frozenset({Role.OPS}))
ADMIN: Final = Actor(person="p-admin", name="Anil", roles=frozenset({Role.ADMIN}))
MINUTE: Final = timedelta(minutes=1)


@pytest.fixture
async def uow() -> UnitOfWork:
    uow = House().uow(NOW)
    for thing in (an_oem(), an_oem(id="kaveri", name="Kaveri"), olga()):
        await uow.add(thing)
    return uow


async def refused(what: Awaitable[object]) -> str:
    with pytest.raises((Refused, Invalid, NotAllowed)) as told:
        await what
    return str(told.value)


async def test_an_oem_person_makes_his_own_link_for_a_quarter_of_an_hour(uow: UnitOfWork) -> None:
    link, person, secret = await open_portal(uow, actor_of(olga()))
    assert (link.person, link.oem, link.expires_at - NOW) == ("p-oem", "volt", OWN_LINK_LIVES)
    assert (person.name, len(secret)) == ("Olga Nair", 22)
    assert secret not in str(await uow.all(SignIn, person="p-oem"))


async def test_ops_makes_one_for_the_only_person_of_an_oem(uow: UnitOfWork) -> None:
    link, person, _ = await open_portal(uow, OPS, oem="volt")
    assert (person.id, link.made_by, link.expires_at - NOW) == ("p-oem", "Ravi", GIVEN_LINK_LIVES)


async def test_ops_names_somebody_who_has_no_telegram(uow: UnitOfWork) -> None:
    _, meera, _ = await open_portal(uow, OPS, oem="volt", name="Meera  Nair")
    again = (await open_portal(uow, ADMIN, oem="volt", name="meera nair"))[1]
    assert (meera.name, meera.telegram_id, meera.grants) == (
        "Meera Nair",
        None,
        (Grant(role=Role.OEM, oem="volt"),),
    )
    assert again.id == meera.id
    assert "Meera Nair, Olga Nair" in await refused(open_portal(uow, OPS, oem="volt"))


async def test_an_oem_without_people_has_one_of_its_own_name(uow: UnitOfWork) -> None:
    assert (await open_portal(uow, OPS, oem="kaveri"))[1].name == "Kaveri"


async def test_nobody_opens_the_portal_of_another_oem(uow: UnitOfWork) -> None:
    await refused(open_portal(uow, actor_of(olga()), oem="kaveri"))
    crew = Actor(person="p-f", name="F", roles=frozenset({Role.FIELD}))
    await refused(open_portal(uow, crew, oem="volt"))
    assert "One of: volt, kaveri" in await refused(open_portal(uow, OPS))


async def test_a_link_signs_in_once(uow: UnitOfWork) -> None:
    _, _, secret = await open_portal(uow, actor_of(olga()))
    session, cookie = await begin_session(uow, secret)
    visitor = await visitor_of(uow, cookie)
    assert visitor is not None
    assert (visitor.session.id, visitor.actor.oem, visitor.actor.roles) == (
        session.id,
        "volt",
        frozenset({Role.OEM}),
    )
    assert (len(cookie), cookie in str(session)) == (44, False)
    assert "has been used" in await refused(begin_session(uow, secret))


async def test_a_newer_link_takes_the_place_of_an_older_one(uow: UnitOfWork) -> None:
    older = (await open_portal(uow, actor_of(olga())))[2]
    newer = (await open_portal(uow, OPS, oem="volt"))[2]
    await refused(begin_session(uow, older))
    assert (await begin_session(uow, newer))[0].person == "p-oem"


async def test_a_link_ends_with_its_time_and_a_guess_opens_nothing(uow: UnitOfWork) -> None:
    secret = (await open_portal(uow, actor_of(olga())))[2]
    await refused(begin_session(uow, "guess"))
    await refused(begin_session(uow, "\ud800"))
    uow.now = NOW + OWN_LINK_LIVES
    await refused(begin_session(uow, secret))


async def signed_in(uow: UnitOfWork) -> str:
    return (await begin_session(uow, (await open_portal(uow, actor_of(olga())))[2]))[1]


async def test_a_session_ends_when_it_is_idle(uow: UnitOfWork) -> None:
    cookie = await signed_in(uow)
    uow.now = NOW + IDLE - MINUTE
    visitor = await visitor_of(uow, cookie)
    assert visitor is not None
    await note_visit(uow, visitor.session.id)
    uow.now = NOW + 2 * IDLE - 2 * MINUTE
    assert await visitor_of(uow, cookie) is not None
    uow.now = NOW + 2 * IDLE
    assert await visitor_of(uow, cookie) is None


async def test_a_session_ends_after_a_week_however_busy(uow: UnitOfWork) -> None:
    cookie = await signed_in(uow)
    (session,) = await uow.all(Session, person="p-oem")
    await uow.save(replace(session, seen_at=NOW + LONGEST - MINUTE))
    uow.now = NOW + LONGEST - MINUTE
    assert await visitor_of(uow, cookie) is not None
    uow.now = NOW + LONGEST
    assert await visitor_of(uow, cookie) is None


async def test_signed_out_is_signed_out(uow: UnitOfWork) -> None:
    cookie = await signed_in(uow)
    other = await signed_in(uow)
    visitor = await visitor_of(uow, cookie)
    assert visitor is not None
    await end_session(uow, visitor.session.id)
    await end_session(uow, visitor.session.id)
    assert await visitor_of(uow, cookie) is None
    assert await visitor_of(uow, other) is not None
    await end_sessions(uow, "p-oem")
    assert await visitor_of(uow, other) is None


async def test_who_is_revoked_is_signed_out_for_good(uow: UnitOfWork) -> None:
    cookie = await signed_in(uow)
    link = (await open_portal(uow, OPS, oem="volt"))[2]
    revoked = await revoke_person(uow, "p-oem", ADMIN)
    assert await visitor_of(uow, cookie) is None
    await refused(begin_session(uow, link))
    await uow.save(replace(revoked, active=True, grants=olga().grants))
    assert await visitor_of(uow, cookie) is None
    await refused(begin_session(uow, link))


async def test_who_loses_the_role_alone_sees_nothing_at_once(uow: UnitOfWork) -> None:
    cookie = await signed_in(uow)
    person = await uow.get(Person, "p-oem")
    await uow.save(replace(person, grants=(Grant(role=Role.OEM, oem="kaveri"),)))
    assert await visitor_of(uow, cookie) is None
