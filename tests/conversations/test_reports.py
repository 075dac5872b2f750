"""A survey report from the first question to the one command, in private and through every wrong turn."""

from dataclasses import replace

import pytest

from cards.actions import Action
from cards.form import form_card
from cards.text import Speaker
from domain.evidence import Code, Looks
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.people.actor import By
from domain.people.roles import Role
from domain.reactions import FORM_CARD
from domain.visits.pages import page_of
from domain.visits.report import Report
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from tests.conversations.talk import MANOJ, MEERA, RAVI, Heard, Talk, a_house, a_lead, a_visit
from tests.fakes import NOW

BY = By(person=RAVI.id, name="Ravi", role=Role.FIELD)
ANSWERS = ("10 kW", "18,5", "1.2", "3.5 ohm")


async def a_talk(**but: object) -> Talk:
    lead = a_lead(stage=Stage.SURVEY_SCHEDULED, visits_made=1)
    return Talk(await a_house(lead, a_visit(**but)))


async def up_to_photos(talk: Talk) -> Heard:
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    heard = await talk.taps(RAVI, first.button("Single phase"))
    for answer in ANSWERS:
        heard = await talk.writes(RAVI, answer)
    return heard


async def to_the_summary(talk: Talk) -> Heard:
    await up_to_photos(talk)
    one = await talk.sends_photo(RAVI, "meter")
    return await talk.taps(RAVI, one.button("Done"))


async def test_a_report_is_submitted_with_its_answers_and_photos() -> None:
    talk = await a_talk()
    summary = await to_the_summary(talk)
    end = await talk.taps(RAVI, summary.button("Submit"))
    visit = await talk.house.uow().get(Visit, "S-1042-1")
    assert visit.state is VisitState.REPORTED
    assert visit.report is not None
    assert visit.report.answers == {
        "supply_phase": "1",
        "sanctioned_load_kw": "10",
        "cable_metres": "18.5",
        "neutral_earth_v": "1.2",
        "earth_ohm": "3.5",
    }
    assert [photo.file_id for photo in visit.report.photos] == ["meter-1280"]
    assert "S-1042-1 is in" in end.text


async def test_each_question_says_how_far_one_is_and_what_works() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    second = await talk.writes(RAVI, "three phase")
    assert "Survey report · S-1042-1 · 2 of 6" in second.text
    assert "Sanctioned load (kW)" in second.text
    assert "Example: 10" in second.text


async def test_a_restart_in_the_middle_is_not_noticed() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.restarted().taps(RAVI, first.button("Single phase"))
    heard = await talk.restarted().writes(RAVI, "10")
    assert "3 of 6" in heard.text


async def test_going_back_shows_the_answer_and_the_next_one_is_not_asked_again() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.writes(RAVI, "single phase")
    third = await talk.writes(RAVI, "10")
    second = await talk.taps(RAVI, third.button("‹ Back"))
    assert "So far: 10 kW" in second.text
    first = await talk.taps(RAVI, second.button("‹ Back"))
    assert "‹ Back" not in [button.label for button in first.buttons]
    again = await talk.taps(RAVI, first.button("Three phase"))
    assert "3 of 6" in again.text


async def test_a_wrong_answer_is_explained_and_loses_nothing() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.writes(RAVI, "single phase")
    wrong = await talk.writes(RAVI, "about ten")
    assert wrong.text == "Please answer with a number (kW). Example: 10."
    assert "3 of 6" in (await talk.writes(RAVI, "10")).text


async def test_other_kinds_of_message_are_told_what_works() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    sticker = {"file_id": "s", "file_unique_id": "us", "type": "regular", "width": 9, "height": 9}
    still = await talk.sends(RAVI, sticker=sticker | {"is_animated": False, "is_video": False})
    voice = await talk.sends(RAVI, voice={"file_id": "v", "file_unique_id": "uv", "duration": 2})
    text = await talk.writes(RAVI, "here it is")
    wanted = "Please send a photo (📎), up to 20 MB."
    assert text.text == wanted
    assert still.text == f"I cannot use a sticker here. {wanted}"
    assert voice.text.endswith(f"Kept beside the report, but it answers nothing. {wanted}")
    assert [shot.picture.file_id for shot in talk.form().aside] == ["v"]


