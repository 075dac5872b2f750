"""The customer's own data: whoever refuses leaves nothing, whoever withdraws is let be, whoever asks gets or erases it."""

import json
from pathlib import Path

from sqlalchemy import select

from domain.leads.consent import CURRENT, Reply
from domain.leads.lead import Lead
from domain.people.person import Invite, Person
from storage.schema import metadata
from tests.scenarios import days
from tests.scenarios.days import (
    ASHA,
    LEAD,
    OPS,
    documents_are_shared,
    lead_arrives,
    link_for_the_customer,
    owes,
)
from tests.scenarios.town import PEOPLE, Town

VIKRAM = PEOPLE["vikram"]


async def the_lead(town: Town) -> Lead:
    async with town.parts.database.read() as connection:
        return await town.parts.work.on(connection, town.parts.clock.now(), reading=True).get(Lead, LEAD)


async def everything(town: Town) -> str:
    """Every row of every table, as text."""
    found: list[str] = []
    async with town.parts.database.read() as connection:
        for table in metadata.sorted_tables:
            found += [
                f"{table.name}: {tuple(row)}" for row in (await connection.execute(select(table))).all()
            ]
    return "\n".join(found)


def files_in(folder: Path) -> list[Path]:
    """The archived ones: they are named by their SHA-256."""
    return [path for path in folder.rglob("*") if path.is_file() and len(path.name) == 64]


