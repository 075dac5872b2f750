"""Which checklist a report is filled with: the closest one when it is begun, and from then on that very version."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Checklist
from domain.errors import NotFound, Refused
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.visit import Visit
from domain.words import say


async def checklist_for(uow: UnitOfWork, visit: Visit) -> Checklist:
    """For a report that is begun now: the OEM's own for this charger, else the OEM's, else the program's; the newest."""
    lead = await uow.get(Lead, visit.lead)
    known = _newest([*BUILT_IN.values(), *await uow.all(Checklist)])
    fitting = [one for one in known if one.kind is visit.kind and one.fits(visit.oem, lead.charger_kw)]
    return max(fitting, key=lambda one: (one.oem != "", one.chargers is not None, one.name))


def _newest(checklists: Iterable[Checklist]) -> Iterable[Checklist]:
    newest: dict[str, Checklist] = {}
    for one in sorted(checklists, key=lambda one: one.edition):
        newest[one.name] = one
    return newest.values()


async def checklist(uow: UnitOfWork, checklist_id: str) -> Checklist:
    """The version that a report was filled with."""
    found = BUILT_IN.get(checklist_id) or await uow.find(Checklist, checklist_id)
    if found is None:
        raise NotFound(say("There is no checklist {checklist}.", checklist=checklist_id))
    return found


def checklist_id(visit: Visit) -> str:
    """Of the visit's report; reports from before there were versions were filled with the first."""
    asked = visit.report.checklist if visit.report else ""
    return asked or f"{visit.kind}@1"


async def checklists_of(uow: UnitOfWork, visits: Iterable[Visit]) -> Mapping[str, Checklist]:
    """Those that the program does not bring itself, of all visits with a report."""
    wanted = {checklist_id(visit) for visit in visits if visit.report is not None} - BUILT_IN.keys()
    return {one.id: one for one in await uow.some(Checklist, sorted(wanted))}


async def load_checklist(uow: UnitOfWork, new: Checklist, actor: Actor) -> Checklist:
    """From now on reports are begun with it; those that were begun before keep theirs."""
    actor.must(Permission.SET_UP)
    if new.oem:
        await uow.get(Oem, new.oem)
    same = list(await uow.all(Checklist, name=new.name))
    same += [one for one in BUILT_IN.values() if one.name == new.name]
    last = max((one.edition for one in same), default=0)
    if any(one.id == new.id and replace(one, version=0) == replace(new, version=0) for one in same):
        return new
    if new.edition <= last:
        raise Refused(
            say(
                "{checklist} is there already: a changed checklist needs the version {next}.",
                checklist=new.id,
                next=last + 1,
            )
        )
    await uow.add(new)
    return new
