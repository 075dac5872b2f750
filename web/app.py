"""The HTTP application: the OEM's API, the live board, health."""

from functools import cache

from fastapi import APIRouter, FastAPI

from web import (
    batch,
    board,
    cancelling,
    docs_page,
    lead_page,
    leads,
    packs,
    phones,
    reports,
    sandbox,
    webhooks,
)
from web.body_limit import BodyLimit
from web.customer import routes as customer
from web.openapi import ABOUT, describe
from web.pay import routes as pay
from web.portal import rooms as portal
from web.ports import Ports
from web.problems import explain_problems
from web.rates import RateHeaders
from web.report import routes as report


def create_app(ports: Ports) -> FastAPI:
    app = FastAPI(title="ChargeOps", version="1", description=ABOUT, docs_url=None, redoc_url=None)
    app.state.ports = ports
    app.add_middleware(BodyLimit)
    app.add_middleware(RateHeaders)
    explain_problems(app)
    for router in _routers():
        app.include_router(router)
    webhooks.describe_messages(app)
    app.openapi = describe(app)  # type: ignore[method-assign]  # as FastAPI asks to change it
    return app


@cache
def _routers() -> tuple[APIRouter, ...]:
    """Read once: what a route takes and gives is found out when it is made, and no application changes it."""
    rooms = (
        leads,
        batch,
        phones,
        cancelling,
        packs,
        reports,
        sandbox,
        webhooks,
        board,
        lead_page,
        docs_page,
        portal,
        customer,
        report,
        pay,
    )
    return tuple(room.router() for room in rooms)
