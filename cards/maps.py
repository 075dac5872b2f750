"""Links to a map, for whichever app a phone opens them with."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from domain.places import Point

Somewhere = Point | str
"""A point, or an address in words where no point is known."""
_WAYPOINTS_MOST: Final = 9


def place_url(place: Somewhere) -> str:
    return f"https://www.google.com/maps/search/?{urlencode({'api': 1, 'query': _written(place)})}"


def directions_url(points: Sequence[Somewhere], start: Point | None = None) -> str:
    """By car from `start`, or from wherever the reader is, to the last of the points through the others in order.

    Ten points at most: what a map takes.
    """
    *between, last = points[: _WAYPOINTS_MOST + 1]
    asked = {"api": "1", "travelmode": "driving", "destination": _written(last)}
    if start is not None:
        asked["origin"] = _written(start)
    if between:
        asked["waypoints"] = "|".join(_written(place) for place in between)
    return f"https://www.google.com/maps/dir/?{urlencode(asked)}"


def _written(place: Somewhere) -> str:
    return place if isinstance(place, str) else f"{place[0]},{place[1]}"
