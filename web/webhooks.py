"""Webhooks over HTTP: an OEM registers its endpoints, tries them out, sees what arrived and replays what did not."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, FastAPI, Path, Response
from fastapi.exceptions import RequestValidationError

from domain.errors import Invalid, NotFound
from domain.people.addresses import EXAMPLE, Reach, callable_url
from domain.people.endpoint import Endpoint, Off
from domain.people.endpoints import (
    EndpointChange,
    NewEndpoint,
    change_endpoint,
    endpoints_kept,
    register_endpoint,
    remove_endpoint,
    replay_posts,
    rotate_secret,
    try_endpoint,
)
from domain.unit_of_work import UnitOfWork
from domain.words import say
from web.callers import Caller, FromPorts, WebhooksOwner
from web.examples import EXAMPLES
from web.once import Answer, IdempotencyKey, asked, carry_out
from web.ports import Writing
from web.problems import refusals
from web.strict_json import StrictRoute
from web.webhook_bodies import (
    DeliveriesOut,
    EndpointChangeIn,
    EndpointIn,
    EndpointOut,
    EndpointsOut,
    FromDeliveryQuery,
    MessageOut,
    NewEndpointOut,
    QueuedOut,
    delivery_out,
    endpoint_out,
    new_endpoint_out,
)

EndpointId = Annotated[
    str, Path(max_length=64, description="The endpoint.", examples=[EXAMPLES["endpoint_id"]])
]
DeliveryId = Annotated[
    str, Path(max_length=64, description="`webhook-id`.", examples=[EXAMPLES["delivery_id"]])
]
_READS: Final = (401, 403, 404, 422, 429)
_ACTS: Final = (401, 403, 404, 409, 413, 422, 429)


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], route_class=StrictRoute)
    _add_endpoints(routes)
    _add_endpoint(routes)
    _add_deliveries(routes)
    return routes


def describe_messages(app: FastAPI) -> None:
    """For the API's description: what is sent to an endpoint."""

    @app.webhooks.post(
        "message",
        operation_id="receiveMessage",
        summary="What your endpoint is sent",
        status_code=HTTPStatus.NO_CONTENT,
        responses={
            204: {"description": "Any 2xx: it has arrived"},
            "default": {"description": "It is sent again"},
        },
    )
    async def message(body: MessageOut) -> None: ...


def _add_endpoints(routes: APIRouter) -> None:
    routes.add_api_route(
        "",
        register,
        methods=["POST"],
        operation_id="registerEndpoint",
        response_model=NewEndpointOut,
        status_code=HTTPStatus.CREATED,
        summary="Register an address that is told what happens; the answer shows its secret, once",
        responses=refusals(400, 401, 403, 409, 413, 415, 422, 429),
    )
    routes.add_api_route(
        "",
        list_endpoints,
        methods=["GET"],
        operation_id="listEndpoints",
        summary="Your endpoints",
        responses=refusals(401, 403, 422, 429),
    )


def _add_endpoint(routes: APIRouter) -> None:
    routes.add_api_route(
        "/{endpoint_id}",
        show,
        methods=["GET"],
        operation_id="showEndpoint",
        summary="One endpoint",
        responses=refusals(*_READS),
    )
    routes.add_api_route(
        "/{endpoint_id}",
        change,
        methods=["PATCH"],
        operation_id="changeEndpoint",
        response_model=EndpointOut,
        summary="Change an endpoint, or switch it on or off",
        responses=refusals(400, 401, 403, 404, 413, 415, 422, 429),
    )
    routes.add_api_route(
        "/{endpoint_id}",
        remove,
        methods=["DELETE"],
        operation_id="removeEndpoint",
        status_code=HTTPStatus.NO_CONTENT,
        response_class=Response,
        summary="Remove an endpoint; what waits for it is forgotten",
        responses=refusals(*_READS, 413),
    )
    routes.add_api_route(
        "/{endpoint_id}/rotate",
        rotate,
        methods=["POST"],
        operation_id="rotateSecret",
        response_model=NewEndpointOut,
        summary="A new secret; the old one signs too for 24 hours",
        responses=refusals(*_ACTS),
    )


