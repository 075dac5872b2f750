"""Which exception of a library a refusal has to become, and what it has to carry."""

from typing import Final

from aiogram import exceptions as aiogram
from telegram import error as python

from tests.simulator.conformance.clients import PLAIN, Answer
from tests.simulator.driving import Json

AIOGRAM: Final[dict[int, type[Exception]]] = {
    400: aiogram.TelegramBadRequest,
    401: aiogram.TelegramUnauthorizedError,
    403: aiogram.TelegramForbiddenError,
    404: aiogram.TelegramNotFound,
    409: aiogram.TelegramConflictError,
    413: aiogram.TelegramEntityTooLarge,
    500: aiogram.TelegramServerError,
    502: aiogram.TelegramServerError,
}
PYTHON: Final[dict[int, type[Exception]]] = {
    400: python.BadRequest,
    401: python.InvalidToken,
    403: python.Forbidden,
    404: python.InvalidToken,
    409: python.Conflict,
    413: python.NetworkError,
    500: python.NetworkError,
    502: python.NetworkError,
}


def unlike_error(client: str, answer: Answer) -> list[str]:
    """What is not as it should be of the exception that a refusal became; plain HTTP raises none."""
    if client in PLAIN:
        return [] if answer.error is None else [repr(answer.error)]
    expected = _of_aiogram(answer.body) if client == "aiogram" else _of_python(answer.body)
    found = _told(answer.error)
    return [] if found == expected else [f"{found} is not {expected}"]


Told = tuple[type[object], str, int | None]


def _told(error: Exception | None) -> Told:
    """Its type, its words, and the number that it carries."""
    if isinstance(error, aiogram.TelegramRetryAfter):
        return type(error), _original(error.message), error.retry_after
    if isinstance(error, aiogram.TelegramMigrateToChat):
        return type(error), _original(error.message), error.migrate_to_chat_id
    if isinstance(error, python.RetryAfter):
        seconds = error.retry_after
        return type(error), "", seconds if isinstance(seconds, int) else int(seconds.total_seconds())
    if isinstance(error, python.ChatMigrated):
        return type(error), "", error.new_chat_id
    if isinstance(error, aiogram.TelegramAPIError | python.TelegramError):
        return type(error), error.message, None
    return type(error), repr(error), None


def _original(words: str) -> str:
    """It has words of its own for two, and the server's behind them."""
    return words.partition("Original description: ")[2]


def _of_aiogram(body: Json) -> Told:
    words, parameters = str(body["description"]), body.get("parameters", {})
    if "retry_after" in parameters:
        return aiogram.TelegramRetryAfter, words, parameters["retry_after"]
    if "migrate_to_chat_id" in parameters:
        return aiogram.TelegramMigrateToChat, words, parameters["migrate_to_chat_id"]
    return AIOGRAM[body["error_code"]], words, None


def _of_python(body: Json) -> Told:
    """It has words of its own for two, and takes the code away from the words of a 400."""
    words, parameters = str(body["description"]), body.get("parameters", {})
    if "retry_after" in parameters:
        return python.RetryAfter, "", parameters["retry_after"]
    if "migrate_to_chat_id" in parameters:
        return python.ChatMigrated, "", parameters["migrate_to_chat_id"]
    if words.startswith("Bad Request: "):
        words = words.removeprefix("Bad Request: ").capitalize()
    return PYTHON[body["error_code"]], words, None
