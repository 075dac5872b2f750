"""What the customer shares: each answer counts at once, in any order."""

from cards.actions import Action
from domain.leads.lead import Documents, Electrician, Lead, Location
from domain.leads.stages import Stage
from domain.media import Picture
from tests.conversations.talk import ASHA, MEERA, OPS_GROUP, Heard, Talk, a_house, a_lead

PIN = {"latitude": 18.559, "longitude": 73.786}


async def a_talk(**but: object) -> Talk:
    return Talk(await a_house(a_lead(**but)))


async def lead_of(talk: Talk) -> Lead:
    return await talk.house.uow().get(Lead, "L-1042")


def request_keys(heard: Heard) -> list[str | None]:
    return [key.request for message in heard.messages for row in message.reply_keyboard for key in row]


async def test_bill_pin_and_contact_complete_the_documents() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    await talk.sends_photo(ASHA, "bill")
    place = await talk.sends(ASHA, location=PIN)
    await talk.taps(ASHA, place.button("Right"))
    contact = {"first_name": "Ramesh", "last_name": "Patil", "phone_number": "919822012345"}
    end = await talk.sends(ASHA, contact=contact)
    lead = await lead_of(talk)
    assert lead.stage is Stage.SURVEY_SCHEDULING
    assert lead.documents.location == Location(latitude=18.559, longitude=73.786)
    assert lead.documents.electrician == Electrician(name="Ramesh Patil", phone="+919822012345")
    assert "That was all" in end.text
    assert talk.drafts(ASHA) == []


async def test_each_answer_counts_at_once() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    await talk.sends_file(ASHA, "application/pdf")
    lead = await lead_of(talk)
    assert lead.documents.bill is not None
    assert [picture.file_id for picture in talk.house.ledger.media] == ["f"]


async def test_a_photo_sent_while_the_location_is_asked_is_the_bill() -> None:
    talk = await a_talk()
    first = await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    location = await talk.taps(ASHA, first.button("Skip ›"))
    assert "Where will the charger be?" in location.text
    again = await talk.sends_photo(ASHA, "bill")
    assert (await lead_of(talk)).documents.bill is not None
    assert "Where will the charger be?" in again.text


async def test_a_live_location_and_its_moves() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    place = await talk.sends(ASHA, location=PIN | {"live_period": 900})
    await talk.taps(ASHA, place.button("Right"))
    moved = await talk.edits(ASHA, location=PIN | {"live_period": 900, "latitude": 19.0})
    assert moved.handled
    assert moved.messages == ()
    assert (await lead_of(talk)).documents.location == Location(latitude=18.559, longitude=73.786)


async def test_the_location_key_is_shown_in_private_and_taken_away_again() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    asked = await talk.sends_photo(ASHA, "bill")
    assert request_keys(asked) == ["location"]
    answered = await talk.writes(ASHA, "Flat 4, Rose Park, Baner, Pune 411045")
    assert [message.remove_reply_keyboard for message in answered.messages] == [True, False]


async def test_the_location_key_goes_with_a_form_left_for_later() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    asked = await talk.sends_photo(ASHA, "bill")
    later = await talk.taps(ASHA, asked.button("Continue later"))
    assert later.messages[0].remove_reply_keyboard


async def test_no_electrician_is_an_answer() -> None:
    talk = await a_talk(documents=Documents(bill=a_bill(), location=Location(address="Rose Park")))
    asked = await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    await talk.taps(ASHA, asked.button("I have none"))
    lead = await lead_of(talk)
    assert lead.documents.electrician == Electrician()
    assert lead.stage is Stage.SURVEY_SCHEDULING


async def test_only_what_is_missing_is_asked() -> None:
    talk = await a_talk(documents=Documents(bill=a_bill()))
    asked = await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    assert "Where will the charger be?" in asked.text
    assert "2 of 3" in asked.text


async def test_what_was_shared_can_be_replaced() -> None:
    given = Documents(bill=a_bill(), location=Location(address="Rose Park"), electrician=Electrician())
    talk = await a_talk(documents=given, stage=Stage.SURVEY_SCHEDULING)
    listed = await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    await talk.taps(ASHA, listed.button("Electricity bill"))
    await talk.sends_photo(ASHA, "newer")
    bill = (await lead_of(talk)).documents.bill
    assert bill is not None
    assert bill.file_id == "newer-1280"


