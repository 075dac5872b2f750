"""Links to a map, for whichever app a phone opens them with."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from domain.places import Point

_WAYPOINTS_MOST: Final = 9


def place_url(point: Point) -> str:
    return f"https://www.google.com/maps/search/?{urlencode({'api': 1, 'query': _pair(point)})}"


def directions_url(points: Sequence[Point], start: Point | None = None) -> str:
    """By car from `start`, or from wherever the reader is, to the last of the points through the others in order.

    Ten points at most: what a map takes.
    """
    *between, last = points[: _WAYPOINTS_MOST + 1]
    asked = {"api": "1", "travelmode": "driving", "destination": _pair(last)}
    if start is not None:
        asked["origin"] = _pair(start)
    if between:
        asked["waypoints"] = "|".join(_pair(point) for point in between)
    return f"https://www.google.com/maps/dir/?{urlencode(asked)}"


def _pair(point: Point) -> str:
    latitude, longitude = point
    return f"{latitude},{longitude}"
