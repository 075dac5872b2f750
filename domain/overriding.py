"""The clocks that hold for an OEM: the default table with the OEM's own rows."""

from dataclasses import replace

from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.policy import DEFAULT, Policy, with_overrides
from domain.unit_of_work import UnitOfWork


async def policy_of(uow: UnitOfWork, oem_id: str) -> Policy:
    oem = await uow.find(Oem, oem_id)
    return with_overrides(oem.policy) if oem is not None else DEFAULT


async def set_policy(uow: UnitOfWork, oem_id: str, rows: dict[str, str], actor: Actor) -> Oem:
    """Rows of `Policy` for this OEM, by field name; an empty text takes the default again. `Invalid` as `with_overrides`.

    What its open leads owe, and until when, is derived anew with them.
    """
    actor.must(Permission.SET_UP)
    oem = await uow.get(Oem, oem_id)
    merged = {name: text for name, text in {**oem.policy, **rows}.items() if text}
    with_overrides(merged)
    saved = await uow.save(replace(oem, policy=merged))
    for lead in await uow.all(Lead, oem=oem_id):
        if lead.is_open:
            uow.touched[lead.id] = lead
    return saved
