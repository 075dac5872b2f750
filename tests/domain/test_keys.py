"""API keys and trial leads as the domain keeps them; what is odd about a lead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.contact import vin, vin_checks
from domain.errors import Invalid, Refused
from domain.leads.doubts import doubts_of
from domain.leads.stages import MOVES, OPEN, Stage
from domain.leads.trials import ONWARD
from domain.people.actor import Actor
from domain.people.key import ApiKey, KeyScope
from domain.people.keys import NewKey, digest, make_key, revoke_key, rotate_key, scopes_of
from domain.people.roles import Role
from tests.build import a_customer, a_lead, an_api_key, an_oem
from tests.fakes import a_uow

ADMIN = Actor(person="p", name="Ana", roles=frozenset({Role.ADMIN}))
HOUR = timedelta(hours=1)


async def test_a_secret_opens_by_its_hash_and_is_kept_nowhere() -> None:
    uow = a_uow()
    await uow.add(an_oem())
    key, secret = await make_key(uow, NewKey(oem="volt", lives=HOUR), ADMIN)
    assert (key.sha256, key.id in secret, key.made_by) == (digest(secret), True, "Ana")
    assert secret not in str(key)
    assert [key.is_good(uow.now + span) for span in (timedelta(0), HOUR)] == [True, False]


async def test_a_rotated_key_is_of_the_same_kind_and_the_old_one_ends() -> None:
    uow = a_uow()
    await uow.add(an_oem())
    scopes = frozenset({KeyScope.LEADS_READ})
    old, _ = await make_key(uow, NewKey(oem="volt", name="form", scopes=scopes, sandbox=True), ADMIN)
    new, _ = await rotate_key(uow, old.id, ADMIN, overlap=HOUR)
    assert (new.name, new.scopes, new.sandbox, new.expires_at) == ("form", scopes, True, None)
    assert (await uow.get(ApiKey, old.id)).expires_at == uow.now + HOUR


async def test_rotating_never_lengthens_the_life_of_the_old_key() -> None:
    uow = a_uow()
    await uow.add(an_oem())
    await uow.add(an_api_key(created_at=uow.now, expires_at=uow.now + HOUR))
    await rotate_key(uow, "a1b2c3d4e5", ADMIN, overlap=9 * HOUR)
    assert (await uow.get(ApiKey, "a1b2c3d4e5")).expires_at == uow.now + HOUR


@pytest.mark.parametrize("overlap", [-HOUR, timedelta(days=31)])
async def test_an_overlap_out_of_bounds_is_refused(overlap: timedelta) -> None:
    uow = a_uow()
    await uow.add(an_api_key())
    with pytest.raises(Invalid):
        await rotate_key(uow, "a1b2c3d4e5", ADMIN, overlap=overlap)


async def test_a_revoked_key_is_not_rotated_and_stays_revoked() -> None:
    uow = a_uow()
    await uow.add(an_oem())
    await uow.add(an_api_key())
    revoked = await revoke_key(uow, "a1b2c3d4e5", ADMIN)
    assert await revoke_key(uow, "a1b2c3d4e5", ADMIN) == revoked
    assert not revoked.is_good(uow.now)
    with pytest.raises(Refused):
        await rotate_key(uow, "a1b2c3d4e5", ADMIN)


@pytest.mark.parametrize("text", ["", "all", "leads:write,", "leads:write,burn"])
def test_scopes_are_read_or_refused(text: str) -> None:
    if text == "leads:write,":
        assert scopes_of(text) == {KeyScope.LEADS_WRITE}
        return
    with pytest.raises(Invalid, match="leads:write"):
        scopes_of(text)


def test_the_way_of_a_trial_lead_is_one_of_the_table() -> None:
    assert set(ONWARD) == OPEN - {Stage.ON_HOLD}
    assert all(step in MOVES[stage] for stage, (step, _) in ONWARD.items())


@pytest.mark.parametrize(
    "text", ["", "MALC381CLNM12345", "MALC381CLNM1234567", "MALC381CLNMI23456", "\x00" * 17]
)
def test_what_is_no_vin_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="17 characters"):
        vin(text)


def test_a_vin_is_kept_in_capitals_and_checked_where_its_region_has_a_check_digit() -> None:
    assert vin(" malc381-clnm 123456") == "MALC381CLNM123456"
    found = [vin_checks(one) for one in ("1M8GDM9AXKP042788", "1M8GDM9A1KP042788", "MALC381CLNM123456")]
    assert found == [True, False, True]


def test_what_is_odd_names_its_field() -> None:
    customer = a_customer(pin_code="560001", city="Pune", state="Maharashtra")
    lead = replace(a_lead(), customer=customer, vin="1M8GDM9A1KP042788", charger_kw=60)
    assert [doubt.field for doubt in doubts_of(lead)] == ["pin_code", "pin_code", "vin", "charger_kw"]
    assert doubts_of(a_lead()) == ()
