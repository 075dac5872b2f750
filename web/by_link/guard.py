"""Who may ask for a page, how often, and from where."""

import hashlib
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from web.ports import Ports
from web.rates import Quota, Standing

OF_LINK: Final = Quota(per_second=0.5, burst=60)
OF_ADDRESS: Final = Quota(per_second=3.0, burst=240)
"""Wider, because a whole house or a phone company may stand behind one address."""


async def wait_of(request: Request, ports: Ports, token: str) -> int | None:
    """Seconds to wait, if this link or this address asks too often."""
    address = request.client.host if request.client else ""
    for name, of, quota in (("link", token, OF_LINK), ("from", address, OF_ADDRESS)):
        # Neither the token nor the address is kept with its bucket.
        key = f"page-{name}-{hashlib.sha256(of.encode('utf-8', 'replace')).hexdigest()[:40]}"
        allowed, full_in = await ports.rates.take(key, quota.interval, quota.most)
        if not allowed:
            return Standing(quota=quota, allowed=False, full_in=full_in).retry_after
    return None


def is_from_the_page(request: Request, address: str | None) -> bool:
    """Whether a form may have been sent by the page itself.

    No cookie and no sign-in goes with a request: the only key is the address, which another site cannot know, so a form
    made there has nowhere to go. This is the second lock, for an address that has leaked. `Origin` is `null` from the
    page itself, because it tells nobody where it is (`Referrer-Policy`).
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return True
    own = {request.headers.get("host", ""), urlsplit(address or "").netloc}
    return _host(origin) in own


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
