"""An OEM's wishes for its closure packs."""

from dataclasses import replace

from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.reporting.template import with_wishes
from domain.unit_of_work import UnitOfWork


async def set_wishes(uow: UnitOfWork, oem_id: str, rows: dict[str, str], actor: Actor) -> Oem:
    """Rows of `Template` by field; an empty text takes the default again. `Invalid` as `with_wishes`.

    They hold for what is compiled from now on: an edition that was kept stays as it is.
    """
    actor.must(Permission.SET_UP)
    oem = await uow.get(Oem, oem_id)
    merged = {name: text for name, text in {**oem.pack, **rows}.items() if text}
    with_wishes(merged)
    return await uow.save(replace(oem, pack=merged))
