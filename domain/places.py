"""Where a site is: map links read without the internet, and whether a point fits its PIN code.

The boxes are coarse on purpose, a degree wider than the states of a PIN zone: they find a location in another part of
the country, not one in the next town.
"""

import re
from collections.abc import Mapping
from math import asin, cos, hypot, radians, sin, sqrt
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from domain.errors import Invalid
from domain.words import Words, say

Point = tuple[float, float]
_NUMBER: Final = r"[+-]?\d{1,3}(?:\.\d+)?"
_PAIR: Final = re.compile(rf"({_NUMBER})\s*,\s*\+?\s*({_NUMBER})")
_ONLY_PAIR: Final = re.compile(rf"^\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*$")
_LINK: Final = re.compile(r"(?:https?://|geo:)\S+", re.IGNORECASE)
_PIN_OF_PLACE: Final = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_VIEW: Final = re.compile(rf"@({_NUMBER}),({_NUMBER})")
_OSM_VIEW: Final = re.compile(rf"map=\d+(?:\.\d+)?/({_NUMBER})/({_NUMBER})")
_KEYS: Final = ("q", "query", "ll", "coordinate", "destination", "daddr", "center", "cp", "sll")
_MAPS: Final = (
    "google.",
    "goo.gl",
    "g.co",
    "apple.com",
    "openstreetmap.org",
    "osm.org",
    "bing.com",
    "here.com",
    "mappls.com",
)
_KM_PER_DEGREE: Final = 111.2
_EARTH_RADIUS_KM: Final = 6371.0088
# South, north, west, east.
_Box = tuple[float, float, float, float]
INDIA: Final[_Box] = (6.0, 37.6, 68.0, 97.6)
_MARGIN: Final = 1.0
ZONES: Final[Mapping[str, _Box]] = MappingProxyType(
    {
        "1": (27.4, 37.2, 72.4, 80.4),
        "2": (23.7, 31.6, 77.0, 84.8),
        "3": (20.0, 30.3, 68.0, 78.4),
        "4": (14.8, 26.9, 72.5, 84.5),
        "5": (11.5, 20.0, 74.0, 84.9),
        "6": (8.0, 13.7, 71.7, 80.5),
        "7": (6.5, 29.6, 81.3, 97.5),
        "8": (21.9, 27.6, 83.2, 88.4),
    }
)
"""By the first digit of a PIN code (`domain-facts.md` section 5); 9 is the Army post, which is anywhere."""


def km_between(one: Point, other: Point) -> float:
    """Over the earth's surface in a straight line (haversine); roads are longer."""
    (lat, lon), (other_lat, other_lon) = one, other
    up, aside = radians(other_lat - lat), radians(other_lon - lon)
    chord = sin(up / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(aside / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def point_in(text: str) -> Point | None:
    """The coordinates that a map link or a typed pair names; None for words. `Invalid` for a link without any."""
    pair = _ONLY_PAIR.match(text)
    if pair is not None:
        return _point(pair[1], pair[2])
    link = _LINK.search(text)
    if link is None:
        return None
    found = _of_link(unquote(link[0].replace("+", " ")))
    if found is None:
        raise Invalid(_unreadable(link[0]))
    return found


def _of_link(link: str) -> Point | None:
    if link.lower().startswith("geo:"):
        pair = _PAIR.match(link[4:].strip())
        return _point(pair[1], pair[2]) if pair else None
    parts = _split(link)
    if parts is None:
        return None
    asked = parse_qs(parts.query)
    if "mlat" in asked and "mlon" in asked:
        return _point(asked["mlat"][0], asked["mlon"][0])
    place = _PIN_OF_PLACE.search(link)
    if place is not None:
        return _point(place[1], place[2])
    for key in _KEYS:
        pair = _PAIR.search(asked.get(key, [""])[0])
        if pair is not None:
            return _point(pair[1], pair[2])
    pair = _VIEW.search(parts.path) or _PAIR.search(parts.path) or _OSM_VIEW.search(parts.fragment)
    return _point(pair[1], pair[2]) if pair else None


def _split(link: str) -> SplitResult | None:
    """None for what only looks like an address."""
    try:
        return urlsplit(link)
    except ValueError:
        return None


def _point(latitude: str, longitude: str) -> Point | None:
    try:
        point = (float(latitude), float(longitude))
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def _unreadable(link: str) -> Words:
    parts = _split(link)
    host = (parts.hostname or "").lower() if parts else ""
    if any(known in host for known in _MAPS):
        return say(
            "This map link does not name the place by itself, so I cannot read it. Please send the location itself (📎 → Location), or open the link and copy the long address or the two numbers, for example 18.5590, 73.7868."
        )
    return say(
        "I cannot find a place in this link. Please send a location (📎 → Location), a map link or the address. Example: Flat 4, Rose Park, Baner, Pune 411045"
    )


def doubt_of(point: Point, pin_code: str) -> Words | None:
    """Why this can hardly be the site, in words for the customer; None where nothing speaks against it."""
    away = _km_outside(point, INDIA)
    if away > 0:
        return say("This place is outside India.")
    box = ZONES.get(pin_code[:1])
    away = _km_outside(point, _wider(box)) if box else 0
    if away > 0:
        return say(
            "This place is more than {km} km away from the area of your PIN code {pin}.",
            km=int((away + _MARGIN * _KM_PER_DEGREE) // 100) * 100,
            pin=pin_code,
        )
    return None


def _wider(box: _Box) -> _Box:
    south, north, west, east = box
    return south - _MARGIN, north + _MARGIN, west - _MARGIN, east + _MARGIN


def _km_outside(point: Point, box: _Box) -> float:
    """0 inside; otherwise the distance to the nearest edge, good to a few percent."""
    latitude, longitude = point
    south, north, west, east = box
    up = max(south - latitude, 0, latitude - north)
    aside = max(west - longitude, 0, longitude - east) * cos(radians(latitude))
    return hypot(up, aside) * _KM_PER_DEGREE


def other_pin_in(address: str, pin_code: str) -> str | None:
    """A PIN code in a typed address that lies in another zone than the lead's own."""
    found = re.findall(r"(?<!\d)([1-9]\d{2}\s?\d{3})(?!\d)", address)
    others = [pin for pin in found if pin[0] != pin_code[:1] and "9" not in {pin[0], pin_code[:1]}]
    return others[0] if others and pin_code else None
