"""A typed address looked up on a map, where the company has a geocoder: a proposal to the customer, never a fact by itself."""

from dataclasses import replace

from domain.errors import Refused
from domain.events import Happening
from domain.leads.intake import MAY_SHARE, must_share
from domain.leads.lead import Lead, Location
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.places import Point, doubt_of
from domain.unit_of_work import UnitOfWork
from domain.words import say


def to_look_up(lead: Lead) -> Location | None:
    """The typed place nobody has looked for yet, of a lead that still waits for its survey."""
    location = lead.documents.location
    if location is None or not location.address or location.latitude is not None or location.sought:
        return None
    return location if lead.stage in MAY_SHARE and lead.consent_at is not None else None


async def note_found(
    uow: UnitOfWork, lead_id: str, address: str, point: Point | None, actor: Actor
) -> Lead | None:
    """What the map says of this address; None where the customer has given another place meanwhile."""
    lead = await uow.get(Lead, lead_id)
    by = actor.must(Permission.FIND_PLACE, lead.scope)
    location = to_look_up(lead)
    if location is None or location.address != address:
        return None
    plausible = point if point is not None and doubt_of(point, lead.customer.pin_code) is None else None
    sought = replace(location, sought=True, found=plausible)
    kept = replace(lead, documents=replace(lead.documents, location=sought))
    if plausible is None:
        return await uow.save(kept)
    return await uow.save(kept, kept.tells(Happening.PLACE_FOUND, by, uow.now))


async def confirm_place(uow: UnitOfWork, lead_id: str, actor: Actor) -> Lead:
    """The customer, or Ops after asking him, says that the point on the map is the place."""
    lead = await uow.get(Lead, lead_id)
    by = must_share(lead, actor)
    location = lead.documents.location
    if location is None or location.found is None:
        raise Refused(say("There is no place on the map to confirm any more."))
    latitude, longitude = location.found
    confirmed = replace(location, latitude=latitude, longitude=longitude, found=None)
    kept = replace(lead, documents=replace(lead.documents, location=confirmed))
    return await uow.save(kept, kept.tells(Happening.PLACE_CONFIRMED, by, uow.now))
