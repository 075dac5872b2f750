"""The HTTP application: the OEM's API, the live board, health."""

from fastapi import FastAPI

from web import board, lead_page, leads, packs
from web.body_limit import BodyLimit
from web.ports import Ports
from web.problems import explain_problems

_ABOUT = """Send leads and follow them to the charger on the wall.

Authenticate with `Authorization: Bearer <key>`. Refusals are `application/problem+json`. Times are UTC (ISO 8601)."""


def create_app(ports: Ports) -> FastAPI:
    app = FastAPI(title="ChargeOps", version="1", description=_ABOUT, redoc_url=None)
    app.state.ports = ports
    app.add_middleware(BodyLimit)
    explain_problems(app)
    for room in (leads, packs, board, lead_page):
        app.include_router(room.router())
    return app