def _add_deliveries(routes: APIRouter) -> None:
    routes.add_api_route(
        "/{endpoint_id}/test",
        try_out,
        methods=["POST"],
        operation_id="testEndpoint",
        response_model=QueuedOut,
        status_code=HTTPStatus.ACCEPTED,
        summary="Send a message of type endpoint.test",
        responses=refusals(*_ACTS),
    )
    routes.add_api_route(
        "/{endpoint_id}/deliveries",
        list_deliveries,
        methods=["GET"],
        operation_id="listDeliveries",
        summary="What was sent, what waits, what did not arrive",
        responses=refusals(*_READS),
    )
    routes.add_api_route(
        "/{endpoint_id}/deliveries/{delivery_id}/replay",
        replay,
        methods=["POST"],
        operation_id="replayDelivery",
        response_model=QueuedOut,
        status_code=HTTPStatus.ACCEPTED,
        summary="Send one message again, with the same webhook-id",
        responses=refusals(*_ACTS),
    )
    routes.add_api_route(
        "/{endpoint_id}/replay",
        replay_all,
        methods=["POST"],
        operation_id="replayDead",
        response_model=QueuedOut,
        status_code=HTTPStatus.ACCEPTED,
        summary="Send all dead messages again",
        responses=refusals(*_ACTS),
    )


