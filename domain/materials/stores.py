"""Which stores there are, in the order in which they serve a lead's site."""

from dataclasses import replace

from domain.contact import line
from domain.leads.lead import Lead
from domain.materials.store import Store, nearest_first
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork


async def stores_near(uow: UnitOfWork, lead: str) -> list[Store]:
    """Those of the site's own zone first."""
    site = (await uow.get(Lead, lead)).customer
    return nearest_first(await uow.all(Store), site.pin_code, site.city)


async def keep_store(
    uow: UnitOfWork, store_id: str, actor: Actor, *, title: str, zones: tuple[str, ...]
) -> Store:
    """Founded, or its name and zones changed; what lies there stays."""
    actor.must(Permission.SET_UP)
    known = await uow.find(Store, store_id)
    title = line(title, longest=60)
    if known is not None:
        return await uow.save(replace(known, title=title, zones=zones))
    store = Store(id=store_id, title=title, zones=zones)
    await uow.add(store)
    return store