async def test_an_album_is_one_bill() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    first = await talk.sends_photo(ASHA, "page1", album="a")
    second = await talk.sends_photo(ASHA, "page2", album="a")
    bill = (await lead_of(talk)).documents.bill
    assert bill is not None
    assert bill.file_id == "page1-1280"
    assert "I took the first of your album" in first.text
    assert second.messages == ()


async def test_consent_comes_first() -> None:
    talk = await a_talk(consent_at=None)
    heard = await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    assert heard.refusal == "Please agree to the privacy notice first."


async def test_ops_keeps_nothing_of_a_customer_whose_consent_is_not_noted() -> None:
    talk = await a_talk(consent_at=None)
    heard = await talk.begins(MEERA, Action.DOCUMENTS, "L-1042", OPS_GROUP)
    assert "Note the customer's consent first" in heard.refusal


async def test_ops_shares_on_the_customer_s_behalf() -> None:
    talk = await a_talk()
    await talk.begins(MEERA, Action.DOCUMENTS, "L-1042", OPS_GROUP)
    await talk.sends_photo(MEERA, "bill", OPS_GROUP)
    assert talk.house.ledger.events[-1].by.on_behalf_of == "customer"


async def test_another_customer_s_lead_is_out_of_reach() -> None:
    talk = await a_talk(id="L-2000")
    heard = await talk.begins(ASHA, Action.DOCUMENTS, "L-2000")
    assert "not yours to do" in heard.refusal


async def test_cancelling_keeps_what_was_shared() -> None:
    talk = await a_talk()
    first = await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    await talk.sends_photo(ASHA, "bill")
    end = await talk.taps(ASHA, first.button("Cancel"))
    assert "is kept" in end.text
    assert (await lead_of(talk)).documents.bill is not None


async def test_skipping_the_last_missing_thing_goes_nowhere() -> None:
    talk = await a_talk(documents=Documents(bill=a_bill(), electrician=Electrician()))
    asked = await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    assert (await talk.taps(ASHA, asked.button("Skip ›"))).toast == "This is the only thing that is missing."


async def test_a_form_that_is_refused_by_now_keeps_everything_as_it_was() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    lead = await lead_of(talk)
    from_elsewhere = talk.house.uow()
    await from_elsewhere.save(a_lead(stage=Stage.CLOSED, version=lead.version))
    refused = await talk.sends_photo(ASHA, "bill")
    assert "no longer be done" in refused.refusal
    assert talk.drafts(ASHA)[0].answers == {}


async def test_a_place_that_is_to_be_confirmed_survives_a_restart() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    shown = await talk.sends(ASHA, location=PIN)
    assert (await lead_of(talk)).documents.location is None
    again = talk.restarted()
    asked = await again.begins(ASHA, Action.DOCUMENTS, "L-1042")
    assert "Is this the place of the charger?" in asked.text
    await again.taps(ASHA, shown.button("Right"))
    assert (await lead_of(again)).documents.location == Location(latitude=18.559, longitude=73.786)


async def test_a_contact_of_the_sender_himself_is_asked_about() -> None:
    talk = await a_talk()
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    own = {"first_name": "Asha", "phone_number": "919822099999", "user_id": ASHA.telegram_id}
    asked = await talk.sends(ASHA, contact=own)
    assert "This is your own number" in asked.text
    await talk.taps(ASHA, asked.button("Right"))
    assert (await lead_of(talk)).documents.electrician == Electrician(name="Asha", phone="+919822099999")


async def test_an_address_with_a_pin_code_of_elsewhere_is_asked_about() -> None:
    talk = await a_talk(documents=Documents(bill=a_bill(), electrician=Electrician()))
    await talk.begins(ASHA, Action.DOCUMENTS, "L-1042")
    asked = await talk.writes(ASHA, "Flat 4, Sector 9, Noida 201305")
    assert "another part of the country" in asked.text
    assert (await lead_of(talk)).documents.location is None
    await talk.taps(ASHA, asked.button("Right"))
    assert (await lead_of(talk)).stage is Stage.SURVEY_SCHEDULING


def a_bill() -> Picture:
    return Picture(kind="photo", unique_id="u-bill", file_id="bill")
