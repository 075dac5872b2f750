"""The card of a report at the desk, its files slot by slot, and what of it is to be done again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from cards.actions import Action, Tap
from cards.message import Button, Message
from cards.redo import redo_card
from cards.report import full_size, paper_message, report_card, slot_messages
from cards.text import Speaker
from domain.checklists.built_in import BUILT_IN
from domain.checklists.model import Checklist, Item, ItemKind, Section, Verdict
from domain.errors import NotFound
from domain.evidence import Looks
from domain.leads.stages import Stage
from domain.materials.charger import Charger
from domain.media import Picture
from domain.reactions import Audience
from domain.situation import Situation
from domain.view import View
from domain.visits.form import Form, Shot
from domain.visits.reviewing import ASIDE, OTHERS, Review, mark_of
from domain.visits.states import VisitKind, VisitState
from tests.build import (
    NOW,
    OPS,
    SURVEY_ANSWERS,
    a_form,
    a_picture,
    a_report,
    a_view,
    a_visit,
    at_stage,
    documents,
)
from tests.cards.sound import HOSTILE, check

SPEAKER: Final = Speaker()
BAD: Final = {"earth_ohm": Verdict.FAIL, "neutral_earth_v": Verdict.WARN}


def shots(count: int, **but: Any) -> tuple[Picture, ...]:  # noqa: ANN401  fields of Picture
    return tuple(a_picture(unique_id=f"u{n}", file_id=f"f{n}", **but) for n in range(1, count + 1))


def view_of(state: VisitState = VisitState.REPORTED, form: Form | None = None, **report: Any) -> View:  # noqa: ANN401  fields of Report
    visit = a_visit(state=state, report=a_report(**report))
    situation = Situation(lead=at_stage(Stage.SURVEY_REVIEW), visit=visit)
    return replace(a_view(situation), form=form, subject=visit.id, visit=visit)


def card(view: View) -> Message:
    message = report_card(view, Audience.OPS, SPEAKER)
    check(message)
    return message


def buttons(message: Message) -> list[Button]:
    return [button for row in message.keyboard for button in row]


def long_checklist(items: int = 60, slots: int = 12) -> Checklist:
    """Six sections of answers and one of photos."""
    asked = [
        Item(key=f"item_{n}", label=f"What is to be looked at, number {n}", kind=ItemKind.TEXT)
        for n in range(items)
    ]
    parts = [asked[at : at + items // 6] for at in range(0, items, items // 6)]
    photos = tuple(Item(key=f"slot_{n}", label=f"Photo slot {n}", kind=ItemKind.PHOTOS) for n in range(slots))
    return Checklist(
        id="long@1",
        name="long",
        edition=1,
        kind=VisitKind.SURVEY,
        sections=(
            *(Section(key=f"part_{n}", title=f"Part {n}", items=tuple(part)) for n, part in enumerate(parts)),
            Section(key="photos", title="Photos", items=photos),
        ),
    )


def long_view(**form: Any) -> View:  # noqa: ANN401  fields of Form
    """All answered at length, four photos for each slot."""
    asked = long_checklist()
    files = {f"slot_{n}": tuple(a_picture(unique_id=f"u{n}-{m}") for m in range(4)) for n in range(12)}
    report: dict[str, Any] = {
        "checklist": asked.id,
        "answers": {item.key: "as it should be, " * 5 for item in asked.items if not item.on_film},
        "photos": tuple(one for some in files.values() for one in some),
        "slots": {key: tuple(one.unique_id for one in some) for key, some in files.items()},
        "verdicts": {"item_7": Verdict.FAIL},
    }
    return replace(view_of(form=a_form(checklist=asked.id, **form), **report), checklists={asked.id: asked})


def test_the_card_marks_what_is_beyond_its_limits_and_says_the_rest() -> None:
    text = card(view_of(verdicts=BAD, words={"earth_ohm": "wet after the rain"})).text
    assert "✗ Out of limits: 1" in text
    assert "⚠ To watch: 1" in text
    assert "✗ Earth resistance: 6.5 Ω (out of limits: good up to 5 Ω, out of limits above 10 Ω)" in text
    assert "The team says: wet after the rain" in text
    assert "Supply: Single phase" in text


def test_a_serial_number_that_is_known_from_another_lead_is_said_to_the_reviewer() -> None:
    charger = Charger(serial="AC74-1", by=OPS, at=NOW, reason="its box was wet")
    text = card(replace(view_of(), charger=charger, elsewhere=("L-7", "L-9"))).text
    assert "Charger: serial AC74-1\nHanded out by Om Desk, Mon 23 Nov" in text
    assert "In place of another: its box was wet" in text
    assert "⚠ The same serial number is known from L-7, L-9." in text


def test_a_good_report_says_so_in_one_line() -> None:
    assert (
        "All readings are within limits." in card(view_of(answers={**SURVEY_ANSWERS, "earth_ohm": "3"})).text
    )


def test_it_offers_each_slot_the_paper_and_what_can_be_decided() -> None:
    shown = buttons(card(view_of(slots={"photos": ("u1", "u2")}, aside=shots(1, kind="document"))))
    labels = [button.label for button in shown]
    assert labels[:2] == ["Photos (2)", "Laid aside (1)"]
    assert {"Report as PDF", "Site is ready", "Return some items …"} <= set(labels)
    assert shown[0].data == "album:S-1042-1:photos"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (VisitState.APPROVED, "This report has been reviewed."),
        (VisitState.ON_SITE, "↩ Returned to the team:"),
    ],
)
def test_once_decided_it_can_only_be_looked_at(state: VisitState, words: str) -> None:
    message = card(view_of(state))
    assert words in message.text
    read = [Tap.read(button.data or "") for button in buttons(message)]
    assert {tap.action for tap in read if tap} == {Action.ALBUM, Action.REPORT_PAPER, Action.REVIEW_PAGE}


def test_a_long_report_still_fits_into_one_card_with_all_its_slots_and_shows_what_is_bad() -> None:
    message = card(long_view())
    assert "✗ What is to be looked at, number 7" in message.text
    assert "✓ good: 9" in message.text
    assert "number 8:" not in message.text
    assert sum((button.data or "").startswith("album:") for button in buttons(message)) == 12
    assert "Site is ready" in [button.label for button in buttons(message)]


def test_a_report_with_hostile_answers_stays_sound() -> None:
    card(
        view_of(answers=dict.fromkeys(SURVEY_ANSWERS, HOSTILE), words=dict.fromkeys(SURVEY_ANSWERS, HOSTILE))
    )


def test_a_visit_without_a_report_says_so() -> None:
    visit = a_visit()
    view = replace(a_view(Situation(lead=at_stage(Stage.SURVEY_REVIEW), visit=visit)), visit=visit)
    assert report_card(view, Audience.OPS, SPEAKER).text == "There is no report yet."


def reviewing(form: Form | None = None, looks: Looks | None = None, **report: Any) -> Review:  # noqa: ANN401  fields of Report
    return Review(
        visit=a_visit(state=VisitState.REPORTED),
        report=a_report(**report),
        lead=at_stage(Stage.SURVEY_REVIEW, documents=documents()),
        checklist=BUILT_IN["survey@1"],
        form=form,
        looks={"u1": looks} if looks else {},
    )


def album(review: Review, key: str = "photos", archived: dict[str, str] | None = None) -> tuple[Message, ...]:
    messages = slot_messages(review, review.slot(key), archived or {}, SPEAKER)
    for message in messages:
        check(message)
        assert len(message.pictures) <= 10
    return messages


def test_a_slot_is_an_album_with_who_when_where_and_why_it_counts() -> None:
    form = a_form(shots={"photos": (Shot(picture=a_picture(), by="Lakhan", at=NOW + timedelta(hours=1)),)})
    looks = Looks(sha256="0" * 64, place=(18.5590, 73.7878), thumbnail="1" * 64)
    review = reviewing(form, looks, slots={"photos": ("u1", "u2")}, kept={"u2": "no better light"})
    [message] = album(review)
    assert message.text.splitlines() == [
        "Photos · S-1042-1",
        "1 of 2 · Mon 23 Nov, 12:30 · Lakhan · 105 m from the site",
        "2 of 2 · Ravi Kumar",
        "   kept because: no better light",
    ]
    assert [picture.file_id for picture in message.pictures] == ["f1", "f2"]
    assert [button.data for button in buttons(message)] == [
        f"fullsize:S-1042-1:{mark_of(picture)}" for picture in review.report.photos
    ]


def test_more_than_ten_are_several_albums_and_papers_stand_among_themselves() -> None:
    files = (*shots(23), a_picture(unique_id="paper", file_id="paper", kind="document"))
    messages = album(reviewing(photos=files, slots={"photos": tuple(one.unique_id for one in files)}))
    assert [len(message.pictures) for message in messages] == [10, 10, 3, 1]
    assert [picture.kind for picture in messages[-1].pictures] == ["document"]
    assert messages[-1].keyboard == ()


def test_a_film_too_large_for_telegram_is_named_and_not_sent() -> None:
    large = a_picture(
        unique_id="w", file_id="", sha256="a" * 64, kind="video", size=51 << 20, file_name="walk.mp4"
    )
    review = reviewing(photos=(*shots(1), large), slots={"photos": ("u1", "w")})
    [message] = album(review)
    assert [picture.file_id for picture in message.pictures] == ["f1"]
    assert "walk.mp4: with 51 MB it is too large for Telegram." in message.text


def test_each_file_is_named_by_telegram_and_by_what_is_kept() -> None:
    [message] = album(reviewing(photos=shots(1)), OTHERS, {"u1": "a" * 64})
    assert (message.pictures[0].file_id, message.pictures[0].sha256) == ("f1", "a" * 64)


def test_what_was_laid_aside_has_a_place_of_its_own() -> None:
    [message] = album(reviewing(aside=shots(1, kind="document", file_name="voice.ogg")), ASIDE)
    assert message.text.startswith("Laid aside · S-1042-1")


def test_a_slot_or_a_file_of_an_older_report_is_not_there() -> None:
    review = reviewing(slots={"photos": ("u1", "u2")})
    with pytest.raises(NotFound):
        review.slot("meter")
    with pytest.raises(NotFound):
        review.exhibit("0" * 12)


def test_full_size_is_a_document_of_the_kept_bytes() -> None:
    review = reviewing(slots={"photos": ("u1", "u2")})
    slot, exhibit = review.exhibit(mark_of(review.report.photos[1]))
    message = full_size(review, slot, exhibit, "b" * 64, SPEAKER)
    [picture] = message.pictures
    assert (picture.kind, picture.sha256, picture.file_id) == ("document", "b" * 64, None)
    assert picture.file_name == "S-1042-1-photos-2.jpg"


def test_the_paper_is_set_when_it_is_sent() -> None:
    assert [picture.report for picture in paper_message(reviewing(), SPEAKER).pictures] == ["S-1042-1"]


def redo(view: View) -> list[str]:
    message = redo_card(view, Audience.OPS, SPEAKER)
    check(message)
    return [button.label for button in buttons(message)]


def test_of_a_long_report_the_sections_come_first_and_count_what_is_marked() -> None:
    labels = redo(long_view(marked=("item_7", "item_8", "slot_3")))
    assert labels[:2] == ["↩ Part 0 (2)", "Part 1"]
    assert labels[-2:] == ["↩ Photos (1)", "Return these: 3"]


def test_of_an_open_section_all_items_can_be_marked() -> None:
    labels = redo(long_view(marked=("slot_3",), opened="photos"))
    assert [label for label in labels if "Photo slot" in label] == [
        f"{'↩ ' * (n == 3)}Photo slot {n}" for n in range(12)
    ]
    assert labels[-2:] == ["All of the list", "Return these: 1"]


def test_a_section_that_is_not_there_is_the_whole_list() -> None:
    assert redo(long_view(opened="moon"))[0] == "Part 0"


def test_of_a_short_report_all_items_stand_there_at_once() -> None:
    assert "Earth resistance" in redo(view_of(form=a_form()))
