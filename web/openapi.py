"""The API's description of itself, from which alone a client can be written."""

from collections.abc import Callable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.bodies import BatchOut, LeadOut, LeadsOut, RowOut
from web.problems import Problem
from web.report_bodies import FiguresOut, LinesOut, ReportOut, ReportsOut
from web.timeline import TimelineEntry, TimelineOut
from web.webhook_bodies import (
    DeliveriesOut,
    DeliveryOut,
    EndpointOut,
    EndpointsOut,
    MessageData,
    MessageOut,
    NewEndpointOut,
)

Json = dict[str, Any]
ABOUT: Final = """Send leads and follow them to the charger on the wall.

**Keys.** `Authorization: Bearer <key>`. A key has scopes; one without the scope that a request needs is answered 403. \
A sandbox key makes trial leads (`T-1`): nobody acts on them, nobody but you sees them, and they are deleted after 30 days.

**Refusals** are `application/problem+json`: `type` never changes and is for programs, `detail` and `message` are for people. \
Each field that cannot be used has an entry with a pointer to it.

**Sending again.** A `reference` that you have sent before answers with the same lead. With an `Idempotency-Key` any POST \
is carried out once and answered the same for 72 hours.

**How often.** Each key has a bucket of requests that fills steadily; `RateLimit-*` headers say how it stands. A request \
too many is answered 429 with `Retry-After`. A batch counts as one request.

**Webhooks.** Register an address and we tell it what happens to your leads, by POST, as Standard Webhooks has it: `webhook-id` stays the same however often a message is sent, `webhook-signature` is `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`, keyed with the Base64 behind `whsec_`; there are several, with blanks between, while you change your secret. Answer with 2xx within 15 seconds; anything else, redirects too, is tried again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours, then kept for you to replay. 410 switches the endpoint off, and so do five days of failures. Messages may come twice or in another order: `sequence` tells. A sandbox key has endpoints of its own, which hear of trial leads only. The leads of a file are not told one by one when they come.

**Times** are ISO 8601, given in UTC. JSON must be UTF-8, each name once in an object."""


# FastAPI leaves out whatever is null, in examples too, which then lack a field.
_WITH_NULLS: Final = (
    *(LeadOut, LeadsOut, RowOut, BatchOut, TimelineEntry, TimelineOut),
    *(EndpointOut, EndpointsOut, NewEndpointOut, DeliveryOut, DeliveriesOut, MessageData, MessageOut),
    *(ReportOut, ReportsOut, FiguresOut, LinesOut),
)


def describe(app: FastAPI) -> Callable[[], Json]:
    """The document, made once: FastAPI's own, with the schema of refusals that its routes point to."""

    def made() -> Json:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                webhooks=app.webhooks.routes,
            )
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(problem.pop("$defs", {}))
            schemas["Problem"] = problem
            for model in _WITH_NULLS:
                schemas[model.__name__]["examples"] = model.model_json_schema()["examples"]
            app.openapi_schema = document
        return app.openapi_schema

    return made
