"""The parameters of a Bot API request, however it carries them: query, form, multipart or JSON."""

from urllib.parse import parse_qsl

import orjson
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import BaseRequest
from aiohttp.web_request import FileField

from simulator.errors import bad_request
from simulator.model import Json, Upload

UNREADABLE = (
    ValueError,
    LookupError,
    AssertionError,
    RuntimeError,
    HttpProcessingError,
)  # of a broken multipart body


async def parameters(request: BaseRequest) -> tuple[Json, dict[str, Upload]]:
    params: Json = (
        dict(parse_qsl(request.query_string, keep_blank_values=True)) if request.query_string else {}
    )
    if request.method == "GET" or not request.body_exists:
        return params, {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request, params)
    body = await request.read()
    if kind == "application/json":
        return params | _json(body), {}
    if body:
        params |= _form(body)
    return params, {}


def _form(body: bytes) -> dict[str, str]:
    """As `parse_qsl` reads it, several times as fast: of a form nearly all is percent signs."""
    try:
        pairs = [piece.partition(b"=") for piece in body.replace(b"+", b" ").split(b"&") if piece]
        return {_unquoted(name): _unquoted(value) for name, _, value in pairs}
    except UnicodeDecodeError:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _unquoted(text: bytes) -> str:
    """%41 becomes the 'x41' escape of a string literal, which is decoded in one go; a stray percent sign is an error."""
    if b"%" in text:
        escaped = text.replace(b"\\", b"\\\\").replace(b"%", b"\\x")
        text = escaped.decode("unicode_escape").encode("latin-1")
    return text.decode()


def _json(body: bytes) -> Json:
    try:
        parsed = orjson.loads(body or b"{}")
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise bad_request("can't parse request body as JSON object")
    return parsed


async def _multipart(request: BaseRequest, params: Json) -> tuple[Json, dict[str, Upload]]:
    uploads: dict[str, Upload] = {}
    try:
        form = await request.post()
    except UNREADABLE:
        raise bad_request("can't parse multipart body") from None
    for name, value in form.items():
        if isinstance(value, FileField):
            uploads[name] = read_upload(value)
        else:
            params[name] = value
    return params, uploads


def read_upload(value: FileField) -> Upload:
    return Upload(value.filename or "", value.content_type or "application/octet-stream", value.file.read())