@pytest.mark.parametrize("size", [21, 51])
async def test_a_file_too_large_to_fetch_is_refused_with_the_way_to_the_web(size: int) -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    heard = await talk.sends_file(RAVI, "image/jpeg", size=size * 1024 * 1024)
    assert f"{size} MB" in heard.text
    assert heard.button("Fill it on the web") == "onweb:S-1042-1"
    assert talk.form().shots == {}
    assert talk.form().answers["earth_ohm"]


async def test_an_album_moves_the_card_once_and_is_kept_whole() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    before = talk.moved()
    heard = [await talk.sends_photo(RAVI, name, album="a1") for name in ("one", "two", "three")]
    assert talk.moved() == before + 1
    next_one = await talk.taps(RAVI, heard[0].button("Done"))
    assert "Photos: 3 received" in next_one.text


async def test_a_photo_of_an_album_that_comes_after_done_is_kept_too() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    first = await talk.sends_photo(RAVI, "one", album="a1")
    summary = await talk.taps(RAVI, first.button("Done"))
    late = await talk.sends_photo(RAVI, "two", album="a1")
    assert "Photos: 2 received" in late.text
    await talk.taps(RAVI, summary.button("Submit"))
    visit = await talk.house.uow().get(Visit, "S-1042-1")
    assert visit.report is not None
    assert len(visit.report.photos) == 2


async def test_an_album_whose_first_picture_is_too_large_keeps_the_others() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    large = await talk.sends_file(RAVI, "image/jpeg", 21 * 1024 * 1024, media_group_id="a1")
    heard = [await talk.sends_photo(RAVI, name, album="a1") for name in ("two", "three")]
    assert "21 MB" in large.text
    assert "2 received" in (await talk.taps(RAVI, heard[0].button("Done"))).text


async def test_photos_while_something_else_is_asked_wait_until_it_is_said_what_they_are_of() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.writes(RAVI, "single phase")
    heard = [await talk.sends_photo(RAVI, name, album="a1") for name in ("one", "two", "three")]
    assert "What is this of? 3 not placed yet." in heard[-1].text
    assert "Please tap what the picture is of." in (await talk.writes(RAVI, "10")).text
    placed = await talk.taps(RAVI, heard[0].button("Photos"))
    assert "Sanctioned load (kW)" in placed.text
    assert len(talk.form().shots["photos"]) == 3


async def test_photos_that_belong_nowhere_are_thrown_away() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    heard = await talk.sends_photo(RAVI, "a-cat")
    assert "1 of 6" in (await talk.taps(RAVI, heard.button("Throw away"))).text
    assert talk.form().shots == {}


async def test_more_photos_than_are_kept_are_refused() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    for number in range(30):
        await talk.sends_photo(RAVI, f"n{number}", album="a1")
    too_many = await talk.sends_photo(RAVI, "one-more", album="a1")
    assert too_many.text == "At most 30 are kept. Tap Done, or send them again."
    assert len(talk.form().shots["photos"]) == 30


async def test_the_same_photo_sent_twice_counts_once() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    await talk.sends_photo(RAVI, "meter")
    again = await talk.sends_photo(RAVI, "meter")
    assert "1 received so far" in again.text


async def test_photos_can_be_sent_again_from_the_first() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    one = await talk.sends_photo(RAVI, "blurred")
    await talk.taps(RAVI, one.button("Send them again"))
    await talk.sends_photo(RAVI, "sharp")
    assert [shot.picture.file_id for shot in talk.form().shots["photos"]] == ["sharp-1280"]


