"""Who may do something, in which of his roles, and on whose behalf."""

from typing import Final

import pytest

from domain.errors import NotAllowed
from domain.people.access import actor_of
from domain.people.actor import SYSTEM, Actor, Scope
from domain.people.person import Grant
from domain.people.roles import MATRIX, ON_BEHALF, Permission, Role
from tests.build import a_person

HERE: Final = Scope(lead="L-1042", oem="volt", team="sunrise")


def an_actor(*roles: Role, oem: str = "volt", team: str = "sunrise", lead: str = "L-1042") -> Actor:
    return Actor(
        person="p1",
        name="Asha",
        roles=frozenset(roles),
        oem=oem,
        teams=frozenset({team}),
        leads=frozenset({lead}),
    )


def test_a_customers_step_taken_by_ops_is_on_his_behalf() -> None:
    by = an_actor(Role.OPS).must(Permission.CHOOSE_SLOT, HERE)
    assert (by.role, by.on_behalf_of) == (Role.OPS, Role.CUSTOMER)


def test_the_customers_own_step_is_nobodys_behalf() -> None:
    by = an_actor(Role.CUSTOMER).must(Permission.CHOOSE_SLOT, HERE)
    assert (by.role, by.on_behalf_of) == (Role.CUSTOMER, None)


def test_who_is_customer_and_ops_acts_as_the_one_whose_step_it_is() -> None:
    both = an_actor(Role.OPS, Role.CUSTOMER)
    assert both.must(Permission.CHOOSE_SLOT, HERE).role is Role.CUSTOMER
    assert both.must(Permission.LOG_CALL, HERE).role is Role.OPS


def test_the_closest_role_counts_only_where_it_reaches() -> None:
    both = an_actor(Role.OPS, Role.CUSTOMER, lead="L-7")
    by = both.must(Permission.CHOOSE_SLOT, HERE)
    assert (by.role, by.on_behalf_of) == (Role.OPS, Role.CUSTOMER)


def test_a_timer_acts_on_nobodys_behalf() -> None:
    by = SYSTEM.must(Permission.DECLARE_EMERGENCY, HERE)
    assert (by.person, by.role, by.on_behalf_of) == (None, Role.SYSTEM, None)


@pytest.mark.parametrize("permission", list(Permission))
def test_the_owner_of_a_step_may_take_it(permission: Permission) -> None:
    owner = ON_BEHALF.get(permission)
    assert owner is None or owner in MATRIX[permission]


@pytest.mark.parametrize(
    ("actor", "permission"),
    [
        (an_actor(Role.OEM, oem="kaveri"), Permission.SEE_LEAD),
        (an_actor(Role.FIELD, team="dawn"), Permission.SUBMIT_REPORT),
        (an_actor(Role.CUSTOMER, lead="L-7"), Permission.CHOOSE_SLOT),
    ],
)
def test_a_narrow_role_reaches_its_own_things_only(actor: Actor, permission: Permission) -> None:
    with pytest.raises(NotAllowed):
        actor.must(permission, HERE)
    assert not actor.may(permission, HERE)


@pytest.mark.parametrize("role", [Role.OEM, Role.FIELD, Role.CUSTOMER])
def test_a_thing_that_is_nobodys_is_out_of_reach_of_a_narrow_role(role: Role) -> None:
    assert not an_actor(role).may(Permission.SEE_LEAD, Scope())


@pytest.mark.parametrize("role", [Role.OPS, Role.PROCUREMENT, Role.FINANCE, Role.REPORTING])
def test_a_desk_sees_every_lead(role: Role) -> None:
    assert an_actor(role, oem="x", team="x", lead="x").may(Permission.SEE_LEAD, HERE)


def test_a_refusal_names_whose_it_is_and_no_machinery() -> None:
    with pytest.raises(NotAllowed) as refusal:
        an_actor(Role.CUSTOMER).must(Permission.DECLARE_EMERGENCY, HERE)
    assert "the field team, Central Ops" in str(refusal.value.words)
    assert "ChargeOps" not in str(refusal.value.words)


def test_what_a_person_may_do_comes_from_his_grants() -> None:
    grants = (Grant(role=Role.FIELD, team="sunrise"), Grant(role=Role.CUSTOMER, lead="L-1042"))
    actor = actor_of(a_person(grants=grants))
    assert actor.roles == {Role.FIELD, Role.CUSTOMER}
    assert (set(actor.teams), set(actor.leads)) == ({"sunrise"}, {"L-1042"})


def test_a_stranger_and_somebody_let_go_may_do_nothing() -> None:
    for nobody in (None, a_person(active=False)):
        assert not any(actor_of(nobody).may(permission) for permission in Permission)
