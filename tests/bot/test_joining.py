"""How somebody comes to a role: the claim code at first start, single-use links, groups that an admin binds."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.company import FINANCE_GROUP, OPS_GROUP, SUNRISE_GROUP
from domain.errors import DomainError, NotAllowed, Refused
from domain.leads.intake import INVITE_LIVES, invite_customer
from domain.leads.stages import Stage
from domain.people.access import (
    CLAIM_LIVES,
    PERSON_INVITE_LIVES,
    Caller,
    actor_of,
    invite_person,
    make_claim,
    person_of,
    revoke_link,
    revoke_person,
    use_invite,
)
from domain.people.actor import Actor
from domain.people.person import Chat, Grant, Person
from domain.people.roles import Permission, Role
from storage.database import Database
from tests.build import NOW, at_stage
from tests.ports import a_free_port
from tests.scenarios.town import PEOPLE, Town, a_town
from tests.storage.kept import InDatabase

ADMIN: Final = Actor(person="p-admin", name="Kavita", roles=frozenset({Role.ADMIN}))
OPS: Final = Actor(person="p-ops", name="Om", roles=frozenset({Role.OPS}))
ASHA: Final = Caller(telegram_id=700, name="Asha <b>Rao</b>", language="hi")
VIKRAM: Final = Caller(telegram_id=701, name="Vikram")
SECOND: Final = timedelta(seconds=1)


@pytest.fixture
def kept(database: Database) -> InDatabase:
    return InDatabase(database)


async def redeem(kept: InDatabase, token: str, caller: Caller, after: timedelta = timedelta(0)) -> Person:
    async with kept.begin(NOW + after) as uow:
        return await use_invite(uow, token, caller)


async def a_link(kept: InDatabase, grant: Grant) -> str:
    async with kept.begin() as uow:
        return (await invite_person(uow, grant, ADMIN)).id


async def test_who_has_the_claim_code_is_the_admin(kept: InDatabase) -> None:
    async with kept.begin() as uow:
        claim = await make_claim(uow)
    admin = await redeem(kept, claim.id, ASHA)
    assert (admin.name, admin.language) == ("Asha <b>Rao</b>", "hi")
    assert actor_of(admin).may(Permission.SET_UP)
    async with kept.begin() as uow:
        with pytest.raises(Refused, match="admin already"):
            await make_claim(uow)


async def test_two_who_claim_at_once_are_one_admin(kept: InDatabase) -> None:
    async with kept.begin() as uow:
        claim = await make_claim(uow)
    callers = [Caller(telegram_id=800 + number, name=f"N{number}") for number in range(8)]
    done = await asyncio.gather(*(redeem(kept, claim.id, c) for c in callers), return_exceptions=True)
    assert sum(isinstance(person, Person) for person in done) == 1


async def test_a_link_works_once_and_for_who_used_it_again(kept: InDatabase) -> None:
    token = await a_link(kept, Grant(role=Role.FINANCE))
    first = await redeem(kept, token, ASHA)
    with pytest.raises(Refused, match="has been used"):
        await redeem(kept, token, VIKRAM)
    assert await redeem(kept, token, ASHA) == first
    async with kept.begin() as uow:
        assert await person_of(uow, VIKRAM.telegram_id) is None


LIVES: Final = {Role.OPS: PERSON_INVITE_LIVES, Role.ADMIN: CLAIM_LIVES, Role.CUSTOMER: INVITE_LIVES}


@pytest.mark.parametrize("role", list(LIVES))
async def test_a_link_expires(kept: InDatabase, role: Role) -> None:
    async with kept.begin() as uow:
        await uow.add(at_stage(Stage.DOCUMENTS))
        if role is Role.CUSTOMER:
            invite = await invite_customer(uow, "L-1042", OPS)
        elif role is Role.ADMIN:
            invite = await make_claim(uow)
        else:
            invite = await invite_person(uow, Grant(role=role), ADMIN)
    with pytest.raises(Refused, match="expired"):
        await redeem(kept, invite.id, ASHA, LIVES[role])
    assert (await redeem(kept, invite.id, ASHA, LIVES[role] - SECOND)).telegram_id == 700


@pytest.mark.parametrize(
    "token", ["", " ", "x", "' OR 1=1 --", "../../etc/passwd", "\x00", "a" * 64, "ü" * 22]
)
async def test_a_guessed_link_opens_nothing(kept: InDatabase, token: str) -> None:
    await a_link(kept, Grant(role=Role.ADMIN))
    with pytest.raises(Refused, match="not valid"):
        await redeem(kept, token, ASHA)


async def test_a_second_link_adds_a_role_and_a_third_the_same_one_nothing(kept: InDatabase) -> None:
    await redeem(kept, await a_link(kept, Grant(role=Role.OPS)), ASHA)
    both = await redeem(kept, await a_link(kept, Grant(role=Role.FIELD, team="sunrise")), ASHA)
    again = await redeem(kept, await a_link(kept, Grant(role=Role.OPS)), ASHA)
    assert [grant.role for grant in again.grants] == [Role.OPS, Role.FIELD]
    assert again == both


async def test_a_customers_link_is_the_same_until_it_is_revoked(kept: InDatabase) -> None:
    async with kept.begin() as uow:
        await uow.add(at_stage(Stage.DOCUMENTS))
        old = await invite_customer(uow, "L-1042", OPS)
    async with kept.begin() as uow:
        assert (await invite_customer(uow, "L-1042", OPS)).id == old.id
        await revoke_link(uow, "L-1042", OPS)
    async with kept.begin() as uow:
        new = await invite_customer(uow, "L-1042", OPS)
    with pytest.raises(Refused, match="used or has expired"):
        await redeem(kept, old.id, ASHA)
    assert (await redeem(kept, new.id, ASHA)).grants == (Grant(role=Role.CUSTOMER, lead="L-1042"),)


async def test_who_is_let_go_may_do_nothing_from_then_on(kept: InDatabase) -> None:
    person = await redeem(kept, await a_link(kept, Grant(role=Role.OPS)), ASHA)
    async with kept.begin() as uow:
        await revoke_person(uow, person.id, ADMIN)
    async with kept.begin() as uow:
        assert await person_of(uow, ASHA.telegram_id) is None


async def test_who_was_let_go_comes_back_by_a_new_link_only(kept: InDatabase) -> None:
    used = await a_link(kept, Grant(role=Role.OPS))
    person = await redeem(kept, used, ASHA)
    async with kept.begin() as uow:
        await revoke_person(uow, person.id, ADMIN)
    with pytest.raises(Refused):
        await redeem(kept, used, ASHA)
    back = await redeem(kept, await a_link(kept, Grant(role=Role.FINANCE)), ASHA)
    assert (back.id, back.active, back.grants) == (person.id, True, (Grant(role=Role.FINANCE),))


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.CUSTOMER])
async def test_nobody_is_invited_to_be_a_timer_or_a_customer_without_a_lead(
    kept: InDatabase, role: Role
) -> None:
    with pytest.raises(DomainError):
        await a_link(kept, Grant(role=role))


async def test_ops_makes_no_admins(kept: InDatabase) -> None:
    async with kept.begin() as uow:
        with pytest.raises(NotAllowed):
            await invite_person(uow, Grant(role=Role.ADMIN), OPS)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """The demo's company; Meera is its admin."""
    url = f"sqlite:///{tmp_path / 'town.db'}"
    async with a_town(tmp_path, url, a_free_port(), "2026-11-22T06:30:00+00:00") as found:
        yield found


