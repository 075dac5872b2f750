"""The doors of the portal: links, sessions, forms of our own, and what stays shut."""

from datetime import timedelta

import pytest

from domain.people.access import revoke_person
from domain.people.actor import Actor
from domain.people.person import Person
from domain.people.roles import Role
from domain.people.session import IDLE
from tests.web.office import Office
from tests.web.portal.visiting import GIVEN, Guest, a_guest, link

ADMIN = Actor(person="p-admin", name="Anil", roles=frozenset({Role.ADMIN}))
PATHS = (
    "",
    "/new",
    "/files",
    "/files/U-1",
    "/files/U-1/errors.xlsx",
    "/files/template.xlsx",
    "/leads/L-1042",
    "/leads/L-1042/pack",
    "/account",
)
POSTS = (
    "/new",
    "/files",
    "/files/U-1/columns",
    "/files/U-1/confirm",
    "/files/U-1/cancel",
    "/leads/L-1042/phone",
    "/leads/L-1042/pack/acknowledge",
    "/leads/L-1042/pack/return",
    "/out",
)


async def test_a_link_signs_in_once_and_looking_at_it_does_not_use_it_up(visitor: Guest) -> None:
    secret = await link(visitor.office)
    for _ in range(3):
        await visitor.go(f"/portal/in/{secret}")
    await visitor.send("/portal/in")
    assert (visitor.status, "Leads" in visitor.page.words) == (200, True)
    other = a_guest(visitor.office)
    page = await other.go(f"/portal/in/{secret}")
    assert (other.status, "has been used" in page.text) == (410, True)
    await other.client.aclose()


async def test_a_link_used_between_look_and_tap_is_refused(stranger: Guest) -> None:
    secret = await link(stranger.office)
    await stranger.go(f"/portal/in/{secret}")
    await link(stranger.office)  # a newer one takes its place
    await stranger.send("/portal/in")
    assert stranger.status == 410
    await stranger.go("/portal")
    assert stranger.status == 401


async def test_a_link_expires(stranger: Guest) -> None:
    secret = await link(stranger.office)
    stranger.office.clock.pass_(timedelta(hours=24))
    page = await stranger.go(f"/portal/in/{secret}")
    assert (stranger.status, "/portal to the bot" in page.text) == (410, True)
    await stranger.go("/portal/in/guessed")
    assert stranger.status == 410


async def test_tries_of_one_address_are_few(stranger: Guest) -> None:
    for _ in range(20):
        await stranger.go("/portal/in/guessed")
        assert stranger.status == 410
    page = await stranger.go(f"/portal/in/{await link(stranger.office)}")
    assert (stranger.status, "Too many tries" in page.text) == (429, True)


async def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: Guest) -> None:
    door = await stranger.client.get(f"/portal/in/{await link(stranger.office)}")
    stranger.page = await stranger.go(f"/portal/in/{await link(stranger.office)}")
    fields = stranger.page.form("/portal/in").fields
    answer = await stranger.client.post("/portal/in", data=fields)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("portal-session="))
    assert (answer.status_code, answer.headers["location"]) == (303, "/portal")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "HttpOnly" in door.headers["set-cookie"]


async def test_with_https_the_cookie_is_for_https_alone(sqlite_office: Office) -> None:
    object.__setattr__(sqlite_office.ports, "address", "https://ops.example.org")
    guest = a_guest(sqlite_office)
    answer = await guest.client.get(f"/portal/in/{await link(sqlite_office)}")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-door=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    await guest.client.aclose()


async def test_every_page_is_shut_without_a_session(stranger: Guest) -> None:
    for path in PATHS:
        page = await stranger.go(f"/portal{path}")
        assert (path, stranger.status, "You are not signed in" in page.text) == (path, 401, True)
    for path in POSTS:
        answer = await stranger.client.post(f"/portal{path}", data={"name": "x"})
        assert (path, answer.status_code) == (path, 401)