async def opens_link(town: Town) -> str:
    token = await link_for_the_customer(town)
    await town.say("asha", f"/start {token}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    return token


async def test_who_refuses_leaves_nothing_but_what_the_oem_sent(town: Town) -> None:
    await lead_arrives(town)
    await town.tap("ravi", "Reached", OPS)
    token = await opens_link(town)
    assert await town.tap("asha", "I do not agree") == "Noted."
    await town.told(ASHA, "We keep nothing of yours")
    await town.told(OPS, "The customer did not agree to the privacy notice")
    assert await owes(town) == ("documents", "ops", "settle_consent")
    lead = await the_lead(town)
    assert (lead.customer_person, lead.documents.missing) == (None, tuple(lead.documents.missing))
    assert len(lead.documents.missing) == 3
    assert [(entry.reply, entry.version) for entry in lead.consents] == [(Reply.REFUSED, CURRENT)]
    async with town.parts.database.read() as connection:
        people = await town.parts.work.on(connection, town.parts.clock.now(), reading=True).all(Person)
    [forgotten] = [person for person in people if not person.active]
    assert (forgotten.telegram_id, forgotten.name, forgotten.grants) == (None, "", ())

    await town.photo("asha")
    await town.told(ASHA, "This bot works by invitation")
    assert "open your link again" in await town.tap("asha", "I agree")
    assert (await the_lead(town)).documents.bill is None
    await town.advance("100h")
    await town.skip(OPS, PEOPLE["meera"])
    await town.say("asha", f"/start {token}")
    await town.told(ASHA, "Do you agree?")
    await town.tap("asha", "I agree")
    await town.told(ASHA, f"Your charger, {LEAD}")
    await town.told(
        OPS, "The customer has opened the link", "The customer agrees to the privacy notice again"
    )
    assert await owes(town) == ("documents", "customer", "share_documents")
    await town.holds()


async def test_a_second_person_who_opens_the_link_sees_nothing_and_ops_hears_of_it_once(town: Town) -> None:
    await lead_arrives(town)
    token = await opens_link(town)
    for _ in range(2):
        await town.say("vikram", f"/start {token}")
        [told] = await town.told(VIKRAM, "This link has been used by another person already")
        assert "Asha" not in told["text"]
        assert LEAD not in told["text"]
    await town.told(OPS, "Somebody else has opened the customer's link")
    await town.holds()
    await town.nobody_else()


async def test_the_link_is_the_same_until_it_is_used_and_opens_nothing_once_revoked(town: Town) -> None:
    await lead_arrives(town)
    token = await link_for_the_customer(town)
    assert await link_for_the_customer(town) == token
    assert await town.tap("meera", "Revoke the link", OPS) == "The link opens nothing any more."
    await town.say("asha", f"/start {token}")
    await town.told(ASHA, "This link has been used or has expired.")
    assert await link_for_the_customer(town) != token
    await town.nobody_else()


async def test_the_link_comes_as_a_qr_code_too(town: Town) -> None:
    await lead_arrives(town)
    await town.tap("meera", "Customer link", OPS)
    invited, _ = await town.told(OPS, "आपका EV चार्जर", "Until it is used")
    assert invited["photo"]


async def test_who_withdraws_is_asked_for_nothing_and_can_agree_again(town: Town) -> None:
    await days.pass_until(town, days.customer_joins)
    await town.tap("asha", "Share what is missing")
    await town.told(ASHA, "1 of 3")
    await town.photo("asha")
    await town.told(ASHA, "2 of 3", "the key below")
    await town.say("asha", "/privacy")
    await town.told(ASHA, "If you withdraw your consent, we collect nothing more")
    assert await town.tap("asha", "Withdraw my consent") == "Your consent is withdrawn."
    await town.told(ASHA, "You withdrew your consent", "Your installation is paused for now")
    await town.told(OPS, "The customer withdrew his consent", f"{LEAD} is on hold")
    await town.told(days.VOLTERA, "Reason: the customer withdrew his consent")
    assert await owes(town) == ("on_hold", "ops", "review_hold")

    assert "on hold" in (await town.tap("asha", "Share what is missing")).lower()
    await town.say("asha", "", location={"latitude": 18.559, "longitude": 73.779})
    await town.told(ASHA, "Do you agree?")
    assert (await the_lead(town)).documents.location is None
    assert (await the_lead(town)).documents.bill is not None

    await town.tap("asha", "Read the privacy notice")
    await town.told(ASHA, "Do you agree?")
    await town.tap("asha", "I agree")
    await town.told(ASHA, "Your installation is paused for now")
    await town.told(OPS, "The customer agrees to the privacy notice again")
    replies = [entry.reply for entry in (await the_lead(town)).consents]
    assert replies == [Reply.AGREED, Reply.WITHDRAWN, Reply.AGREED]
    await town.holds()
    await town.nobody_else()


async def test_the_customer_gets_a_copy_of_all_that_is_kept(town: Town) -> None:
    await days.pass_until(town, days.documents_come)
    await town.say("asha", "/privacy")
    await town.told(ASHA, "You agreed on")
    await town.tap("asha", "Send me all my data")
    readable, for_programs = await town.told(ASHA, "A copy of your data", "")
    copy = json.loads(await town.file(for_programs))
    assert copy["you"]["phone"] == "+919820010001"
    assert copy["shared"]["electrician"] == {"name": "Prakash Jadhav", "phone": "+919822012345"}
    assert copy["consent"][0]["version"] == CURRENT
    assert "Prakash Jadhav" in (await town.file(readable)).decode("utf-8-sig")


async def test_erased_data_stands_nowhere_any_more(town: Town) -> None:
    await days.pass_until(town, days.documents_come)
    await town.pictures_are_kept()
    bill = (await the_lead(town)).documents.bill
    assert bill is not None
    assert len(files_in(Path(town.parts.settings.media))) == 1
    await town.say("asha", "/privacy")
    await town.told(ASHA, "You agreed on")
    await town.tap("asha", "Erase my data")
    await town.told(ASHA, "What is kept, and why:")
    await town.tap("asha", "Yes, erase my data")
    await town.told(OPS, "The customer asks to have his data erased")
    await town.tap("ravi", "Erase the customer's data", OPS)
    await town.told(OPS, f"Erase the data of {LEAD}?")
    assert await town.tap("ravi", "It is the customer: erase", OPS) == f"{LEAD}: the personal data is erased."
    await town.told(ASHA, "Your data has been erased")
    await town.told(OPS, f"{LEAD} is cancelled")
    await town.told(days.VOLTERA, f"{LEAD} is cancelled")
    await town.parts.eraser.erase_due()

    kept = await everything(town)
    for needle in ("Asha Rao", "9820010001", "Prakash", "9822012345", "73.779", bill.file_id):
        assert [row[:300] for row in kept.splitlines() if needle in row] == []
    lead = await the_lead(town)
    assert (lead.customer_person, lead.documents.bill, lead.stage) == (None, None, "cancelled")
    assert [entry.reply for entry in lead.consents] == [Reply.AGREED]
    stored = files_in(Path(town.parts.settings.media))
    assert stored == []
    assert "Personal data erased" in await town.card(OPS, f"{LEAD} · Cancelled")
    await town.say("asha", "/home")
    await town.told(ASHA, "This bot works by invitation")
    await town.holds()
    await town.nobody_else()


async def test_what_the_customer_said_about_a_visit_goes_with_his_data(town: Town) -> None:
    await days.pass_until(town, days.survey_is_acknowledged)
    for begins, asked in (("I need another time", "In my own words"), ("Call it off", "Another reason")):
        await town.tap("asha", begins)
        await town.tap("asha", asked)
        await town.say("asha", "Kavita gets “married” then")
        await town.tap("asha", "Submit")
        if begins != "Call it off":
            await town.tap("ravi", "Propose slots", OPS)
            await town.tap("asha", "Tue 24 Nov, 15:00–17:00")
            await town.tap("asha", "Confirm Tue 24 Nov, 15:00–17:00")
            await town.tap("ravi", "Assign Sunrise Crew", OPS)
    assert "Kavita" in await everything(town)
    await town.say("asha", "/privacy")
    await town.tap("asha", "Erase my data")
    await town.tap("asha", "Yes, erase my data")
    await town.tap("ravi", "Erase the customer's data", OPS)
    assert await town.tap("ravi", "It is the customer: erase", OPS) == f"{LEAD}: the personal data is erased."
    assert [row[:400] for row in (await everything(town)).splitlines() if "Kavita" in row] == []
    await town.holds()


async def test_nothing_is_erased_while_a_team_is_at_the_site_or_without_a_request(town: Town) -> None:
    await days.pass_until(town, days.survey_day)
    await town.say("asha", "/privacy")
    await town.tap("asha", "Erase my data")
    await town.tap("asha", "Yes, erase my data")
    await town.skip()
    await town.tap("ravi", "Erase the customer's data", OPS)
    assert "is running: erase when it is over." in await town.tap("ravi", "It is the customer: erase", OPS)
    await town.tap("ravi", "Not confirmed: decline", OPS)
    await town.told(ASHA, "Your data has not been erased")
    assert (await the_lead(town)).erasure_asked_at is None
    assert "Nobody has asked" in await town.tap("ravi", "It is the customer: erase", OPS)
    await town.holds()


async def test_documents_replaced_stand_in_the_timeline(town: Town) -> None:
    await lead_arrives(town)
    await opens_link(town)
    await town.tap("asha", "I agree")
    await town.told(ASHA, "Your charger")
    await documents_are_shared(town)
    await town.told(ASHA, "That was all")
    await town.say("asha", "/home")
    await town.told(ASHA, "✓ electricity bill")
    await town.tap("asha", "Change what I shared")
    await town.told(ASHA, "Which answer do you want to change?")
    await town.tap("asha", "Electricity bill")
    await town.told(ASHA, "1 of 3")
    await town.photo("asha", count=3)
    await town.told(ASHA, "One picture is enough", "That was all")
    await town.tap("ravi", "Timeline", OPS)
    [told] = await town.told(OPS, "Electricity bill shared: replaces the earlier one – Asha Rao")
    assert told["text"].count("Electricity bill shared") == 2
    async with town.parts.database.read() as connection:
        invites = await town.parts.work.on(connection, town.parts.clock.now(), reading=True).all(Invite)
    assert len([invite for invite in invites if invite.grant.lead == LEAD]) == 1
