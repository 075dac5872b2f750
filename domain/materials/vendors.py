"""The register of vendors: it fills by itself, with each payment that is asked for."""

from typing import Final

from domain.leads.lead import Lead
from domain.materials.purchase import Purchase
from domain.materials.vendor import Vendor, nearest_first, same_vendor
from domain.money.name_match import name_key
from domain.money.payee import Payee
from domain.unit_of_work import UnitOfWork

_ZONE_DIGITS: Final = 3
_ID_SIGNS: Final = 12
"""So short that it fits into a button beside the draft's own."""


async def known_vendor(uow: UnitOfWork, name: str, gstin: str) -> Vendor | None:
    """By his GSTIN, else by his name however it is written."""
    if gstin and (registered := await uow.all(Vendor, known_as=gstin)):
        return registered[0]
    return same_vendor(await uow.all(Vendor, name=name_key(name)), gstin)


async def keep_vendor(uow: UnitOfWork, purchase: Purchase, payee: Payee) -> Vendor:
    """Whom a payment is asked for is known from now on, or better than before."""
    zone = await zone_of(uow, purchase)
    known = await known_vendor(uow, purchase.vendor, purchase.gstin)
    if known is None:
        vendor = Vendor(
            id=uow.ids.new()[:_ID_SIGNS],
            name=purchase.vendor,
            phone=purchase.phone,
            gstin=purchase.gstin,
            payee=payee,
            zone=zone,
            used_at=uow.now,
        )
        await uow.add(vendor)
        return vendor
    used = known.used(
        name=purchase.vendor,
        phone=purchase.phone,
        gstin=purchase.gstin,
        payee=payee,
        zone=zone,
        at=uow.now,
    )
    return await uow.save(used)


async def vendors_for(uow: UnitOfWork, purchase_id: str) -> tuple[Vendor, ...]:
    """All, whom the team may mean first."""
    purchase = await uow.get(Purchase, purchase_id)
    return nearest_first(await uow.all(Vendor), await zone_of(uow, purchase))


async def zone_of(uow: UnitOfWork, purchase: Purchase) -> str:
    lead = await uow.get(Lead, purchase.lead)
    return lead.customer.pin_code[:_ZONE_DIGITS]
