"""Who is told privately, and who is on call: the first of them in an emergency."""

from dataclasses import replace

from domain.errors import Invalid
from domain.events import Event, Happening
from domain.people.actor import Actor
from domain.people.person import Grant, Person
from domain.people.roles import Permission, Role
from domain.reactions import Audience
from domain.unit_of_work import UnitOfWork
from domain.words import say


async def privately(uow: UnitOfWork, audience: Audience) -> list[Person]:
    """The people behind `on_call`, `ops_lead` or `admin` who can be told in their own chat."""
    return [
        person
        for person in await uow.all(Person, staff=1)
        if person.telegram_id is not None and person.active and _is_one(person, audience)
    ]


def _is_one(person: Person, audience: Audience) -> bool:
    if audience is Audience.ADMIN:
        return any(grant.role is Role.ADMIN for grant in person.grants)
    desk = [grant for grant in person.grants if grant.role is Role.OPS]
    if audience is Audience.ON_CALL:
        return person.on_call and bool(desk)
    return any(grant.lead_of_desk for grant in desk)


async def desk_people(uow: UnitOfWork) -> list[Person]:
    """Those who can be on call, by name."""
    staff = [person for person in await uow.all(Person, staff=1) if person.active and _of_desk(person.grants)]
    return sorted(staff, key=lambda person: (person.name, person.id))


def _of_desk(grants: tuple[Grant, ...]) -> bool:
    return any(grant.role is Role.OPS for grant in grants)


async def set_on_call(uow: UnitOfWork, person_id: str, actor: Actor, *, on_call: bool) -> Person:
    """From now on told privately of every emergency, at once; or no longer."""
    by = actor.must(Permission.SET_ON_CALL)
    person = await uow.get(Person, person_id)
    if not person.active or not _of_desk(person.grants):
        raise Invalid(say("{name} does not work for Central Ops.", name=person.name))
    if person.on_call is on_call:
        return person
    facts = {"on_call": "yes" if on_call else "no", "name": person.name}
    event = Event(kind=Happening.ON_CALL_SET, lead=None, subject=person.id, by=by, at=uow.now, facts=facts)
    return await uow.save(replace(person, on_call=on_call), event)
