"""A report is filled on the web: every kind of item, whatever was typed is kept, and nobody overwrites what he did not touch."""

import asyncio
from dataclasses import replace

import pytest

from domain.leads.lead import Lead
from domain.people.access import actor_of
from domain.visits.filling import Entered, answer_item
from domain.visits.form import form_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.build import a_report, a_visit
from tests.photos import a_photo
from tests.web.office import Office
from tests.web.report.crew import LAKHAN, VIDEO, Member, a_crew, a_member, troubles


@pytest.fixture(params=VisitKind)
async def manoj(sqlite_office: Office, request: pytest.FixtureRequest) -> Member:
    return await a_crew(sqlite_office, request.param)


async def in_chat(member: Member, key: str, text: str) -> None:
    """Lakhan answers in the group."""
    async with member.office.ports.transaction() as work:
        await answer_item(work.uow, member.visit_id, Entered(key=key, text=text), actor_of(LAKHAN))


async def test_from_the_first_answer_to_the_report(manoj: Member) -> None:
    page = await manoj.does("site", now_parking="shared", now_works="civil")
    assert "Here something is still open." in page
    page = await manoj.does("site", now_noc="the secretary")
    assert "Saved." in page
    assert "Earth resistance (Ω)" in page
    await manoj.does("readings", now_earth="3,5", now_volts="231 V", now_serial="ac74-2026-000123")
    await manoj.does("film", {"meter": [("1.jpg", a_photo(1)), ("2.jpg", a_photo(2))]})
    answer = await manoj.office.client.post(f"{manoj.home}/submit")
    assert (answer.status_code, troubles(answer.text)) == (200, [])
    visit = await manoj.visit()
    assert visit.state is VisitState.REPORTED
    assert visit.report is not None
    assert visit.report.by == "Manoj"
    assert dict(visit.report.answers) == {
        "parking": "shared",
        "noc": "the secretary",
        "works": "civil",
        "earth": "3.5",
        "volts": "231",
        "serial": "AC74-2026-000123",
    }
    assert len(visit.report.pictures("meter")) == 2


async def test_what_one_answer_asks_for_is_asked_and_asked_no_more(manoj: Member) -> None:
    assert "Who signs the NOC" not in (await manoj.look("site")).text
    assert "Who signs the NOC" in await manoj.does("site", now_parking="shared")
    await manoj.does("site", now_parking="own")
    assert "Who signs the NOC" not in (await manoj.look("site")).text


async def test_the_error_stands_beside_its_field_and_all_else_is_saved(manoj: Member) -> None:
    answer = await manoj.saves("readings", now_earth="three", now_volts="230")
    assert answer.status_code == 422
    assert troubles(answer.text) == ["Please answer with a number (Ω). Example: 3.5."]
    assert 'value="three" inputmode="decimal" autocomplete="off" aria-invalid="true"' in answer.text
    assert await manoj.answers() == {"volts": "230"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-4", "at least 0"),
        ("5000", "at most 2000"),
        ("5 kΩ", "at most 2000"),
        ("<script>alert(1)</script>", "Please answer with a number"),
    ],
)
async def test_what_cannot_be_is_refused_as_in_the_chat(manoj: Member, typed: str, words: str) -> None:
    answer = await manoj.saves("readings", now_earth=typed)
    assert [words in trouble for trouble in troubles(answer.text)] == [True]
    assert "<script>alert" not in answer.text


async def test_a_stale_page_overwrites_nothing_that_was_not_touched_in_it(manoj: Member) -> None:
    stale = await manoj.drawn("readings")
    await in_chat(manoj, "earth", "4")
    await manoj.sends("readings", {**stale, "now-volts": "229"})
    assert await manoj.answers() == {"earth": "4", "volts": "229"}
    page = (await manoj.look("readings")).text
    assert "So far: 4 Ω (Lakhan" in page
    assert "So far: 229 V (Manoj" in page


async def test_of_two_who_answer_the_same_the_last_counts_and_both_are_kept(manoj: Member) -> None:
    stale = await manoj.drawn("readings")
    await in_chat(manoj, "earth", "4")
    await manoj.sends("readings", {**stale, "now-earth": "3"})
    form = await manoj.form()
    assert (form.given["earth"].answer, form.given["earth"].by) == ("3", "Manoj")
    assert [(one.answer, one.by) for one in form.before["earth"]] == [("4", "Lakhan")]


async def test_a_reading_to_watch_wants_a_word_and_keeps_it_when_it_is_changed(manoj: Member) -> None:
    page = await manoj.does("readings", now_earth="7")
    assert "to watch: good up to 5 Ω" in page
    await manoj.does("readings", word_earth="dry soil")
    assert (await manoj.form()).given["earth"].word == "dry soil"
    await manoj.does("readings", now_earth="6")
    assert (await manoj.form()).given["earth"].word == "dry soil"


async def test_a_serial_number_that_is_known_from_another_lead_names_it(manoj: Member) -> None:
    other = a_report(answers={"charger_serial": "AC742026000999"})
    async with manoj.office.ports.transaction() as work:
        lead = await work.uow.get(Lead, (await work.uow.get(Visit, manoj.visit_id)).lead)
        await work.uow.add(replace(lead, id="L-7", version=0, oem_reference="VM-7"))
        await work.uow.add(a_visit(id="I-7-1", lead="L-7", kind=VisitKind.INSTALLATION, report=other))
    page = await manoj.does("readings", now_serial="ac74-2026-000999")
    assert "to watch: AC74-2026-000999 is known from L-7" in page
    assert "AC74-2026-000999 is known from L-7" in (await manoj.look()).text


