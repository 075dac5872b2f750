"""Bytes of photos and documents, and the ids under which bots and people know them."""

import base64
import binascii
import hashlib
import re
import zlib
from pathlib import Path

from simulator.model import StoredFile, Upload

PREFIX = {
    "photo": "AgAC",
    "document": "BQAC",
    "video": "BAAC",
    "voice": "AwAC",
    "audio": "CQAC",
    "animation": "CgAC",
    "sticker": "CAAC",
    "video_note": "DQAC",
}
FOLDER = {
    "photo": "photos",
    "video": "videos",
    "voice": "voice",
    "audio": "music",
    "animation": "animations",
    "sticker": "stickers",
    "video_note": "video_notes",
}
SUFFIX = {
    "photo": ".jpg",
    "video": ".mp4",
    "voice": ".oga",
    "audio": ".mp3",
    "animation": ".mp4",
    "sticker": ".webp",
    "video_note": ".mp4",
}

LINK_LASTS_S = 3600
PLAIN_SUFFIX = re.compile(r"\.\w{1,10}", re.ASCII)
HEX = re.compile(r"[0-9a-f]{16}")


def _short(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class FileStore:
    """Keeps the bytes in memory, or in `folder` when there is one. Equal bytes are kept once."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.files: dict[str, StoredFile] = {}
        self._memory: dict[str, bytes] = {}
        self._count = 0

    def keep(self, kind: str, upload: Upload, *, width: int = 0, height: int = 0) -> StoredFile:
        sha256 = hashlib.sha256(upload.data).hexdigest()
        self._store(sha256, upload.data)
        self._count = max(self._count, len(self.files)) + 1
        unique = "AQAD" + _short(hashlib.blake2b(f"{self._count}:{sha256}".encode(), digest_size=9).digest())
        size = len(upload.data)
        stored = StoredFile(
            unique, kind, sha256, size, upload.name or None, upload.mime or None, width, height
        )
        self.files[unique] = stored
        return stored

    def _store(self, sha256: str, data: bytes) -> None:
        if self.folder is None:
            self._memory.setdefault(sha256, data)
            return
        path = self.folder / sha256
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def data(self, stored: StoredFile) -> bytes:
        if self.folder is None:
            return self._memory[stored.sha256]
        return (self.folder / stored.sha256).read_bytes()

    def file_id(self, bot: int, unique: str) -> str:
        """Differs from bot to bot, as Telegram's do; carries a checksum."""
        kind = self.files[unique].kind
        plain = f"{bot}:{unique}"
        return PREFIX.get(kind, "BQAC") + _short(f"{plain}:{zlib.crc32(plain.encode()):08x}".encode())

    def by_file_id(self, bot: int, file_id: str) -> StoredFile | None:
        """None for another bot's id, a broken one, or a file that is not kept."""
        try:
            plain = base64.urlsafe_b64decode(file_id[4:] + "=" * (-len(file_id[4:]) % 4)).decode()
            owner, unique, checksum = plain.split(":")
        except (binascii.Error, ValueError):
            return None
        if owner != str(bot) or checksum != f"{zlib.crc32(f'{owner}:{unique}'.encode()):08x}":
            return None
        return self.files.get(unique)

    @staticmethod
    def link(stored: StoredFile, bot: int, until: int) -> str:
        """The `file_path` under which this bot may fetch the bytes until then."""
        named = Path(stored.name).suffix if stored.name else ""
        suffix = named if PLAIN_SUFFIX.fullmatch(named) else SUFFIX.get(stored.kind, "")
        return f"{FOLDER.get(stored.kind, 'documents')}/{_leaf(stored.unique, bot, until)}{suffix}"

    def by_link(self, path: str, bot: int, now: float) -> StoredFile | None:
        """None for a link of another bot, an old one, or none at all."""
        stem = Path(path).stem
        unique, _, rest = stem.rpartition("-")
        until = int(rest[:8], 16) if HEX.fullmatch(rest) else 0
        if until <= now or stem != _leaf(unique, bot, until):
            return None
        return self.files.get(unique)


def _leaf(unique: str, bot: int, until: int) -> str:
    return f"{unique}-{until:08x}{zlib.crc32(f'{bot}:{unique}:{until}'.encode()):08x}"
