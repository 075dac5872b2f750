"""`chargeops admin webhook`: OEMs' endpoints are listed, switched on and off, tried out and replayed at the terminal."""

import argparse
from typing import Any, Final

from bot.administering_keys import TERMINAL
from domain.errors import Invalid
from domain.people.addresses import Reach
from domain.people.endpoint import Endpoint, Off
from domain.people.endpoints import EndpointChange, change_endpoint, replay_posts, try_endpoint
from domain.unit_of_work import UnitOfWork
from domain.words import say

_EXAMPLES: Final = """for example:
  admin webhook list voltera
  admin webhook test W-4f0d1b2c3a     sends a message that says nothing
  admin webhook replay W-4f0d1b2c3a   sends all dead messages again
  admin webhook off W-4f0d1b2c3a      what waits is kept until it is on again"""


def add_webhook_command(deeds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    webhook = deeds.add_parser(
        "webhook",
        help="OEMs' endpoints for webhooks: list, test, replay, on, off",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    webhook.add_argument("what", metavar="list|test|replay|on|off")
    webhook.add_argument("of", nargs="?", metavar="OEM|ENDPOINT", help="the OEM, or the endpoint's id")


async def give_webhook_deed(uow: UnitOfWork, options: argparse.Namespace) -> str:
    if options.what == "list":
        return await _listed(uow, options.of)
    if options.of is None:
        raise Invalid(say("Name the endpoint. Example: admin webhook test W-4f0d1b2c3a"))
    if options.what == "test":
        return f"{(await try_endpoint(uow, options.of, TERMINAL)).id} is on its way"
    if options.what == "replay":
        return f"{await replay_posts(uow, options.of, TERMINAL)} on their way"
    if options.what in {"on", "off"}:
        change = EndpointChange(enabled=options.what == "on")
        endpoint = await change_endpoint(uow, options.of, change, TERMINAL, reach=Reach())
        return f"{endpoint.id} is {options.what}"
    raise Invalid(
        say("A webhook can be listed, tested, replayed, switched on or off. Example: admin webhook list")
    )


async def _listed(uow: UnitOfWork, oem: str | None) -> str:
    found = await uow.all(Endpoint, oem=oem) if oem else await uow.all(Endpoint)
    lines = [_line(one) for one in found if one.off is not Off.REMOVED]
    return "\n".join(lines) or "no endpoints yet; an OEM registers one over the API: POST /api/v1/webhooks"


def _line(endpoint: Endpoint) -> str:
    parts = [
        endpoint.id,
        endpoint.oem,
        endpoint.url,
        "sandbox" if endpoint.sandbox else "live",
        "on" if endpoint.is_on else f"off ({endpoint.off}) since {endpoint.off_since:%Y-%m-%d %H:%M} UTC",
        ",".join(sorted(endpoint.topics)) or "all events",
    ]
    return "  ".join(parts)