async def test_a_picture_that_is_found_too_dark_is_asked_for_again_and_may_be_kept_with_a_reason() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    one = await talk.sends_photo(RAVI, "meter")
    done = await talk.taps(RAVI, one.button("Done"))
    seen = await talk.looked_at("u-meter-1280", Looks(sha256="a" * 64, width=1280, height=960, brightness=3))
    assert "too dark to read. Please take it again" in seen
    refused = await talk.taps(RAVI, done.button("Submit"))
    assert "Still open: Photos" in refused.text
    listed = await talk.taps(RAVI, refused.button("All items"))
    asked = await talk.taps(RAVI, listed.button("• Photos"))
    await talk.taps(RAVI, asked.button("Keep them, with a reason"))
    end = await talk.writes(RAVI, "the cellar has no light")
    await talk.taps(RAVI, end.button("Submit"))
    visit = await talk.house.uow().get(Visit, "S-1042-1")
    assert visit.report is not None
    assert visit.report.kept == {"u-meter-1280": "the cellar has no light"}


async def test_a_serial_number_is_read_from_the_photo_of_its_sticker() -> None:
    visit = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION)
    talk = Talk(await a_house(a_lead(stage=Stage.INSTALLATION_SCHEDULED, visits_made=1), visit))
    await talk.begins(RAVI, Action.REPORT, "I-1042-1")
    await talk.sends_photo(RAVI, "sticker")
    codes = (Code(text="S/N: AC74-2026-000123", sort="Code128"),)
    looks = Looks(sha256="a" * 64, width=1280, height=960, brightness=120, sharpness=90, codes=codes)
    seen = await talk.looked_at("u-sticker-1280", looks)
    assert "So far: AC74-2026-000123 (Ravi)" in seen
    assert "2 of 8" in (await talk.taps(RAVI, f"skip:{talk.drafts(RAVI)[0].id}")).text


async def test_done_without_a_photo_is_refused() -> None:
    talk = await a_talk()
    await up_to_photos(talk)
    [draft] = talk.drafts(RAVI)
    heard = await talk.taps(RAVI, f"done:{draft.id}")
    assert heard.toast == "At least 1 first, please."


async def test_the_second_tap_on_submit_says_it_is_done() -> None:
    talk = await a_talk()
    summary = await to_the_summary(talk)
    await talk.taps(RAVI, summary.button("Submit"))
    events = len(talk.house.ledger.events)
    again = await talk.taps(RAVI, summary.button("Submit"))
    assert again.toast == "This is done already."
    assert len(talk.house.ledger.events) == events


async def test_an_answer_is_changed_from_the_summary() -> None:
    talk = await a_talk()
    summary = await to_the_summary(talk)
    listed = await talk.taps(RAVI, summary.button("All items"))
    await talk.taps(RAVI, listed.button("✓ Earth resistance"))
    changed = await talk.writes(RAVI, "12")
    assert "✗ Earth resistance: 12 Ω (out of limits: good up to 5 Ω" in changed.text


async def test_a_reading_to_watch_wants_a_word_and_keeps_it() -> None:
    talk = await a_talk()
    summary = await to_the_summary(talk)
    listed = await talk.taps(RAVI, summary.button("All items"))
    await talk.taps(RAVI, listed.button("✓ Earth resistance"))
    asked = await talk.writes(RAVI, "7")
    assert "This is to watch (good up to 5 Ω" in asked.text
    refused = await talk.taps(RAVI, summary.button("Submit"))
    assert "Still open: Earth resistance" in refused.text
    await talk.taps(RAVI, (await talk.taps(RAVI, refused.button("All items"))).button("⚠ Earth resistance"))
    await talk.writes(RAVI, "7")
    said = await talk.writes(RAVI, "dry soil, watered before the installation")
    assert "“dry soil, watered before the installation”" in said.text
    await talk.taps(RAVI, said.button("Submit"))
    visit = await talk.house.uow().get(Visit, "S-1042-1")
    assert visit.report is not None
    assert visit.report.words == {"earth_ohm": "dry soil, watered before the installation"}
    assert visit.report.verdicts == {"earth_ohm": "warn"}


