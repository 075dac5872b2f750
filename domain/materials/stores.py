"""Which stores there are, in the order in which they serve a lead's site."""

from domain.leads.lead import Lead
from domain.materials.store import Store, nearest_first
from domain.unit_of_work import UnitOfWork


async def stores_near(uow: UnitOfWork, lead: str) -> list[Store]:
    """Those of the site's own zone first."""
    site = (await uow.get(Lead, lead)).customer
    return nearest_first(await uow.all(Store), site.pin_code, site.city)
