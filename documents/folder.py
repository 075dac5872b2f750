"""A folder to be sent as one ZIP file: the same files make the same bytes, and a manifest says what each is and its SHA-256."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import orjson

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
_NEVER: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a ZIP file knows: when it was made does not belong into its bytes."""
_PIECE: Final = 1 << 20
_UNIX: Final = 3
_READABLE: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A file of the folder; `about` is what the manifest says of it beside name, size and digest."""

    name: str
    file: Path
    about: Mapping[str, Any] = field(default_factory=dict)


def write_folder(target: Path, leaves: Sequence[Leaf], manifest: Mapping[str, Any]) -> None:
    """Photos and papers are compressed already, so all is stored as it is."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as folder:
        listed = [_put(folder, leaf) for leaf in leaves]
        said = orjson.dumps({**manifest, "files": listed}, option=orjson.OPT_INDENT_2) + b"\n"
        folder.writestr(_entry(MANIFEST), said)
        sums = [f"{one['sha256']}  {one['name']}\n" for one in listed]
        sums.append(f"{hashlib.sha256(said).hexdigest()}  {MANIFEST}\n")
        folder.writestr(_entry(SUMS), "".join(sums).encode())


def _put(folder: zipfile.ZipFile, leaf: Leaf) -> dict[str, Any]:
    digest, size = hashlib.sha256(), leaf.file.stat().st_size
    entry = _entry(leaf.name)
    entry.file_size = size
    with leaf.file.open("rb") as source, folder.open(entry, "w") as to:
        for piece in _pieces(source):
            digest.update(piece)
            to.write(piece)
    return {"name": leaf.name, "bytes": size, "sha256": digest.hexdigest(), **leaf.about}


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NEVER)
    entry.create_system = _UNIX
    entry.external_attr = _READABLE
    return entry
