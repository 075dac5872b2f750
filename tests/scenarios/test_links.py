"""Links and voices: who may open a customer's link, how it may come, and who has no voice at all."""

from tests.scenarios.days import ASHA, OPS, documents_are_shared, lead_arrives, link_for_the_customer, owes
from tests.scenarios.town import PEOPLE, Town

ADDRESS = "https://t.me/chargeops_demo_bot?start="


async def test_a_link_that_ops_opens_by_mistake_is_still_good_for_the_customer(town: Town) -> None:
    await lead_arrives(town)
    token = await link_for_the_customer(town)
    await town.say("meera", f"/start {token}")
    await town.told(PEOPLE["meera"], "This link is for the customer: forward it to him. It is still good.")
    await town.say("asha", f"/start {token}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    await town.holds()
    await town.nobody_else()


async def test_a_link_sent_as_words_is_as_good_as_one_opened(town: Town) -> None:
    await lead_arrives(town)
    token = await link_for_the_customer(town)
    await town.say("asha", "/start")
    await town.told(ASHA, "This bot works by invitation")
    await town.say("asha", f"Hello, they sent me this: {ADDRESS}{token}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    await town.nobody_else()


async def test_words_in_a_groups_name_have_nobody_behind_them(town: Town) -> None:
    await lead_arrives(town)
    await town.say("meera", "/board", OPS, anonymous=True)
    assert await town.parts.inbox.given_up() == []
    await town.holds()
    await town.nobody_else()


async def test_documents_that_come_before_the_call_are_not_waited_for_after_it(town: Town) -> None:
    await lead_arrives(town)
    await town.say("asha", f"/start {await link_for_the_customer(town)}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    await town.tap("asha", "I agree")
    await town.told(ASHA, "We have your request and call you soon.")
    await documents_are_shared(town)
    await town.told(ASHA, "That was all, thank you.")
    assert await town.tap("ravi", "Reached", OPS) == "Logged."
    await town.told(OPS, "All documents are in")
    await town.told(ASHA, "we have everything we need")
    assert await owes(town) == ("survey_scheduling", "ops", "propose_slots")
    await town.holds()
    await town.nobody_else()


async def test_who_opened_a_link_that_was_replaced_no_longer_sees_the_lead(town: Town) -> None:
    await lead_arrives(town)
    await town.say("asha", f"/start {await link_for_the_customer(town)}")
    await town.told(ASHA, "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    await town.say("vikram", f"/start {await link_for_the_customer(town)}")
    await town.told(PEOPLE["vikram"], "Do you agree?")
    await town.told(OPS, "The customer has opened the link")
    assert "not yours to do" in await town.tap("asha", "I agree")
    await town.say("asha", "/home")
    await town.told(ASHA, "This bot works by invitation")
    await town.tap("vikram", "I agree")
    await town.told(PEOPLE["vikram"], "Your charger, L-1042")
    await town.holds()
    await town.nobody_else()
