"""The customer shares what the survey needs: in Hindi, in any order, with everything that can come instead of it."""

from domain.leads.lead import Electrician, Lead, Location
from domain.leads.site import Paper, SiteKind
from domain.leads.stages import Stage
from domain.people.person import Person
from tests.scenarios import days
from tests.scenarios.days import ASHA, LEAD, OPS, lead_arrives, link_for_the_customer, owes
from tests.scenarios.town import Town

DELHI_LINK = (
    "https://www.google.com/maps/place/India+Gate/@28.6,77.2,17z/data=!3m1!4b1!4m6!3d28.612912!4d77.229510"
)


async def the_lead(town: Town) -> Lead:
    async with town.parts.database.read() as connection:
        return await town.parts.work.on(connection, town.parts.clock.now(), reading=True).get(Lead, LEAD)


async def sends(town: Town, kind: str, name: str, content: bytes, mime: str) -> None:
    answer = await town.sim.post(
        f"/sim/chats/{ASHA}/messages", data={"from": str(ASHA)}, files=[(kind, (name, content, mime))]
    )
    assert answer.is_success, answer.text
    await town.quiet()


async def asked_for_the_bill(town: Town) -> None:
    await days.pass_until(town, days.customer_joins)
    await town.tap("asha", "Share what is missing")
    await town.told(ASHA, "1 of 3")