async def test_what_is_emptied_is_open_again(manoj: Member) -> None:
    await manoj.does("readings", now_volts="230")
    await manoj.does("readings", now_volts="")
    assert await manoj.answers() == {}


async def test_several_choices_are_ticked_and_unticked(manoj: Member) -> None:
    await manoj.does("site", now_works="wiring,civil")
    assert await manoj.answers() == {"works": "wiring,civil"}
    drawn = await manoj.drawn("site")
    assert drawn["now-works"] == "wiring,civil"
    del drawn["now-works"]
    await manoj.sends("site", drawn)
    assert await manoj.answers() == {}


async def test_a_choice_that_may_be_left_empty_can_be_taken_back(manoj: Member) -> None:
    assert "no answer" not in await manoj.does("site", now_parking="own")
    await manoj.does("site", now_gate="locked")
    assert "no answer" in (await manoj.look("site")).text
    await manoj.does("site", now_gate="")
    assert await manoj.answers() == {"parking": "own"}


async def test_two_who_save_at_once_are_both_kept(office: Office) -> None:
    manoj = await a_crew(office)
    lakhan = await a_member(office, manoj.visit_id, LAKHAN)
    drawn = await manoj.drawn("readings")
    answers = await asyncio.gather(
        manoj.sends("readings", {**drawn, "now-earth": "4"}),
        lakhan.sends("readings", {**drawn, "now-volts": "230"}),
    )
    assert [answer.status_code for answer in answers] == [303, 303]
    assert await manoj.answers() == {"earth": "4", "volts": "230"}


async def test_a_suggestion_is_taken_with_a_tick_and_a_typed_answer_goes_before_it(manoj: Member) -> None:
    assert "Suggested: 40 A (by the charger)" in (await manoj.look("readings")).text
    await manoj.does("readings", take_breaker="40")
    assert await manoj.answers() == {"breaker": "40"}
    await manoj.does("readings", take_breaker="40", now_breaker="32")
    assert await manoj.answers() == {"breaker": "32"}


async def test_it_cannot_be_submitted_before_it_is_whole(manoj: Member) -> None:
    answer = await manoj.office.client.post(f"{manoj.home}/submit")
    assert answer.status_code == 409
    assert troubles(answer.text) == ["Still open: Parking and 4 more"]
    assert (await manoj.visit()).state is VisitState.ON_SITE


async def test_photos_and_a_video_come_in_with_the_answers(manoj: Member) -> None:
    files = {"meter": [("a.jpg", a_photo(1)), ("b.jpg", a_photo(2))], "walk": [("w.mp4", VIDEO)]}
    await manoj.does("film", files)
    page = (await manoj.look("film")).text
    assert "✓ 2 · Manoj" in page
    shots = (await manoj.form()).shots
    assert [shot.picture.kind for shot in (*shots["meter"], *shots["walk"])] == ["photo", "photo", "video"]
    video = shots["walk"][0].picture
    assert (video.mime_type, video.size, video.file_name) == ("video/mp4", len(VIDEO), "w.mp4")
    assert await manoj.office.ports.media.get(video.sha256 or "") == VIDEO


async def test_the_same_photo_twice_counts_once(manoj: Member) -> None:
    await manoj.does("film", {"meter": [("a.jpg", a_photo(1)), ("again.jpg", a_photo(1))]})
    await manoj.does("film", {"meter": [("a.jpg", a_photo(1))]})
    assert len((await manoj.form()).shots["meter"]) == 1


async def test_no_more_files_are_taken_than_are_kept(manoj: Member) -> None:
    await manoj.does("film", {"meter": [(f"{n}.jpg", a_photo(n)) for n in range(3)]})
    answer = await manoj.saves("film", {"meter": [("4.jpg", a_photo(4))]})
    assert troubles(answer.text) == [
        "At most 3 are kept, and 3 are there: tick “Take these away” to send others."
    ]
    await manoj.does("film", {"meter": [("4.jpg", a_photo(4))]}, anew_meter="yes")
    assert len((await manoj.form()).shots["meter"]) == 1


async def test_each_reads_the_page_in_his_language(manoj: Member) -> None:
    lakhan = await a_member(manoj.office, manoj.visit_id, LAKHAN)
    assert "पार्किंग" in (await lakhan.look("site")).text
    assert '<html lang="hi">' in (await lakhan.look()).text


async def test_of_a_report_that_came_back_only_what_is_asked_for_is_open(manoj: Member) -> None:
    await manoj.does("readings", now_earth="3", now_volts="230")
    async with manoj.office.ports.transaction() as work:
        form = await manoj.form()
        assert form.id == form_of(manoj.visit_id)
        await work.uow.save(form.reopened(("earth",)))
    await manoj.becomes(redo="measure again")
    page = (await manoj.look("readings")).text
    assert "Ops asks you to do this again: measure again" in page
    assert 'name="now-volts"' not in page
    answer = await manoj.sends(
        "readings", {"was-volts": "230", "now-volts": "1", "now-earth": "4", "was-earth": ""}
    )
    assert any("Only what Ops asks for" in trouble for trouble in troubles(answer.text))
    assert await manoj.answers() == {"earth": "4", "volts": "230"}