async def test_a_made_up_session_opens_nothing(stranger: Guest) -> None:
    stranger.client.cookies.set("portal-session", "x" * 44)
    await stranger.go("/portal")
    assert stranger.status == 401
    stranger.client.cookies.set("portal-session", "")
    await stranger.go("/portal")
    assert stranger.status == 401


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ünfug"])
async def test_no_form_is_taken_without_its_token(guest: Guest, token: str | None) -> None:
    for path in POSTS:
        data = {**GIVEN, **({} if token is None else {"csrf": token})}
        answer = await guest.client.post(f"/portal{path}", data=data)
        assert (path, answer.status_code) == (path, 403)
        assert "Asha Rao" in answer.text, "what was typed is not lost"
    await guest.go("/portal")
    assert (guest.status, "You have sent no leads yet." in guest.page.text) == (200, True)


async def test_the_token_of_another_session_is_none(guest: Guest) -> None:
    other = a_guest(guest.office)
    await other.sign_in("aura")
    fields = (await other.go("/portal/new")).form("/portal/new").fields
    await other.client.aclose()
    answer = await guest.client.post("/portal/new", data={**GIVEN, **fields})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "told",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_a_form_on_another_site_is_refused(guest: Guest, told: dict[str, str]) -> None:
    fields = (await guest.go("/portal/new")).form("/portal/new").fields
    answer = await guest.client.post("/portal/new", data={**GIVEN, **fields}, headers=told)
    assert answer.status_code == 403
    own = {"origin": "http://office", "sec-fetch-site": "same-origin"}
    assert (await guest.client.post("/portal/new", data={**fields, **GIVEN}, headers=own)).status_code == 303


async def test_nobody_can_be_signed_in_by_another_sites_form(stranger: Guest) -> None:
    answer = await stranger.client.post("/portal/in", data={"link": await link(stranger.office)})
    assert (answer.status_code, "portal-session" in stranger.client.cookies) == (403, False)


async def test_signing_out_ends_the_session_on_the_server(guest: Guest) -> None:
    cookie = guest.client.cookies["portal-session"]
    await guest.go("/portal/account")
    await guest.send("/portal/out")
    assert "You are signed out" in guest.page.text
    assert "portal-session" not in guest.client.cookies
    guest.client.cookies.set("portal-session", cookie)
    await guest.go("/portal")
    assert guest.status == 401


async def test_signing_out_everywhere_ends_the_others_too(guest: Guest) -> None:
    other = a_guest(guest.office)
    await other.sign_in()
    await guest.go("/portal/account")
    await guest.send("/portal/out", {"everywhere": "yes"})
    await other.go("/portal")
    assert other.status == 401
    await other.client.aclose()


async def test_who_loses_the_role_is_out_at_the_next_page(visitor: Guest) -> None:
    async with visitor.office.ports.transaction() as work:
        (person,) = await work.uow.all(Person, staff=1)
        await revoke_person(work.uow, person.id, ADMIN)
    await visitor.go("/portal")
    assert visitor.status == 401


async def test_a_visit_keeps_the_session_awake(visitor: Guest) -> None:
    for _ in range(3):
        visitor.office.clock.pass_(IDLE - timedelta(minutes=1))
        await visitor.go("/portal")
        assert visitor.status == 200
    visitor.office.clock.pass_(IDLE)
    await visitor.go("/portal")
    assert visitor.status == 401


async def test_a_session_that_ended_meanwhile_shows_what_was_typed(guest: Guest) -> None:
    await guest.go("/portal/new")
    guest.office.clock.pass_(IDLE)
    page = await guest.send("/portal/new", {**GIVEN, "address": "B-1204 <Palm>"})
    assert (guest.status, "Asha Rao" in page.text, "B-1204 <Palm>" in page.text) == (401, True, True)


async def test_pages_are_not_kept_and_run_nothing(guest: Guest) -> None:
    for path in ("", "/new", "/files", "/account", "/leads/L-9", "/nowhere"):
        answer = await guest.client.get(f"/portal{path}")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "<script" not in answer.text


async def test_a_slash_at_the_end_leads_to_the_leads(guest: Guest) -> None:
    page = await guest.go("/portal/")
    assert (guest.status, "Find and narrow" in page.text) == (200, True)


async def test_an_address_that_is_none_is_a_page_too(guest: Guest) -> None:
    for path in ("/portal/nowhere", "/portal/in", f"/portal/leads/{'9' * 65}", "/portal/leads/%00"):
        await guest.go(path)
        assert (path, guest.status, "<!doctype" in (await guest.client.get(path)).text) == (path, 404, True)
