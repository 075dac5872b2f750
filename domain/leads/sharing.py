"""What a customer shares about his site, however it comes: read, and asked back where it can hardly be meant."""

from typing import Final

from domain.contact import line
from domain.errors import Invalid
from domain.leads.lead import Customer, Electrician, Location
from domain.places import doubt_of, other_pin_in, point_in
from domain.words import Words, say

LONGEST_LINK: Final = 2000
LONGEST_ADDRESS: Final = 400
SHORTEST_ADDRESS: Final = 10


def place_given(text: str, otherwise: Words) -> Location:
    """A typed address, a map link or two numbers; `Invalid`, with `otherwise` where it is too short for an address."""
    point = point_in(text[:LONGEST_LINK])
    if point is not None:
        return Location(latitude=round(point[0], 6), longitude=round(point[1], 6))
    address = line(text, longest=LONGEST_ADDRESS)
    if len(address) < SHORTEST_ADDRESS or address.startswith("geo:"):
        raise Invalid(otherwise)
    return Location(address=address)


def place_to_confirm(place: Location, customer: Customer) -> Words | None:
    """A point is always asked about; an address only where its PIN code contradicts the OEM's."""
    if place.latitude is None or place.longitude is None:
        other = other_pin_in(place.address, customer.pin_code)
        if other is None:
            return None
        return say(
            "The PIN code {other} lies in another part of the country than {pin}, which the OEM gave us. Is the address right? {address}",
            other=other,
            pin=customer.pin_code,
            address=place.address,
        )
    shown = f"{place.latitude:.4f}, {place.longitude:.4f}"
    doubt = doubt_of((place.latitude, place.longitude), customer.pin_code)
    if doubt is None:
        return say("Is this the place of the charger? ({point})", point=shown)
    return say(
        "{doubt} Is this really the place of the charger? ({point}) You can send it again, or confirm it.",
        doubt=doubt,
        point=shown,
    )


def electrician_to_confirm(
    electrician: Electrician, customer: Customer, *, own: bool = False
) -> Words | None:
    """`own`: the contact of the sender himself."""
    if not electrician.name or not (own or electrician.phone == customer.phone):
        return None
    return say(
        "This is your own number, or the number of the customer. Right, if the customer is the electrician himself; otherwise send another contact, or tap “I have none”."
    )
