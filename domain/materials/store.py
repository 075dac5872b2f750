"""Where stock lies, and which store serves a site first."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """`zones` are PIN-code prefixes, as a team's are."""

    id: str
    version: int = 0
    title: str
    zones: tuple[str, ...] = ()

    def serves(self, pin_code: str) -> bool:
        return bool(pin_code) and any(pin_code.startswith(zone) for zone in self.zones)

    def nearness(self, pin_code: str) -> int:
        """How many leading digits a zone of this store shares with it."""
        return max((_shared(zone, pin_code) for zone in self.zones), default=0)

    def lies_in(self, city: str) -> bool:
        return bool(city) and self.title.casefold().startswith(city.strip().casefold())


def nearest_first(stores: Iterable[Store], pin_code: str, city: str = "") -> list[Store]:
    """The stores of its own zone, then those of its city, then the others by how much of the PIN code they share."""
    return sorted(
        stores,
        key=lambda store: (
            not store.serves(pin_code),
            not store.lies_in(city),
            -store.nearness(pin_code),
            store.id,
        ),
    )


def _shared(zone: str, pin_code: str) -> int:
    pairs = zip(zone, pin_code, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