async def test_words_at_the_summary_are_answered_with_the_summary() -> None:
    talk = await a_talk()
    await to_the_summary(talk)
    heard = await talk.writes(RAVI, "ok")
    assert "Nothing counts yet" in heard.text


async def test_a_report_left_for_later_is_taken_up_by_its_button_and_by_its_beginning() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    second = await talk.taps(RAVI, first.button("Single phase"))
    kept = await talk.taps(RAVI, second.button("Continue later"))
    assert not (await talk.writes(RAVI, "10")).handled
    assert "2 of 6" in (await talk.taps(RAVI, kept.button("Continue"))).text
    await talk.taps(RAVI, second.button("Continue later"))
    assert "2 of 6" in (await talk.begins(RAVI, Action.REPORT, "S-1042-1")).text
    assert len(talk.drafts(RAVI)) == 1


async def test_the_command_leaves_the_report_and_its_answers_stay() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.taps(RAVI, first.button("Single phase"))
    assert "What was answered is kept" in (await talk.writes(RAVI, "/cancel")).text
    assert not (await talk.writes(RAVI, "/cancel")).handled
    assert "cancelled" in (await talk.taps(RAVI, first.button("Single phase"))).toast
    assert "2 of 6" in (await talk.begins(RAVI, Action.REPORT, "S-1042-1")).text


async def test_two_fill_it_at_once_and_both_see_it() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    hers = await talk.begins(MANOJ, Action.REPORT, "S-1042-1")
    await talk.taps(MANOJ, hers.button("Three phase"))
    await talk.writes(RAVI, "single phase")
    seen = await talk.writes(MANOJ, "10")
    assert "3 of 6" in seen.text
    given = talk.form()
    assert (given.given["supply_phase"].answer, given.given["supply_phase"].by) == ("1", "Ravi")
    assert [old.answer for old in given.before["supply_phase"]] == ["3"]
    assert {card.chat for card in talk.house.ledger.refreshed if card.card == FORM_CARD} >= {701, 702}


async def test_an_edited_message_changes_the_answer_it_gave() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.writes(RAVI, "single phase")
    await talk.writes(RAVI, "10", message_id=777)
    await talk.edits(RAVI, text="12 kW", message_id=777)
    assert talk.form().answers["sanctioned_load_kw"] == "12"
    assert "number (kW)" in (await talk.edits(RAVI, text="a lot", message_id=777)).text
    assert talk.form().answers["sanctioned_load_kw"] == "12"
    assert (await talk.edits(RAVI, text="99", message_id=778)).messages == ()


async def test_other_commands_are_no_answers() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    assert not (await talk.writes(RAVI, "/help")).handled


async def test_an_older_question_s_button_is_answered_with_what_is_asked_now() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.taps(RAVI, first.button("Single phase"))
    again = await talk.taps(RAVI, first.button("Three phase"))
    assert "2 of 6" in again.text
    assert talk.form().answers == {"supply_phase": "3"}


async def test_a_double_tap_does_not_answer_the_next_question_of_the_same_answers() -> None:
    visit = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION)
    talk = Talk(await a_house(a_lead(stage=Stage.INSTALLATION_SCHEDULED, visits_made=1), visit))
    await talk.begins(RAVI, Action.REPORT, "I-1042-1")
    for answer in ("AC74-2026-000123", "17.5", "1.2", "3.5"):
        await talk.writes(RAVI, answer)
    trips = await talk.writes(RAVI, "200")
    await talk.taps(RAVI, trips.button("Yes"))
    again = await talk.taps(RAVI, trips.button("Yes"))
    assert "The customer has been shown how to use it" in again.text
    assert "demo_done" not in talk.form("F-I-1042-1").answers


async def test_what_is_skipped_stays_open_and_comes_again_at_the_end() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    second = await talk.taps(RAVI, first.button("Skip ›"))
    assert "2 of 6" in second.text
    assert "Still open: Supply" in second.text
    for answer in ANSWERS:
        await talk.writes(RAVI, answer)
    last = await talk.sends_photo(RAVI, "meter")
    assert "1 of 6" in (await talk.taps(RAVI, last.button("Done"))).text
    end = await talk.taps(RAVI, last.button("Check and submit"))
    assert "Still open: Supply" in end.text
    assert "Submit" not in [button.label for button in end.buttons]


