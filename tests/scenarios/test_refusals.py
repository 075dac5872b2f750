"""Wrong people, wrong things, wrong moments, and a Telegram or a database that fails: nothing is lost or doubled."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.demo import TOKEN
from bot.intake import Intake
from domain.events import Happening
from storage.screens import SqlScreens
from tests.scenarios import days
from tests.scenarios.conftest import SUNDAY_NOON
from tests.scenarios.days import ASHA, DECCAN, KONKAN, LEAD, OPS, SUNRISE, SURVEY, SURVEY_SLOT
from tests.scenarios.town import PEOPLE, Town, a_town

MEERA = PEOPLE["meera"]
STRANGER = "Hello! This bot works by invitation."


async def joins(town: Town, who: str, chat: int) -> None:
    """Somebody is taken into a group by its people; that gives no role."""
    answer = await town.sim.post(f"/sim/chats/{chat}/members", json={"add": [PEOPLE[who]]})
    assert answer.is_success, answer.text
    await town.quiet()


async def happened(town: Town, kind: Happening) -> int:
    """How often it stands in the lead's timeline."""
    async with town.parts.database.read() as connection:
        return [event.kind for event in await SqlScreens(connection).timeline(LEAD)].count(kind)


async def test_a_stranger_and_a_person_let_go_can_do_nothing(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    vikram, manoj = PEOPLE["vikram"], PEOPLE["manoj"]
    await town.say("vikram", "/start")
    await town.told(vikram, STRANGER)
    await town.say("vikram", f"/lead {LEAD}")
    await town.told(vikram, "This is not yours to do.")
    await town.say("vikram", "/start not-a-link")
    await town.told(vikram, "This link is not valid.")
    await joins(town, "vikram", SUNRISE)
    assert await town.tap("vikram", "Acknowledge", SUNRISE) == (
        "This is not yours to do. It belongs to: the field team."
    )

    await town.say("meera", "/revoke p1051")
    await town.told(MEERA, "Manoj Shinde has no role any more.")
    assert "not yours to do" in await town.tap("manoj", "Acknowledge", SUNRISE)
    await town.say("manoj", "/home")
    await town.told(manoj, STRANGER)
    assert await days.owes(town) == ("survey_scheduled", "field", "acknowledge_visit")
    await town.holds()
    await town.nobody_else()


async def test_somebody_elses_button_changes_nothing_and_tells_only_him(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    await joins(town, "naveen", SUNRISE)
    await joins(town, "farida", SUNRISE)
    another_team = "This is not yours to do: it belongs to another team, customer or OEM."
    assert await town.tap("naveen", "Acknowledge", SUNRISE) == another_team
    assert "It belongs to: the field team." in await town.tap("farida", "Acknowledge", SUNRISE)
    await joins(town, "lakhan", OPS)
    assert "It belongs to: Central Ops." in await town.tap("lakhan", "Hold", OPS)
    await town.say("naveen", f"/lead {LEAD}")
    await town.told(PEOPLE["naveen"], f"There is no {LEAD}.")
    assert await days.owes(town) == ("survey_scheduled", "field", "acknowledge_visit")
    await town.nobody_else()


async def test_a_form_in_a_group_belongs_to_the_one_who_began_it(town: Town) -> None:
    await days.pass_until(town, days.survey_day)
    await town.tap("lakhan", "Write the report", SUNRISE)
    await town.told(SUNRISE, "1 of 6")
    assert await town.tap("manoj", "Single phase", SUNRISE) == "This form belongs to Lakhan Pawar."
    await town.say("manoj", "we have tea first", SUNRISE)
    await town.tap("lakhan", "Three phase", SUNRISE)
    await town.told(SUNRISE, "Sanctioned load (kW)")
    await town.answer("lakhan", "ten", SUNRISE)
    await town.told(SUNRISE, "Please answer with a number (kW). Example: 10.")
    await town.answer("lakhan", "10", SUNRISE)
    await town.told(SUNRISE, "Cable from the meter")
    assert "3 of 6" in await town.card(SUNRISE, "Survey report · ")
    await town.nobody_else()


async def test_an_old_button_says_what_has_happened_since(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    [old] = [m for m in await town.messages(OPS) if "All documents are in" in (m.get("text") or "")]
    assert await town.tap_on("ravi", "Propose slots", OPS, old["id"]) == (
        f"{LEAD} is at “Survey scheduled” since Sun 22 Nov, 12:00, so this can no longer be done."
    )
    [old] = [m for m in await town.messages(ASHA) if "When may we come" in (m.get("text") or "")]
    assert "is “booked” since" in await town.tap_on("asha", "Mon 23 Nov, 15:00–17:00", ASHA, old["id"])
    nonsense = {"from": PEOPLE["asha"], "data": "nonsense:1"}
    answer = await town.sim.post(f"/sim/chats/{ASHA}/messages/{old['id']}/taps", json=nonsense)
    assert "This button is not known any more." in answer.json()["text"]
    await town.quiet()
    await town.nobody_else()


async def at_once(town: Town, *taps: tuple[str, str, int]) -> list[str]:
    """Several people tap at the same moment: (who, button, chat)."""
    found = [(who, button, chat, (await town.with_button(chat, button))["id"]) for who, button, chat in taps]
    toasts = await asyncio.gather(*[town.tap_only(*tap) for tap in found])
    await town.quiet()
    return sorted(toasts)


async def test_two_taps_at_once_do_it_once(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    twice = [("lakhan", "Acknowledge", SUNRISE), ("lakhan", "Acknowledge", SUNRISE)]
    first, again = await at_once(town, *twice)
    assert first == f"{SURVEY} is yours."
    assert "is “acknowledged” since" in again
    assert await happened(town, Happening.VISIT_ACKNOWLEDGED) == 1
    await town.holds()
    await town.nobody_else()


async def test_of_two_teams_that_accept_at_once_one_has_the_visit(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await days.survey_morning(town)
    await town.tap("lakhan", "We cannot make it", SUNRISE)
    await town.tap("lakhan", "Somebody is ill", SUNRISE)
    await town.skip()
    toasts = await at_once(town, ("naveen", "Accept", DECCAN), ("omkar", "Accept", KONKAN))
    assert [toast for toast in toasts if "is yours. Thank you!" in toast] != []
    assert f"Another team has taken {SURVEY} already. Thank you all the same." in toasts
    assert await happened(town, Happening.BACKUP_FOUND) == 1
    cards = [await town.card(chat, f"{SURVEY} ·") for chat in (DECCAN, KONKAN)]
    assert len([card for card in cards if "belongs to another team now" in card]) == 1
    await town.holds()


async def test_a_bill_that_is_no_picture_or_too_large_is_explained(town: Town) -> None:
    await days.pass_until(town, days.customer_joins)
    await town.tap("asha", "Share what is missing")
    await town.told(ASHA, "Please send the latest electricity bill")
    await town.say("asha", "I send it later")
    await town.told(ASHA, "Please send a photo or a PDF file (📎), up to 20 MB.")
    await town.document("asha", "bill.pdf", b"%PDF-1.4" + b"0" * (21 * 1024 * 1024), "application/pdf")
    await town.told(ASHA, "This file has 22 MB, and at most 20 MB can be fetched.")
    await town.document("asha", "bill.zip", b"PK00", "application/zip")
    await town.told(ASHA, "Please send a photo or a PDF file (📎), up to 20 MB.")
    await town.document("asha", "bill.pdf", b"%PDF-1.4 a bill", "application/pdf")
    await town.told(ASHA, "2 of 3", "the key below")
    await town.nobody_else()


async def test_hostile_names_are_shown_as_they_are_and_break_nothing(town: Town) -> None:
    name = "<b>Asha</b> & \u202eevil\u2066 😀 " + "x" * 80
    body = {**days.BODY, "name": name, "address": "<i>&amp;</i> [x](tg://user?id=1) *_`" * 8}
    assert (await town.api("POST", "/api/v1/leads", json=body)).status_code == 201
    [card] = await town.told(OPS, "Customer: <b>Asha</b> & evil 😀 xxx")
    assert not {"italic", "text_link", "text_mention"} & {entity["type"] for entity in card["entities"]}
    refused = await town.api("POST", "/api/v1/leads", json={**body, "reference": "VM-78", "name": "n" * 5000})
    assert refused.json()["errors"][0]["field"] == "name"

    await town.sim.post(
        "/sim/users", json={"id": ASHA, "first_name": "<b>A</b>\u202e😀", "last_name": "y" * 60}
    )
    await town.tap("ravi", "Reached", OPS)
    await town.tap("meera", "Customer link", OPS)
    words, _ = await town.told(OPS, "Hello <b>Asha</b>", "Until it is used")
    await town.say("asha", f"/start {words['text'].split('?start=')[1].split()[0]}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    await town.tap("asha", "I agree")
    await town.told(ASHA, f"Your charger, {LEAD}")
    await town.tap("asha", "Share what is missing")
    await town.told(ASHA, "1 of 3")
    await town.photo("asha")
    await town.told(ASHA, "2 of 3", "the key below")
    await town.say("asha", "<b>Flat 4</b>, Rose Park & Sons \u202e, Baner")
    await town.told(ASHA, "Noted.", "3 of 3")
    await town.say("asha", "z" * 4096)
    await town.told(ASHA, "That is too long: at most 200 characters, you sent 4096.")
    await town.say("asha", "<script>😀 Prakash</script>, 98220 12345")
    await town.told(ASHA, "That was all", "we have everything we need")
    await town.told(OPS, "All documents are in")
    await town.tap("ravi", "Open L-1042", OPS)
    [card] = await town.told(OPS, "Address: <b>Flat 4</b>, Rose Park & Sons , Baner")
    assert "\u202e" not in card["text"]
    await town.holds()
    await town.nobody_else()


async def test_an_update_that_cannot_be_read_is_kept_and_stops_nobody(town: Town) -> None:
    intake = Intake(store=town.parts.inbox, clock=town.parts.clock, stored=town.worker.stored)
    ravi: dict[str, Any] = {"id": PEOPLE["ravi"], "is_bot": False, "first_name": "Ravi"}
    words = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": ravi["id"], "type": "private"},
        "from": ravi,
        "text": "/home",
    }
    await intake.keep(
        town.parts.bot_id,
        [
            {"update_id": 900_001, "message": {"message_id": "x", "chat": words["chat"], "from": ravi}},
            {"update_id": 900_002, "something_new": {"from": ravi}},
            {"update_id": 900_003, "message": words},
        ],
    )
    await town.quiet()
    await town.told(PEOPLE["ravi"], "You owe nothing now.")
    await town.told(MEERA, "it is kept: update 900001.", "it is kept: update 900002.")
    kept = await town.parts.inbox.given_up()
    assert {(row["update_id"], row["status"]) for row in kept} == {
        (900_001, "quarantined"),
        (900_002, "quarantined"),
    }
    await town.nobody_else()


async def test_what_telegram_delivers_twice_is_done_once(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    await town.fault("duplicate", count=4)
    assert await town.tap("lakhan", "Acknowledge", SUNRISE) == f"{SURVEY} is yours."
    assert await happened(town, Happening.VISIT_ACKNOWLEDGED) == 1
    await town.say("ravi", "/help", OPS)
    await town.told(OPS, "How this works")
    await town.holds()
    await town.nobody_else()


async def test_a_lost_answer_repeats_a_message_once_and_a_card_never(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    await town.fault("lost_answer", chat=SUNRISE, method="editMessageText")
    await town.tap_only(
        "lakhan", "Acknowledge", SUNRISE, (await town.with_button(SUNRISE, "Acknowledge"))["id"]
    )
    await town.faults_are_over()
    assert "call the customer to confirm the visit" in await town.card(SUNRISE, f"Survey ID {SURVEY}")

    await town.fault("lost_answer", chat=OPS, method="sendMessage")
    await town.tap_only("ravi", "Timeline", OPS, (await town.with_button(OPS, "Timeline"))["id"])
    await town.faults_are_over()
    await town.told(OPS, "What has happened to L-1042", "What has happened to L-1042")
    await town.fault("server_error", chat=OPS, method="sendMessage")
    await town.fault("too_many_requests", chat=OPS, method="sendMessage", retry_after=3)
    await town.tap_only("ravi", "Hold", OPS, (await town.with_button(OPS, "Hold"))["id"])
    await town.faults_are_over()
    await town.told(OPS, "Put on hold", "Why does the lead have to wait?")
    await town.holds()


async def test_what_a_customer_who_blocked_the_bot_should_know_is_told_by_ops(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    await blocks(town, blocked=True)
    await town.clock_to(days.november(23, "10:00"))
    [words] = await town.told(
        OPS, "Asha Rao cannot be reached on Telegram: please tell the customer by phone"
    )
    assert f"Reminder: survey on {SURVEY_SLOT}" in words["text"]
    await town.told(SUNRISE, f"Reminder: {SURVEY}")
    await town.say("meera", "/undelivered")
    [listed] = await town.told(MEERA, "What could not be delivered")
    assert f"reminded {SURVEY}" in listed["text"]
    await town.clock_to(days.november(24, "07:00"))
    await town.told(SUNRISE, f"Please call the customer of {SURVEY} now")
    await town.tap("lakhan", "Customer confirmed", SUNRISE)
    await town.told(OPS, f"Confirmed: {SURVEY_SLOT}")

    await blocks(town, blocked=False)
    await town.clock_to(days.november(24, "09:40"))
    await days.team_sets_out(town, days.SUNRISE_CREW)
    await town.told(ASHA, "Sunrise Crew is on the way to you")
    await town.holds()
    await town.nobody_else()


async def blocks(town: Town, *, blocked: bool) -> None:
    answer = await town.sim.post(f"/sim/chats/{ASHA}/block", json={"blocked": blocked})
    assert answer.is_success, answer.text
    await town.quiet()


async def test_cards_come_anew_where_a_group_got_a_new_id(town: Town) -> None:
    await days.pass_until(town, days.survey_is_booked)
    answer = await town.sim.post(f"/sim/chats/{SUNRISE}/migrate", json={})
    moved = int(answer.json()["chat"])
    await town.quiet()
    await town.told(moved, f"Survey ID {SURVEY} · {SURVEY_SLOT}")
    assert await town.tap("lakhan", "Acknowledge", moved) == f"{SURVEY} is yours."
    await town.clock_to(days.november(23, "10:00"))
    await town.told(moved, f"Reminder: {SURVEY}")
    await town.told(ASHA, f"Reminder: survey on {SURVEY_SLOT}")
    await town.holds()
    await town.nobody_else()


@pytest.mark.parametrize(("method", "same"), [("closeForumTopic", True), ("deleteForumTopic", False)])
async def test_a_topic_that_was_closed_is_written_to_and_a_deleted_one_opened_anew(
    town: Town, method: str, *, same: bool
) -> None:
    """An administrator, which the bot is, may write to a topic that is closed."""
    await days.pass_until(town, days.customer_joins)
    before = (await town.with_button(OPS, "Timeline"))["thread"]
    call = {"chat_id": OPS, "message_thread_id": before}
    assert (await town.sim.post(f"/bot{TOKEN}/{method}", json=call)).is_success
    await town.skip(OPS)
    await town.tap("asha", "Share what is missing")
    await town.photo("asha")
    await town.say("asha", "Flat 4, Rose Park, Baner, Pune 411045")
    await town.say("asha", "I have none")
    told = [m for m in await town.messages(OPS) if "All documents are in" in (m.get("text") or "")]
    assert len(told) == 1
    assert told[0]["thread"] is not None
    assert (told[0]["thread"] == before) is same
    await town.tap("ravi", "Propose slots", OPS, within="All documents are in")
    assert await days.owes(town) == ("survey_scheduling", "customer", "choose_slot")
    await town.holds()


@pytest.fixture
async def sqlite_town(tmp_path: Path, http_port: int) -> AsyncIterator[Town]:
    async with a_town(tmp_path, f"sqlite:///{tmp_path / 'town.db'}", http_port, SUNDAY_NOON) as found:
        yield found


async def test_while_another_process_holds_the_database_inputs_wait(
    sqlite_town: Town, tmp_path: Path
) -> None:
    town = sqlite_town
    await days.pass_until(town, days.survey_is_booked)
    button = await town.with_button(SUNRISE, "Acknowledge")
    other = sqlite3.connect(tmp_path / "town.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    tapped = asyncio.create_task(town.tap_only("lakhan", "Acknowledge", SUNRISE, button["id"]))
    await asyncio.sleep(2.5)
    assert not tapped.done()
    other.execute("ROLLBACK")
    other.close()
    assert await tapped == f"{SURVEY} is yours."
    await town.quiet()
    assert await happened(town, Happening.VISIT_ACKNOWLEDGED) == 1
    await town.holds()
    await town.nobody_else()


async def test_ops_takes_the_steps_of_a_customer_who_has_no_telegram(town: Town) -> None:
    await days.pass_until(town, days.lead_arrives)
    await town.tap("ravi", "Reached", OPS)
    assert await town.tap("ravi", "Customer agrees to the privacy notice", OPS) == "Noted."
    await town.tap("ravi", "Enter documents for the customer", OPS)
    await town.told(OPS, "1 of 3", "Please send the latest electricity bill")
    await town.photo("ravi", OPS, reply=True)
    await town.told(OPS, "2 of 3", "Where will the charger be?")
    await town.answer("ravi", "Flat 4, Rose Park, Baner, Pune 411045", OPS)
    await town.told(OPS, "3 of 3")
    await town.tap("ravi", "I have none", OPS)
    await town.told(OPS, "That was all", "All documents are in", "we have everything we need")
    await town.tap("ravi", "Propose slots", OPS)
    [asked] = await town.told(OPS, "When may we come for the survey?")
    await town.tap_on("ravi", SURVEY_SLOT, OPS, asked["id"])
    await town.told(OPS, f"The customer chose {SURVEY_SLOT}", "Noted")
    await town.tap("ravi", "Assign Sunrise Crew", OPS)
    await town.told(OPS, "Your survey is booked", f"{SURVEY} is booked")
    await town.told(SUNRISE, f"Survey ID {SURVEY}")
    assert await happened(town, Happening.CONSENT_GIVEN) == 1
    await town.tap("ravi", "Timeline", OPS)
    [told] = await town.told(OPS, "Customer agreed to the privacy notice – Ravi Kulkarni for the customer")
    assert "Slot chosen S-1042-1 – Ravi Kulkarni for the customer" in told["text"]
    assert await days.owes(town) == ("survey_scheduled", "field", "acknowledge_visit")
    await town.holds()
    await town.nobody_else()