async def register(
    body: EndpointIn, caller: WebhooksOwner, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    new = NewEndpoint(
        oem=caller.oem,
        url=_url(body.url, ports.reach),
        description=body.description,
        topics=frozenset(body.events),
        sandbox=caller.sandbox,
    )

    async def take(work: Writing) -> Answer:
        endpoint, secret = await register_endpoint(work.uow, new, caller.actor, reach=ports.reach)
        shown = new_endpoint_out(endpoint, secret, work.uow.now)
        return Answer(status=HTTPStatus.CREATED, body=shown.model_dump_json())

    return await carry_out(ports, asked(caller, "POST /webhooks", idempotency_key, body), take)


async def list_endpoints(caller: WebhooksOwner, ports: FromPorts) -> EndpointsOut:
    async with ports.reading() as looking:
        kept = [one for one in await endpoints_kept(looking.uow, caller.oem) if one.sandbox is caller.sandbox]
        failing = await looking.screens.failing_since([one.id for one in kept])
        now = looking.uow.now
    return EndpointsOut(endpoints=[endpoint_out(one, failing.get(one.id), now) for one in kept])


async def show(endpoint_id: EndpointId, caller: WebhooksOwner, ports: FromPorts) -> EndpointOut:
    async with ports.reading() as looking:
        endpoint = await _own(looking.uow, endpoint_id, caller)
        failing = await looking.screens.failing_since([endpoint.id])
        return endpoint_out(endpoint, failing.get(endpoint.id), looking.uow.now)


async def change(
    endpoint_id: EndpointId, body: EndpointChangeIn, caller: WebhooksOwner, ports: FromPorts
) -> Response:
    wanted = EndpointChange(
        url=None if body.url is None else _url(body.url, ports.reach),
        description=body.description,
        topics=None if body.events is None else frozenset(body.events),
        enabled=body.enabled,
    )

    async def alter(work: Writing) -> Answer:
        endpoint = await _own(work.uow, endpoint_id, caller)
        endpoint = await change_endpoint(work.uow, endpoint.id, wanted, caller.actor, reach=ports.reach)
        failing = await work.screens.failing_since([endpoint.id])
        shown = endpoint_out(endpoint, failing.get(endpoint.id), work.uow.now)
        return Answer(status=HTTPStatus.OK, body=shown.model_dump_json())

    return await carry_out(ports, None, alter)


async def remove(endpoint_id: EndpointId, caller: WebhooksOwner, ports: FromPorts) -> Response:
    async def take_away(work: Writing) -> Answer:
        endpoint = await _own(work.uow, endpoint_id, caller)
        await remove_endpoint(work.uow, endpoint.id, caller.actor)
        return Answer(status=HTTPStatus.NO_CONTENT, body="")

    await carry_out(ports, None, take_away)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def rotate(
    endpoint_id: EndpointId, caller: WebhooksOwner, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    async def renew(work: Writing) -> Answer:
        endpoint = await _own(work.uow, endpoint_id, caller)
        endpoint, secret = await rotate_secret(work.uow, endpoint.id, caller.actor)
        shown = new_endpoint_out(endpoint, secret, work.uow.now)
        return Answer(status=HTTPStatus.OK, body=shown.model_dump_json())

    request = asked(caller, f"POST /webhooks/{endpoint_id}/rotate", idempotency_key, None)
    return await carry_out(ports, request, renew)


async def try_out(
    endpoint_id: EndpointId, caller: WebhooksOwner, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    async def queue(work: Writing) -> Answer:
        endpoint = await _own(work.uow, endpoint_id, caller)
        post = await try_endpoint(work.uow, endpoint.id, caller.actor)
        return _queued(1, post.id)

    request = asked(caller, f"POST /webhooks/{endpoint_id}/test", idempotency_key, None)
    return await carry_out(ports, request, queue)


async def list_deliveries(
    endpoint_id: EndpointId, query: FromDeliveryQuery, caller: WebhooksOwner, ports: FromPorts
) -> DeliveriesOut:
    limit = query.limit
    async with ports.reading() as looking:
        endpoint = await _own(looking.uow, endpoint_id, caller)
        found = await looking.screens.posts(endpoint.id, query.state, before=query.before, limit=limit + 1)
    return DeliveriesOut(
        deliveries=[delivery_out(one) for one in found[:limit]],
        next=f"p{found[limit - 1].place}" if len(found) > limit else None,
    )


async def replay(
    endpoint_id: EndpointId,
    delivery_id: DeliveryId,
    caller: WebhooksOwner,
    ports: FromPorts,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    async def queue(work: Writing) -> Answer:
        endpoint = await _own(work.uow, endpoint_id, caller)
        if not delivery_id.isprintable() or not await work.screens.has_post(endpoint.id, delivery_id):
            raise NotFound(say("You have no message of this id."))
        again = await replay_posts(work.uow, endpoint.id, caller.actor, post_id=delivery_id)
        return _queued(again, delivery_id)

    request = asked(
        caller, f"POST /webhooks/{endpoint_id}/deliveries/{delivery_id}/replay", idempotency_key, None
    )
    return await carry_out(ports, request, queue)


async def replay_all(
    endpoint_id: EndpointId, caller: WebhooksOwner, ports: FromPorts, idempotency_key: IdempotencyKey = None
) -> Response:
    async def queue(work: Writing) -> Answer:
        endpoint = await _own(work.uow, endpoint_id, caller)
        return _queued(await replay_posts(work.uow, endpoint.id, caller.actor), None)

    request = asked(caller, f"POST /webhooks/{endpoint_id}/replay", idempotency_key, None)
    return await carry_out(ports, request, queue)


def _queued(count: int, post: str | None) -> Answer:
    return Answer(status=HTTPStatus.ACCEPTED, body=QueuedOut(queued=count, id=post).model_dump_json())


async def _own(uow: UnitOfWork, endpoint_id: str, caller: Caller) -> Endpoint:
    """`NotFound` for another OEM's as for none; a sandbox key sees the endpoints of its sandbox only."""
    endpoint = await uow.find(Endpoint, endpoint_id) if endpoint_id.isprintable() else None
    if endpoint is None or endpoint.off is Off.REMOVED:
        raise NotFound(say("You have no endpoint of this id."))
    if (endpoint.oem, endpoint.sandbox) != (caller.oem, caller.sandbox):
        raise NotFound(say("You have no endpoint of this id."))
    return endpoint


def _url(text: str, reach: Reach) -> str:
    """Raises RequestValidationError, so that the refusal points to the field."""
    try:
        return callable_url(text, reach)
    except Invalid as invalid:
        said = str(invalid)
        error = {
            "type": "unusable",
            "loc": ("body", "url"),
            "msg": said,
            "ctx": {"said": said, "example": EXAMPLE},
        }
        raise RequestValidationError([error]) from None