async def test_a_returned_report_begins_with_what_it_said() -> None:
    talk = await a_talk()
    await talk.taps(RAVI, (await to_the_summary(talk)).button("Submit"))
    returning = await talk.begins(MEERA, Action.RETURN, "S-1042-1")
    assert "done again" in returning.text
    check = await talk.writes(MEERA, "earth resistance")
    await talk.taps(MEERA, check.button("Submit"))
    again = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    assert "Ops asks you to do this again: earth resistance" in again.text
    assert "Photos: 1 received" in again.text
    await talk.taps(RAVI, again.button("Submit"))
    lead = await talk.house.uow().get(Lead, "L-1042")
    assert lead.stage is Stage.SURVEY_REVIEW


async def test_a_report_is_not_begun_where_it_could_not_be_submitted() -> None:
    talk = await a_talk(state=VisitState.CONFIRMED)
    heard = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    assert "no longer be done" in heard.refusal
    assert talk.drafts(RAVI) == []


async def test_a_form_whose_visit_was_lost_keeps_its_answers_and_takes_no_more() -> None:
    talk = await a_talk()
    summary = await to_the_summary(talk)
    visit = await talk.house.uow().get(Visit, "S-1042-1")
    lost, _ = visit.absent(by=BY, now=NOW)
    await talk.house.uow().save(lost)
    assert "no longer be done" in (await talk.begins(RAVI, Action.REPORT, "S-1042-1")).refusal
    assert "no longer to be reported here" in (await talk.writes(RAVI, "12")).text
    assert talk.drafts(RAVI) == []
    assert "cancelled" in (await talk.taps(RAVI, summary.button("Submit"))).toast
    assert talk.form().answers["earth_ohm"] == "3.5"


async def test_a_card_of_a_team_that_lost_the_visit_shows_nothing_of_what_the_next_one_answers() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1")
    await talk.taps(RAVI, first.button("Single phase"))
    visit = await talk.house.uow().get(Visit, "S-1042-1")
    await talk.house.uow().save(replace(visit, team="T-2"))
    [pen] = talk.drafts(RAVI)
    card = form_card(await page_of(talk.house.uow(), pen.id), Speaker(), private=True)
    assert card.text.endswith("S-1042-1 is no longer to be reported here.")
    assert card.keyboard == ()
    assert "is no longer to be reported here." in (await talk.writes(RAVI, "10")).text
    assert talk.drafts(RAVI) == []


async def test_what_a_hostile_person_types_stays_words() -> None:
    report = Report(answers={}, photos=(), submitted_at=NOW, by="Ravi")
    talk = Talk(
        await a_house(a_lead(stage=Stage.SURVEY_REVIEW), a_visit(state=VisitState.REPORTED, report=report))
    )
    await talk.begins(MEERA, Action.RETURN, "S-1042-1")
    hostile = "<b>{redo}</b> %s \u202ereversed\u202c [x](tg://user?id=1) 👩‍🔧 _*`"
    check = await talk.writes(MEERA, hostile)
    assert "<b>{redo}</b> %s" in check.text
    assert {entity.type for message in check.messages for entity in message.entities} == {"bold"}
    end = await talk.taps(MEERA, check.button("Submit"))
    assert end.refusal == ""


async def test_five_thousand_characters_are_too_many() -> None:
    report = Report(answers={}, photos=(), submitted_at=NOW, by="Ravi")
    talk = Talk(
        await a_house(a_lead(stage=Stage.SURVEY_REVIEW), a_visit(state=VisitState.REPORTED, report=report))
    )
    await talk.begins(MEERA, Action.RETURN, "S-1042-1")
    heard = await talk.writes(MEERA, "अ👍" * 2500)
    assert heard.text == "That is too long: at most 500 characters, you sent 5000."
    assert talk.drafts(MEERA)[0].answers == {}