async def bound(town: Town, chat: int) -> tuple[Role, str | None]:
    async with town.parts.database.read() as connection:
        found = await town.parts.work.on(connection, NOW, reading=True).get(Chat, chat)
    return found.role, found.team


async def last_words(town: Town, chat: int) -> str:
    return str([m for m in await town.messages(chat) if m["from"]["is_bot"]][-1].get("text"))


async def test_an_admin_binds_a_group_and_nobody_else_does(town: Town) -> None:
    await town.say("gita", "/bind procurement", FINANCE_GROUP)
    assert "not yours to do" in await last_words(town, FINANCE_GROUP)
    assert await bound(town, FINANCE_GROUP) == (Role.FINANCE, None)
    await town.say("meera", "/bind field deccan", OPS_GROUP)
    assert "now the desk of: field deccan" in await last_words(town, OPS_GROUP)
    assert await bound(town, OPS_GROUP) == (Role.FIELD, "deccan")


WRONG: Final = [
    ("/bind", "For which role?"),
    ("/bind dance", "For which role?"),
    ("/bind field", "sunrise"),
    ("/bind field nobody", "sunrise"),
    ("/bind system", "cannot be bound"),
    ("/bind customer", "cannot be bound"),
]


async def test_a_group_is_not_bound_by_wrong_words(town: Town) -> None:
    for said, told in WRONG:
        await town.say("meera", said, OPS_GROUP)
        assert told in await last_words(town, OPS_GROUP), said
    await town.say("meera", "/bind ops")
    assert "Use /bind in the group" in await last_words(town, PEOPLE["meera"])
    assert await bound(town, OPS_GROUP) == (Role.OPS, None)


