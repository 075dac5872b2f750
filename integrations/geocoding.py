"""Asks a geocoder where an address is: any service that answers like Nominatim's `/search` (https://nominatim.org)."""

import contextlib
from typing import Final

import httpx

from domain.errors import Rejected, Unavailable
from domain.places import Point

TIMEOUT: Final = 10.0
_AGENT: Final = "ChargeOps"


class Geocoder:
    """`url` is the whole address of the search, for example `https://maps.example.org/search`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.AsyncClient(timeout=TIMEOUT, headers={"User-Agent": _AGENT}, trust_env=False)

    async def find(self, address: str) -> Point | None:
        """Degrees north and east of the best match in India; None where there is none.

        Raises Unavailable where asking again later may help, Rejected where it will not.
        """
        asked = {"q": address, "format": "jsonv2", "limit": "1", "countrycodes": "in"}
        try:
            answer = await self._client.get(self._url, params=asked)
        except httpx.HTTPError as error:
            raise Unavailable(f"the geocoder does not answer: {type(error).__name__}") from error
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            raise Unavailable(f"the geocoder answers {answer.status_code}")
        if not answer.is_success:
            raise Rejected(f"the geocoder answers {answer.status_code}")
        return _best(answer)

    async def close(self) -> None:
        await self._client.aclose()


def _best(answer: httpx.Response) -> Point | None:
    with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
        best = answer.json()[0]
        point = (float(best["lat"]), float(best["lon"]))
        if abs(point[0]) <= 90 and abs(point[1]) <= 180:
            return point
    return None