async def test_intake_once_through_in_hindi(town: Town) -> None:
    await lead_arrives(town)
    await town.tap("ravi", "Reached", OPS)
    await town.say("asha", f"/start {await link_for_the_customer(town)}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    await town.tap("asha", "हिन्दी")
    [notice] = await town.told(ASHA, "क्या आप सहमत हैं?")
    assert "Voltera Motors" in notice["text"]
    assert await town.tap("asha", "मैं सहमत हूँ") == "धन्यवाद।"
    await town.told(ASHA, "✗ बिजली का बिल\n✗ लोकेशन\n✗ स्थानीय इलेक्ट्रीशियन")
    await town.tap("asha", "जो बाकी है वह भेजें")
    await town.told(ASHA, "3 में से 1\n\nकृपया बिजली का सबसे नया बिल भेजें")
    await town.say("asha", "बाद में")
    await town.told(ASHA, "कृपया फ़ोटो या PDF फ़ाइल (📎) भेजें")
    await town.photo("asha")
    await town.told(ASHA, "3 में से 2", "नीचे का बटन")
    await town.say("asha", "", location={"latitude": 18.559, "longitude": 73.779})
    await town.told(ASHA, "", "क्या चार्जर यहीं लगेगा?")
    await town.tap("asha", "सही है")
    await town.told(ASHA, "नोट कर लिया।", "घर का इलेक्ट्रीशियन कौन है?")
    await town.say("asha", "प्रकाश जाधव, ९८२२० १२३४५")
    await town.told(ASHA, "बस इतना ही था", "धन्यवाद, हमारे पास सब कुछ आ गया है")
    await town.told(OPS, "All documents are in")
    lead = await the_lead(town)
    assert lead.documents.electrician == Electrician(name="प्रकाश जाधव", phone="+919822012345")
    assert lead.consents[-1].language == "hi"
    await town.say("asha", "/language")
    await town.told(ASHA, "Please choose your language / कृपया अपनी भाषा चुनें")
    await town.tap("asha", "English")
    await town.told(ASHA, "I speak English with you now.")
    async with town.parts.database.read() as connection:
        uow = town.parts.work.on(connection, town.parts.clock.now(), reading=True)
        [asha] = await uow.all(Person, telegram_id=ASHA)
    assert asha.language == "en"
    await town.holds()
    await town.nobody_else()


async def test_nudges_come_in_the_customers_language_and_hours_and_name_what_is_missing(town: Town) -> None:
    await days.pass_until(town, days.customer_joins)
    await town.tap("asha", "Privacy · Language")
    await town.told(ASHA, "You agreed on")
    await town.tap("asha", "हिन्दी")
    await town.told(ASHA, "आपका चार्जर, L-1042")
    await town.photo("asha")
    await town.told(ASHA, "3 में से 2", "नीचे का बटन")
    await town.clock_to(days.november(23, "12:05"))
    [nudge] = await town.told(ASHA, "आपके बिना हम आगे नहीं बढ़ सकते\nअभी बाकी है: लोकेशन, स्थानीय इलेक्ट्रीशियन।")
    assert nudge["inline_keyboard"][0][0]["text"] == "जो बाकी है वह भेजें"
    await town.clock_to(days.november(25, "12:05"))
    await town.told(ASHA, "आपके बिना हम आगे नहीं बढ़ सकते")
    await town.clock_to(days.november(27, "12:05"))
    await town.told(OPS, "The documents do not come")
    await town.clock_to("2026-12-22T12:05:00+05:30")
    await town.told(ASHA, "आपका इंस्टॉलेशन फ़िलहाल रुका हुआ है")
    assert (await owes(town))[0] == Stage.ON_HOLD
    await town.holds()


async def test_a_place_far_away_is_doubted_and_counts_when_it_is_confirmed(town: Town) -> None:
    await asked_for_the_bill(town)
    await town.photo("asha")
    await town.told(ASHA, "2 of 3", "the key below")
    await town.say("asha", "https://maps.app.goo.gl/AbCdEf123")
    await town.told(ASHA, "This map link does not name the place by itself")
    await town.say("asha", DELHI_LINK)
    doubted = "This place is more than 100 km away from the area of your PIN code 411045."
    await town.told(ASHA, "", doubted)
    await town.tap("asha", "Send again")
    await town.told(ASHA, "2 of 3", "the key below")
    assert (await the_lead(town)).documents.location is None
    await town.say("asha", "", location={"latitude": 51.5, "longitude": -0.12})
    await town.told(ASHA, "", "This place is outside India.")
    await town.say("asha", DELHI_LINK)
    await town.told(ASHA, "", doubted)
    await town.tap("asha", "Right")
    await town.told(ASHA, "Noted.", "3 of 3")
    await town.told(OPS, "The location may be wrong")
    assert (await the_lead(town)).documents.location == Location(latitude=28.612912, longitude=77.22951)
    assert f"⚠ {doubted}" in await town.card(OPS, f"{LEAD} · Waiting for documents")
    await town.nobody_else()


async def test_his_own_number_is_recognised_before_it_counts(town: Town) -> None:
    await asked_for_the_bill(town)
    await town.say(
        "asha", "", contact={"phone_number": "+919820010001", "first_name": "Asha", "user_id": ASHA}
    )
    await town.told(ASHA, "This is your own number")
    assert (await the_lead(town)).documents.electrician is None
    await town.tap("asha", "Send again")
    await town.told(ASHA, "3 of 3")
    await town.tap("asha", "I have none")
    await town.told(ASHA, "1 of 3")
    assert (await the_lead(town)).documents.electrician == Electrician()


async def test_many_pictures_at_once_are_one_bill_and_it_is_said_once(town: Town) -> None:
    await asked_for_the_bill(town)
    await town.photo("asha", count=10)
    await town.told(ASHA, "One picture is enough", "2 of 3", "the key below")
    first = (await the_lead(town)).documents.bill
    await town.photo("asha", count=10)
    await town.told(ASHA, "Electricity bill: I have one already")
    for _ in range(3):
        await town.photo("asha")
    await town.told(ASHA)
    assert (await the_lead(town)).documents.bill == first
    await town.tap("asha", "Replace it")
    await town.told(ASHA, "Noted.", "1 of 3")
    await town.photo("asha")
    await town.told(ASHA, "2 of 3", "the key below")
    assert (await the_lead(town)).documents.bill != first
    await town.nobody_else()


async def test_what_cannot_be_used_is_named_with_what_works(town: Town) -> None:
    await asked_for_the_bill(town)
    await sends(town, "voice", "note.ogg", b"OggS" + b"0" * 64, "audio/ogg")
    await town.told(ASHA, "I cannot use a voice message here. Please send a photo or a PDF file")
    await sends(town, "document", "bill.exe", b"MZ" + b"0" * 64, "application/x-msdownload")
    await town.told(ASHA, "Please send a photo or a PDF file (📎), up to 20 MB.")
    assert (await the_lead(town)).documents.bill is None


async def test_documents_may_come_before_anybody_asks_and_in_any_order(town: Town) -> None:
    await days.pass_until(town, days.customer_joins)
    await town.say("asha", "", contact={"phone_number": "+919822012345", "first_name": "Prakash"})
    await town.told(ASHA, "1 of 3")
    await town.photo("asha")
    await town.told(ASHA, "2 of 3", "the key below")
    await town.tap("asha", "Continue later")
    await town.told(ASHA, "Noted.", "Documents · L-1042 is kept.")
    await town.say("asha", "", location={"latitude": 18.559, "longitude": 73.779})
    await town.told(ASHA, "", "Is this the place of the charger?")
    await town.tap("asha", "Right")
    await town.told(ASHA, "That was all, thank you.", "we have everything we need")
    await town.told(OPS, "All documents are in")
    await town.photo("asha", count=4)
    await town.told(ASHA, "I have everything I asked for")
    await town.holds()
    await town.nobody_else()


async def test_papers_that_may_be_needed_are_asked_by_the_kind_of_site_and_block_nothing(town: Town) -> None:
    await days.pass_until(town, days.documents_come)
    assert await owes(town) == ("survey_scheduling", "ops", "propose_slots")
    await town.say("asha", "/home")
    await town.told(ASHA, "We agree on a time for the survey.")
    await town.tap("asha", "Papers that may be needed")
    await town.told(ASHA, "Nothing waits for this", "What kind of place is it?")
    await town.tap("asha", "Apartment or society")
    await town.told(ASHA, "society or building (NOC)")
    await town.document("asha", "noc.pdf", b"%PDF-1.4 noc", "application/pdf")
    await town.told(ASHA, "which parking bay is yours")
    await town.tap("asha", "Skip ›")
    await town.told(ASHA, "Please check:")
    await town.tap("asha", "Submit")
    await town.told(ASHA, "Thank you, noted.")
    lead = await the_lead(town)
    assert (lead.site_kind, set(lead.papers), lead.papers_wanted) == (
        SiteKind.APARTMENT,
        {Paper.NOC},
        (Paper.PARKING,),
    )
    await town.say("asha", "/home")
    await town.told(ASHA, "? proof of parking: may be needed")
    assert "✓ permission of the society (NOC)" in await town.card(OPS, f"{LEAD} · Survey to be scheduled")
    await town.nobody_else()
