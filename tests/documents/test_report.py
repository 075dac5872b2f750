"""One report on paper: what it says is what was reported, and the same facts make the same bytes."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from pypdf import PdfReader

from documents.packs import Paper, compile_report
from documents.report import report_paper
from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Verdict
from domain.evidence import Looks
from domain.leads.lead import Documents, Location
from domain.media import Picture
from domain.visits.form import Form, Given, Shot
from domain.visits.report import Report
from domain.visits.reviewing import Review
from domain.visits.states import VisitKind
from tests.documents.closure import (
    INSTALLATION_ANSWERS,
    NOON,
    SURVEY_ANSWERS,
    Kept,
    a_jpeg,
    a_lead,
    a_photo,
    a_report,
    text_of,
)
from tests.documents.test_closure_pack import HOSTILE

_SIX: Final = timedelta(minutes=6)


def a_review(kind: VisitKind = VisitKind.SURVEY, **but: Any) -> Review:  # noqa: ANN401  fields of Report
    """Three photos and a video in two slots; one photo was taken 105 m away, one is kept with a reason."""
    answers = SURVEY_ANSWERS if kind is VisitKind.SURVEY else INSTALLATION_ANSWERS
    files = (a_photo("meter"), a_photo("wall"), a_photo("dark"), a_photo("clip", file_name="clip.mp4"))
    reported = a_report(kind, answers, files)
    report = Report(
        checklist=f"{kind}@1",
        answers=answers,
        photos=files,
        slots={"photos": tuple(one.unique_id for one in files)},
        words={"earth_ohm": "dry soil"},
        kept={"dark": "no light in the shaft"},
        submitted_at=NOON,
        by="Lakhan Pawar",
    )
    place = Documents(location=Location(latitude=18.5590, longitude=73.7868))
    return Review(
        visit=replace(reported.visit, report=replace(report, **but)),
        report=replace(report, **but),
        lead=a_lead(documents=place),
        oem="Voltera Motors",
        team="Sunrise Crew",
        checklist=reported.checklist,
        form=_form(kind, answers, files),
        looks={"meter": Looks(sha256="0" * 64, place=(18.5590, 73.7878), taken_at=NOON - _SIX)},
    )


def _form(kind: VisitKind, answers: dict[str, str], files: tuple[Picture, ...]) -> Form:
    visit = f"{kind.letter}-1042-1"
    given = {
        key: Given(answer=answer, by="Dinesh", person=None, at=NOON - _SIX) for key, answer in answers.items()
    }
    return Form(
        id=f"F-{visit}",
        visit=visit,
        lead="L-1042",
        checklist=f"{kind}@1",
        given={**given, "earth_ohm": replace(given["earth_ohm"], by="Lakhan Pawar")},
        shots={"photos": tuple(Shot(picture=one, by="Dinesh", at=NOON - _SIX) for one in files)},
        begun_at=NOON,
    )


def compiled(review: Review, **photos: bytes) -> Paper:
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in photos.items()}
    return asyncio.run(compile_report(review, digests, Kept(*photos.values()), str))


def test_it_says_where_when_by_whom_and_by_which_checklist() -> None:
    text = text_of(report_paper(a_review(), {}, str))
    for fact in (
        *("Survey report", "S-1042-1", "L-1042", "Voltera Motors", "VOL-2026-7", "Asha Rao", "Sunrise Crew"),
        *("B-1204, Palm Grove, Pune, 411045", "7.4 kW", "24 Nov 2026, 10:00–12:00", "survey@1"),
        "24 Nov 2026, 12:00, Lakhan Pawar",
    ):
        assert fact in text
    assert "+919820010001" not in text


@pytest.mark.parametrize("kind", VisitKind)
def test_every_answer_stands_with_unit_limit_judgement_and_who_gave_it(kind: VisitKind) -> None:
    review = a_review(kind)
    text = text_of(report_paper(review, {}, str))
    for item in review.checklist.items:
        answer = review.report.answers.get(item.key)
        if answer is None or item.on_film:
            continue
        found = item.choices.get(answer) or f"{answer} {item.unit}".strip()
        by = "Lakhan Pawar" if item.key == "earth_ohm" else "Dinesh"
        verdict = {"pass": "pass", "warn": "warn", "fail": "fail"}[item.judge(answer)] if item.limit else ""
        row = f"{item.label} {by}, 24 Nov 2026, 11:54 {found}"
        assert row in text
        assert f"{item.limit} {verdict}".strip() in text


def test_what_is_beyond_its_limits_is_counted_and_explained() -> None:
    text = text_of(report_paper(a_review(), {}, str))
    bad = sum(one.verdict is Verdict.FAIL for one in a_review().answers)
    odd = sum(one.verdict is Verdict.WARN for one in a_review().answers)
    assert (bad, odd) == (1, 1)
    assert "1 out of limits, 1 to watch" in text
    assert "The team says: dry soil" in text


def test_photos_stand_by_slot_with_time_sender_place_and_why_they_are_kept(tmp_path: Path) -> None:
    for red, name in enumerate(("meter", "wall", "dark")):
        (tmp_path / f"{name}.jpg").write_bytes(a_jpeg(red=80 * red))
    files = {name: tmp_path / f"{name}.jpg" for name in ("meter", "wall", "dark")}
    paper = report_paper(a_review(), files, str)
    text = text_of(paper)
    assert "Photos: 4" in text
    assert (
        "Photos, 1 of 4, taken 24 Nov 2026, 11:54, by Dinesh, at 18.55900, 73.78780, 105 m from the site"
        in text
    )
    assert "Photos, 2 of 4, sent 24 Nov 2026, 11:54, by Dinesh" in text
    assert "Kept because: no light in the shaft" in text
    assert "Not shown here: clip.mp4" in text
    assert sum(len(page.images) for page in PdfReader(BytesIO(paper)).pages) == 3


def test_the_same_facts_make_the_same_bytes_wherever_the_photos_lay() -> None:
    one, other = (compiled(a_review(), meter=a_jpeg(), wall=a_jpeg(red=90)) for _ in range(2))
    assert one.content == other.content
    assert one.sha256 == hashlib.sha256(one.content).hexdigest()
    assert compiled(a_review(by="Somebody else")).sha256 != compiled(a_review()).sha256


def test_its_name_tells_visit_place_and_day_and_it_names_what_is_missing() -> None:
    paper = compiled(a_review(), meter=a_jpeg())
    assert paper.name == "Voltera-Motors_S-1042-1_Pune_20261124.pdf"
    assert paper.without == ("wall", "dark", "clip")


def test_forty_photos_are_all_there() -> None:
    files = tuple(a_photo(f"p{n}") for n in range(40))
    review = a_review(photos=files, slots={"photos": tuple(one.unique_id for one in files)})
    paper = compiled(review, **{one.unique_id: a_jpeg(red=6 * n) for n, one in enumerate(files)})
    assert sum(len(page.images) for page in PdfReader(BytesIO(paper.content)).pages) == 40
    assert "Photos, 40 of 40" in text_of(paper.content)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_somebody_typed_breaks_it(words: str) -> None:
    review = a_review(words={"earth_ohm": words}, kept={"dark": words}, by=words)
    assert report_paper(review, {}, str).startswith(b"%PDF")


def test_a_report_whose_traces_are_erased_still_has_its_readings() -> None:
    review = a_review()
    text = text_of(report_paper(replace(review, report=review.report.without_traces(), form=None), {}, str))
    assert "Earth resistance" in text
    assert "dry soil" not in text


def test_slots_with_few_photos_share_a_page() -> None:
    """Six of one photo each: two headings and their photos stand above each other."""
    asked = BUILT_IN["survey@2"]
    keys = [item.key for item in asked.items if item.on_film][:6]
    files = tuple(a_photo(key) for key in keys)
    review = replace(a_review(photos=files, slots={key: (key,) for key in keys}), checklist=asked)
    paper = compiled(review, **{one.unique_id: a_jpeg(red=30 * n) for n, one in enumerate(files)})
    pages = [len(page.images) for page in PdfReader(BytesIO(paper.content)).pages]
    assert sum(pages) == 6
    assert max(pages) == 2