async def test_a_link_from_the_chat_makes_a_crew_member_once(town: Town) -> None:
    await town.say("meera", "/invite field sunrise")
    link = re.search(r"start=(\S+)", await last_words(town, PEOPLE["meera"]))
    assert link is not None
    await town.say("vikram", f"/start {link[1]}")
    await town.say("asha", f"/start {link[1]}")
    assert "has been used" in await last_words(town, PEOPLE["asha"])
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, NOW, reading=True)
        vikram, asha = await person_of(uow, PEOPLE["vikram"]), await person_of(uow, PEOPLE["asha"])
    assert set(actor_of(vikram).teams) == {"sunrise"}
    assert asha is None


async def test_a_link_in_a_group_is_not_used_up(town: Town) -> None:
    await town.say("meera", "/invite field sunrise")
    link = re.search(r"start=(\S+)", await last_words(town, PEOPLE["meera"]))
    assert link is not None
    await town.say("lakhan", f"/start {link[1]}", SUNRISE_GROUP)
    assert "private chat" in await last_words(town, SUNRISE_GROUP)
    await town.say("vikram", f"/start {link[1]}")
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, NOW, reading=True)
        assert await person_of(uow, PEOPLE["vikram"]) is not None


async def test_an_admin_gets_a_key_once_and_nobody_else_does(town: Town) -> None:
    await town.say("meera", "/key make voltera", OPS_GROUP)
    told = await last_words(town, PEOPLE["meera"])
    secret = re.search(r"^key-[0-9a-f]{10}-\S+$", told, re.MULTILINE)
    assert secret is not None
    assert secret[0] not in str(await town.messages(OPS_GROUP))
    assert (await town.api("GET", "/api/v1/leads", key=secret[0])).status_code == 200
    await town.say("meera", "/key list voltera")
    assert secret[0].split("-")[1] in await last_words(town, PEOPLE["meera"])
    await town.say("meera", f"/key revoke {secret[0].split('-')[1]}")
    assert (await town.api("GET", "/api/v1/leads", key=secret[0])).status_code == 401


async def test_a_key_is_not_for_whoever_is_no_admin(town: Town) -> None:
    await town.say("ravi", "/key make voltera")
    assert "not yours to do" in await last_words(town, PEOPLE["ravi"])
    await town.say("meera", "/key burn everything")
    assert "Example: /key make voltera" in await last_words(town, PEOPLE["meera"])
