"""Updates pushed by Telegram: answered with 200 only after they are stored."""

import hmac
import logging
import re
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request, Response, status

from bot.intake import Intake
from bot.telegram import decoded
from domain.errors import Unavailable

SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
BODY_MOST: Final = 4 << 20  # the server's own cap on one answer with updates
_log = logging.getLogger(__name__)


class NoSecret(ValueError):
    """Without it anybody who knows the address could speak in Telegram's name."""


def router(path: str, secret: str, bot_id: int, intake: Intake) -> APIRouter:
    """Raises NoSecret where the secret is missing or weak."""
    if not SECRET.fullmatch(secret):
        raise NoSecret(
            "WEBHOOK_SECRET must be 16 to 256 of A-Z a-z 0-9 _ -, for example the output of `openssl rand -hex 32`."
        )
    routes = APIRouter()
    expected = secret.encode()

    @routes.post(path, include_in_schema=False)
    async def receive(
        request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
    ) -> Response:
        if not hmac.compare_digest(x_telegram_bot_api_secret_token.encode(), expected):
            return Response(status_code=status.HTTP_403_FORBIDDEN)
        told = decoded(await request.body())
        if not isinstance(told, dict) or not isinstance(told.get("update_id"), int):
            # Telegram would repeat it for a day and hold back everything behind it.
            _log.error("a webhook call without an update: %.200r", told)
            return Response(status_code=status.HTTP_200_OK)
        try:
            await intake.keep(bot_id, [told])
        except Unavailable as error:
            _log.error("an update from Telegram waits for the database: %s", error)
            return Response(status_code=status.HTTP_503_SERVICE_UNAVAILABLE)
        return Response(status_code=status.HTTP_200_OK)

    return routes
