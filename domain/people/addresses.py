"""Which addresses on the internet anybody may be asked to call: public ones, and nothing that lies inside a network.

The list is IANA's registries of special-purpose addresses (IPv4 and IPv6), with what tunnels carry inside and with the
addresses of clouds' own services. It is written out because Python's own list differs from release to release.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from domain.errors import Invalid
from domain.words import say

PORTS: Final = frozenset({443, 8443})
LONGEST_URL: Final = 1000
_NOT_PUBLIC: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own, and Alibaba's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's own service
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Only this part of IPv6 is given out; loopback, link-local, ULA, multicast, IPv4-mapped and NAT64 lie outside of it.
_GIVEN_OUT: Final = ip_network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    ip_network(text)
    for text in (
        "2001::/23",  # Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 carries an IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",  # documentation
    )
)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INSIDE: Final = frozenset(
    {"local", "localhost", "internal", "intranet", "lan", "home", "corp", "arpa", "onion"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`loopback`: http, and any port, on this very machine are fine too. For tests and the demo."""

    loopback: bool = False

    def allows(self, address: IPv4Address | IPv6Address) -> bool:
        return is_public(address) or (self.loopback and address.is_loopback)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC)
    if address.scope_id is not None or address not in _GIVEN_OUT:
        return False
    return not any(address in network for network in _NOT_PUBLIC_6)


def callable_url(text: str, reach: Reach) -> str:
    """The address as it is kept; `Invalid` says what is wrong with it. Names are looked up only when it is called."""
    url = text.strip()
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise _unusable()
    parts = _split(url)
    host = (parts.hostname or "").removesuffix(".")
    if parts.username is not None or parts.password is not None:
        raise Invalid(say("The address must not carry a user or password. Example: {url}", url=EXAMPLE))
    if parts.fragment:
        raise Invalid(
            say("The part behind # never reaches a server: leave it out. Example: {url}", url=EXAMPLE)
        )
    if reach.loopback and _is_loopback(host):
        return url
    if parts.scheme != "https":
        raise Invalid(say("The address must begin with https://. Example: {url}", url=EXAMPLE))
    if parts.port is not None and parts.port not in PORTS:
        raise Invalid(say("Only the ports 443 and 8443 are called. Example: {url}", url=EXAMPLE))
    _expect_public(host)
    return url


EXAMPLE: Final = "https://example.org/chargeops"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        raise _unusable() from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _unusable()
    return parts


def _unusable() -> Invalid:
    return Invalid(say("That is no address that can be called. Example: {url}", url=EXAMPLE))


def _is_loopback(host: str) -> bool:
    found = _literal(host)
    return found.is_loopback if found else host == "localhost"


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _expect_public(host: str) -> None:
    found = _literal(host)
    if found is not None:
        if not is_public(found):
            raise _inside()
        return
    labels = host.lower().split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise _unusable()
    # A name whose last part is a number is read as an address by some resolvers: 0x7f.1 is 127.0.0.1.
    if len(labels) < 2 or labels[-1] in _INSIDE or _NUMBER.fullmatch(labels[-1]):
        raise _inside()


def _inside() -> Invalid:
    return Invalid(say("Only public addresses on the internet are called. Example: {url}", url=EXAMPLE))
