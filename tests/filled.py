"""A report filled as its checklist asks, answer by answer, and submitted."""

from collections.abc import Mapping
from typing import Final

from domain.checklists.model import Item
from domain.people.actor import Actor
from domain.unit_of_work import UnitOfWork
from domain.visits.filling import Entered, add_shot, answer_item, begin_form, submit_form
from domain.visits.visit import Visit
from tests.build import a_picture

GOOD: Final[Mapping[str, str]] = {
    "supply_phase": "1",
    "sanctioned_load_kw": "10",
    "cable_metres": "12",
    "neutral_earth_v": "1.2",
    "earth_ohm": "3",
    "charger_serial": "AC74-2026-000123",
    "cable_metres_used": "11",
    "insulation_mohm": "200",
    "rcd_trips": "yes",
    "demo_done": "yes",
}


async def fill_and_submit(uow: UnitOfWork, visit_id: str, actor: Actor) -> Visit:
    """Everything good: only what is mandatory is answered."""
    now = await begin_form(uow, visit_id, actor)
    for item in [item for item in now.items if item.mandatory]:
        if item.on_film:
            await add_shot(uow, visit_id, item.key, a_picture(unique_id=f"u-{item.key}"), actor)
        else:
            await answer_item(uow, visit_id, Entered(key=item.key, text=_good(item)), actor)
    return await submit_form(uow, visit_id, actor)


def _good(item: Item) -> str:
    return GOOD.get(item.key) or next(iter(item.choices), "") or item.example
