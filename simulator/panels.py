"""Pages of the program under test that stand beside the phones. It registers them; they stay on this machine."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from simulator.errors import Wrong
from simulator.model import Json

EXAMPLE = '{"id": "board", "title": "Board", "url": "http://127.0.0.1:8080/"}'


@dataclass(slots=True)
class Panel:
    id: str
    title: str
    url: str


def is_on_loopback(url: str) -> bool:
    """Plain http to this machine: nothing outside is ever asked for anything."""
    try:
        address = urlsplit(url)
        host, _ = address.hostname or "", address.port
        return address.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


def panel(body: Json) -> Panel:
    given = {name: body.get(name) for name in ("id", "title", "url")}
    for name, value in given.items():
        if not isinstance(value, str) or not value.strip():
            raise Wrong(f'a panel has an id, a title and a url, and "{name}" is missing; example: {EXAMPLE}')
    made = Panel(**{name: str(value).strip() for name, value in given.items()})
    if not is_on_loopback(made.url):
        raise Wrong(f'"{made.url}" is no http page of this machine; example: {EXAMPLE}')
    return made
