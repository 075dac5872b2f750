"""A file's bytes from Telegram: asked where it lies, then downloaded."""

from bot.telegram import Telegram
from domain.errors import Unavailable
from jobs.answers import BadRequest, Ok, Unreachable
from jobs.media import Fetch, Unfetchable


def fetcher(telegram: Telegram) -> Fetch:
    async def fetch(file_id: str, /) -> bytes:
        told = await telegram.call("getFile", {"file_id": file_id})
        if isinstance(told, BadRequest | Unreachable):
            raise Unfetchable(told.reason)
        if not isinstance(told, Ok):
            raise Unavailable(f"the file cannot be asked for now: {told}")
        content = await telegram.download(told.result["file_path"])
        if not isinstance(content, Ok):
            raise Unavailable(f"the file cannot be downloaded now: {content}")
        return bytes(content.result)

    return fetch
