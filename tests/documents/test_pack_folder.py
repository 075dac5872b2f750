"""The ZIP of a closure pack: anybody can see with what every system has that nothing in it was changed."""

import hashlib
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from domain.evidence import Looks
from domain.people.roles import Role
from domain.reporting.dossier import Dossier
from domain.visits.reviewing import mark_of
from domain.visits.states import VisitKind
from tests.documents.closure import (
    INSTALLATION_ANSWERS,
    NOON,
    a_jpeg,
    a_photo,
    a_report,
    a_sign_off,
    an_extra_charge,
    closed,
    compiled,
)

PLACE = (18.5590, 73.7878)


def a_dossier() -> Dossier:
    """Two photos, one of which has a place, one that never came, a film, and what the customer drew."""
    film = replace(a_photo("film"), kind="video", file_name="walk.mp4")
    photos = (a_photo("one"), a_photo("two"), a_photo("gone"), film)
    review = a_report(VisitKind.INSTALLATION, INSTALLATION_ANSWERS, photos)
    review = replace(review, looks={"one": Looks(sha256="0" * 64, place=PLACE, taken_at=NOON)})
    signed = a_sign_off(signature=a_photo("drawn"))
    return closed(installation=review, sign_off=signed, files_at="https://ops.example.org/files")


def folder(dossier: Dossier | None = None) -> zipfile.ZipFile:
    photos = {"one": a_jpeg(turned=True), "two": a_jpeg(red=90), "drawn": a_jpeg(red=10)}
    return zipfile.ZipFile(BytesIO(compiled(dossier or a_dossier(), **photos).folder))


def manifest(zipped: zipfile.ZipFile) -> Any:  # noqa: ANN401  JSON
    return json.loads(zipped.read("manifest.json"))


def test_the_folder_has_paper_facts_photos_and_signature() -> None:
    assert folder().namelist() == [
        "Voltera-Motors_L-1042_Pune_AC74-2026-000123_20261124.pdf",
        "facts.json",
        "photos/I-1042-1/photos-01.jpg",
        "photos/I-1042-1/photos-02.jpg",
        "photos/signature.jpg",
        "manifest.json",
        "SHA256SUMS",
    ]


def test_the_manifest_gives_size_and_digest_of_every_file() -> None:
    zipped = folder()
    listed = manifest(zipped)["files"]
    assert [one["name"] for one in listed] == zipped.namelist()[:-2]
    for one in listed:
        content = zipped.read(one["name"])
        assert (one["bytes"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_sums_can_be_checked_with_what_every_system_has(tmp_path: Path) -> None:
    folder().extractall(tmp_path)
    check = [shutil.which("sha256sum") or "sha256sum", "--strict", "-c", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "facts.json").write_text("{}")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_the_manifest_names_the_pack_and_what_each_photo_is() -> None:
    told = manifest(folder())
    assert (told["pack"], told["edition"], told["lead"], told["oem_reference"]) == (
        "C-1042",
        1,
        "L-1042",
        "VOL-2026-7",
    )
    first = next(one for one in told["files"] if one["name"].endswith("photos-01.jpg"))
    assert (first["what"], first["visit"], first["taken_at"], first["place"]) == (
        "Photos",
        "I-1042-1",
        "2026-11-24T06:30:00+00:00",
        "18.55900, 73.78780",
    )


def test_the_facts_give_what_the_customer_accepted_to_pay_in_paise() -> None:
    facts = json.loads(folder(closed(extra=an_extra_charge())).read("facts.json"))
    assert facts["extra_charge"] == {
        "quote": "Q-1042-1",
        "lines": [{"item": "cable", "quantity": 5, "price_paise": 350_00, "amount_paise": 1750_00}],
        "net_paise": 1750_00,
        "gst_percent": 18,
        "gst_paise": 315_00,
        "total_paise": 2065_00,
        "accepted_at": "2026-11-24T06:30:00+00:00",
        "accepted_by": "customer",
    }
    by_desk = folder(closed(extra=an_extra_charge(Role.OPS))).read("facts.json")
    assert json.loads(by_desk)["extra_charge"]["accepted_by"] == "desk"
    assert json.loads(folder(closed()).read("facts.json"))["extra_charge"] is None


def test_what_is_not_in_it_is_named_with_where_it_is() -> None:
    told = manifest(folder())
    missing, film = told["elsewhere"]
    mark = mark_of(a_dossier().photos[3])
    assert "address" not in missing
    assert film["address"] == f"https://ops.example.org/files/{mark}"
    assert "I-1042-1: a file could not be had: Photos" in told["lacking"]


def test_a_photo_has_nothing_of_what_the_camera_wrote_down() -> None:
    content = folder().read("photos/I-1042-1/photos-01.jpg")
    assert b"Asha" not in content
    assert dict(Image.open(BytesIO(content)).getexif()) == {}


def test_the_facts_are_those_of_the_report() -> None:
    facts = json.loads(folder().read("facts.json"))
    (answers,) = [one["answers"] for one in facts["reports"] if one["visit"] == "I-1042-1"]
    assert {one["key"]: one["answer"] for one in answers} == INSTALLATION_ANSWERS
    earth = next(one for one in answers if one["key"] == "earth_ohm")
    assert (earth["unit"], earth["limit"], earth["result"]) == (
        "Ω",
        "good up to 5 Ω, out of limits above 10 Ω",
        "pass",
    )
    assert facts["charger_serial"] == "AC74-2026-000123"


def test_the_files_have_no_time_and_no_owner_of_this_machine() -> None:
    assert {(one.date_time, one.create_system, one.compress_type) for one in folder().infolist()} == {
        ((1980, 1, 1, 0, 0, 0), 3, zipfile.ZIP_STORED)
    }
