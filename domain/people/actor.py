"""Who acts: a person with the roles the database gives him now, or a timer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from domain.errors import NotAllowed
from domain.people.roles import MATRIX, ON_BEHALF, TITLES, Permission, Role
from domain.words import Words, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a thing belongs to; None: it is nobody's in that respect, so no narrow role reaches it."""

    lead: str | None = None
    oem: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """How an act stands in the timeline: the person, the role he acted in, and for whom."""

    person: str | None
    name: str
    role: Role
    on_behalf_of: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    person: str | None
    name: str
    roles: frozenset[Role]
    oem: str | None = None
    teams: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()

    def must(self, permission: Permission, scope: Scope | None = None) -> By:
        """The role in which this actor may do it; `NotAllowed` if in none."""
        for role in sorted(self.roles & MATRIX[permission], key=_closest_first(permission)):
            if scope is None or self._reaches(role, scope):
                owner = ON_BEHALF.get(permission)
                return By(
                    person=self.person,
                    name=self.name,
                    role=role,
                    on_behalf_of=owner if role not in {owner, Role.SYSTEM} else None,
                )
        raise NotAllowed(self._no(permission))

    def _no(self, permission: Permission) -> Words:
        if self.roles & MATRIX[permission]:
            return say("This is not yours to do: it belongs to another team, customer or OEM.")
        return say("This is not yours to do. It belongs to: {roles}.", roles=_names(MATRIX[permission]))

    def may(self, permission: Permission, scope: Scope | None = None) -> bool:
        try:
            self.must(permission, scope)
        except NotAllowed:
            return False
        return True

    def _reaches(self, role: Role, scope: Scope) -> bool:
        if role is Role.OEM:
            return scope.oem is not None and scope.oem == self.oem
        if role is Role.CUSTOMER:
            return scope.lead in self.leads
        if role is Role.FIELD:
            return scope.team in self.teams
        return True


def _closest_first(permission: Permission) -> Callable[[Role], tuple[bool, str]]:
    owner = ON_BEHALF.get(permission)
    return lambda role: (role is not owner, role.value)


def _names(roles: frozenset[Role]) -> Words:
    people = roles - {Role.SYSTEM} or roles
    names = [say(TITLES[role]) for role in sorted(people)]
    return reduce(lambda first, second: say("{first}, {second}", first=first, second=second), names)


SYSTEM = Actor(person=None, name="ChargeOps", roles=frozenset({Role.SYSTEM}))
