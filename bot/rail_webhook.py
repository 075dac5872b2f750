"""What RazorpayX tells by itself. Nothing is believed of it but that there is news: the state is then asked for.

So it makes no difference whether a call comes twice, late, in another order, or before the answer to our request.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request, Response, status

from domain.errors import Unavailable

PATH: Final = "/webhooks/razorpayx"
BODY_MOST: Final = 1 << 20
Hurry = Callable[[str, str], Awaitable[None]]
"""The call's id, and the intent of the payment it is about."""
_log = logging.getLogger(__name__)


def router(secrets: Sequence[str], hurry: Hurry) -> APIRouter:
    """`secrets`: the present one, and while it is being changed the one before."""
    routes = APIRouter()

    @routes.post(PATH, include_in_schema=False)
    async def receive(
        request: Request,
        x_razorpay_signature: Annotated[str, Header()] = "",
        x_razorpay_event_id: Annotated[str, Header()] = "",
    ) -> Response:
        body = await _whole(request)
        if body is None:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        if not is_signed(body, x_razorpay_signature, secrets):
            _log.warning("a call that RazorpayX has not signed")
            return Response(status_code=status.HTTP_401_UNAUTHORIZED)
        intent = intent_of(body)
        if intent is None:
            return Response(status_code=status.HTTP_200_OK)  # of something else than a payout
        call = x_razorpay_event_id[:128] or hashlib.sha256(body).hexdigest()
        try:
            await hurry(call, intent)
        except Unavailable as error:
            _log.warning("a call of RazorpayX waits for the database: %s", error)
            return Response(status_code=status.HTTP_503_SERVICE_UNAVAILABLE)
        return Response(status_code=status.HTTP_200_OK)

    return routes


async def _whole(request: Request) -> bytes | None:
    """The raw bytes, over which it is signed; None for more than any call has."""
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > BODY_MOST:
            return None
    return bytes(read)


def is_signed(body: bytes, signature: str, secrets: Sequence[str]) -> bool:
    given = signature.encode()
    good = [hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode() for secret in secrets]
    return any(hmac.compare_digest(one, given) for one in good)


def intent_of(body: bytes) -> str | None:
    """The reference that we gave the payout; None where the call is about none."""
    try:
        told: Any = json.loads(body)
        found = told["payload"]["payout"]["entity"]["reference_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) and found else None
