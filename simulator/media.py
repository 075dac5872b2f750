"""Contents of messages made of files: what a person uploads, what a bot sends."""

import asyncio

from simulator.call import Call
from simulator.errors import Refused, bad_request
from simulator.files import FileStore
from simulator.model import Json, StoredFile, Upload
from simulator.photos import sizes_of

MAX_UPLOAD_BYTES = 50 * 1024 * 1024
TYPE_NAMES = {
    "photo": "Photo",
    "document": "Document",
    "video": "Video",
    "voice": "VoiceNote",
    "audio": "Audio",
    "animation": "Animation",
    "sticker": "Sticker",
    "video_note": "VideoNote",
}
MIME = {"video": "video/mp4", "voice": "audio/ogg", "audio": "audio/mpeg", "animation": "video/mp4"}
NUMBERS = {
    "video": {"width": 1280, "height": 720, "duration": 1},
    "animation": {"width": 640, "height": 360, "duration": 1},
    "voice": {"duration": 1},
    "audio": {"duration": 1},
    "sticker": {"width": 512, "height": 512},
    "video_note": {"length": 240, "duration": 1},
}
STICKER = {"type": "regular", "is_animated": False, "is_video": False}
NAMED = frozenset({"document", "video", "audio", "animation"})


async def photo(files: FileStore, upload: Upload) -> list[Json]:
    """PhotoSize objects, small to large; remembers which sizes belong together."""
    stored = []
    for width, height, data in await asyncio.to_thread(sizes_of, upload.data):
        stored.append(files.keep("photo", Upload("", "image/jpeg", data), width=width, height=height))
    for size in stored:
        size.sizes = [other.unique for other in stored]
    return [photo_size(size) for size in stored]


def photo_size(stored: StoredFile) -> Json:
    return {
        "file_unique_id": stored.unique,
        "width": stored.width,
        "height": stored.height,
        "file_size": stored.size,
    }


def plain_file(files: FileStore, kind: str, upload: Upload, numbers: Json) -> Json:
    """Document, Video, Voice, Audio or Animation; the bytes stay as they came."""
    upload.mime = upload.mime if kind == "document" else MIME.get(kind, "")
    return _described(files.keep(kind, upload), numbers)


def _described(stored: StoredFile, numbers: Json) -> Json:
    body: Json = {"file_unique_id": stored.unique, "file_size": stored.size}
    for key, value in NUMBERS.get(stored.kind, {}).items():
        body[key] = numbers.get(key, value)
    if stored.kind == "sticker":
        body |= STICKER | ({"emoji": numbers["emoji"]} if numbers.get("emoji") else {})
    if stored.mime:
        body["mime_type"] = stored.mime
    if stored.name and stored.kind in NAMED:
        body["file_name"] = stored.name
    return body


async def sent(call: Call, kind: str, source: object, numbers: Json) -> list[Json] | Json:
    """The content for what a bot gave: an upload, `attach://name` or a file_id of its own."""
    files = call.world.files
    found = _source(call, kind, source)
    if isinstance(found, StoredFile):
        return (
            [photo_size(files.files[u]) for u in found.sizes]
            if kind == "photo"
            else _described(found, numbers)
        )
    if not found.data:
        raise bad_request("file must be non-empty")
    if len(found.data) > MAX_UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo":
        return await photo(files, found)
    return plain_file(files, kind, found, numbers)


def _source(call: Call, kind: str, source: object) -> Upload | StoredFile:
    if isinstance(source, Upload):
        return source
    text = str(source)
    if text.startswith("attach://"):
        return _attached(call, text.removeprefix("attach://"))
    if text.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = call.world.files.by_file_id(call.bot.id, text)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {TYPE_NAMES[stored.kind]} as {TYPE_NAMES[kind]}")
    return stored


def _attached(call: Call, name: str) -> Upload:
    upload = call.uploads.get(name)
    if upload is None:
        raise bad_request(f'there is no file "{name}" in the request')
    return upload
